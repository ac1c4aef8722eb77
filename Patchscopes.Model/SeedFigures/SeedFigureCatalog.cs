using System.Text.Json;
using System.Text.Json.Serialization;

namespace Patchscopes.Model.SeedFigures;

/// <summary>The three published figures.</summary>
public static class SeedFigureCatalog
{
    private static readonly Lazy<IReadOnlyList<SeedFigure>> Loaded = new(Load);

    /// <summary>The figures that are built into this assembly.</summary>
    public static IReadOnlyList<SeedFigure> All => Loaded.Value;

    private static IReadOnlyList<SeedFigure> Load()
    {
        using var stream = typeof(SeedFigure).Assembly.GetManifestResourceStream("Patchscopes.Model.SeedFigures.seed-figures.json")
            ?? throw new InvalidOperationException("The seeds' figures are missing from the assembly.");
        return JsonSerializer.Deserialize(stream, SeedFigureJson.Default.SeedFigureFile)?.Figures
            ?? throw new JsonException("The file of the seeds' figures is empty.");
    }
}

internal sealed record SeedFigureFile(IReadOnlyList<SeedFigure> Figures);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SeedFigureFile))]
internal sealed partial class SeedFigureJson : JsonSerializerContext;

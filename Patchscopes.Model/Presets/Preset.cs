using System.Text.Json;
using System.Text.Json.Serialization;

namespace Patchscopes.Model.Presets;

/// <summary>
/// A built-in example: two prompts, a token in each, and what the map should then say. The page offers them, and the
/// report card of the embedded model measures them.
/// </summary>
public sealed record Preset
{
    /// <summary>Its name in URLs and test data.</summary>
    public required string Key { get; init; }

    /// <summary>Its name for people, two or three words.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in one sentence.</summary>
    public required string Shows { get; init; }

    /// <summary>S and the token whose hidden state is read.</summary>
    public required PresetPrompt Source { get; init; }

    /// <summary>T and the token whose hidden state is replaced; the next token is read at T's last one.</summary>
    public required PresetPrompt Target { get; init; }

    /// <summary>Exact token texts that the map is about: a cell whose top token is one of these says so.</summary>
    public required IReadOnlyList<string> Expects { get; init; }

    /// <summary>Token texts of the cell that is worth opening first: the most probable cell that says one of them.</summary>
    public required IReadOnlyList<string> Opens { get; init; }
}

/// <summary>All built-in presets, the first visit's first.</summary>
public static class PresetCatalog
{
    private static readonly Lazy<IReadOnlyList<Preset>> Loaded = new(Load);

    /// <summary>The list that is built into this assembly.</summary>
    public static IReadOnlyList<Preset> All => Loaded.Value;

    private static IReadOnlyList<Preset> Load()
    {
        using var stream = typeof(Preset).Assembly.GetManifestResourceStream("Patchscopes.Model.Presets.presets.json")
            ?? throw new InvalidOperationException("The built-in presets are missing from the assembly.");
        return JsonSerializer.Deserialize(stream, PresetJson.Default.IReadOnlyListPreset)
            ?? throw new JsonException("The built-in presets are empty.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<Preset>))]
internal sealed partial class PresetJson : JsonSerializerContext;

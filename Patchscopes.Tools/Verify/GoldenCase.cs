using System.Text.Json;
using System.Text.Json.Serialization;

namespace Patchscopes.Tools.Verify;

/// <summary>A patched greedy continuation, as the reference implementation wrote it.</summary>
internal sealed record GoldenGeneration(int SourceLayer, int TargetLayer, int TargetPosition, IReadOnlyList<int> Tokens);

/// <summary>The case.json of a golden case: what was run.</summary>
internal sealed record GoldenCase(
    IReadOnlyList<int> SourceIds, IReadOnlyList<int> TargetIds, int SourcePosition, IReadOnlyDictionary<string, int> Positions,
    IReadOnlyList<GoldenGeneration> Generations, IReadOnlyList<int> UnpatchedGeneration)
{
    public const string FileName = "case.json";

    /// <summary>Every folder at or below one that holds a case.json, by path.</summary>
    public static IReadOnlyList<string> FoldersBelow(string root)
    {
        if (!Directory.Exists(root))
            return [];
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        return [.. Directory.EnumerateFiles(root, FileName, everywhere).Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal)];
    }

    public static GoldenCase Read(string folder)
    {
        using var file = File.OpenRead(Path.Combine(folder, FileName));
        return JsonSerializer.Deserialize(file, GoldenJson.Default.GoldenCase) ?? throw new JsonException($"{FileName} holds null.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(GoldenCase))]
internal sealed partial class GoldenJson : JsonSerializerContext;

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

    /// <summary>What it is an example of; presets of one group stand together.</summary>
    public required string Group { get; init; }

    /// <summary>What it shows, in one sentence.</summary>
    public required string Shows { get; init; }

    /// <summary>S and the token whose hidden state is read.</summary>
    public required PresetPrompt Source { get; init; }

    /// <summary>T and the token whose hidden state is replaced.</summary>
    public required PresetPrompt Target { get; init; }

    /// <summary>Whether every other token of the target with the same text gets the same vector ("x x x").</summary>
    public bool PatchesEach { get; init; }

    /// <summary>Whether the next token is read at the patched token and not at the target's last one.</summary>
    public bool ReadsPatched { get; init; }

    /// <summary>Columns of the map as block indices, negative from the last block; null: every block.</summary>
    public IReadOnlyList<int>? TargetLayers { get; init; }

    /// <summary>How many tokens the model writes for the cells with ℓ* = ℓ, which is the strip that the paper prints; 0: none.</summary>
    public int NewTokens { get; init; }

    /// <summary>Exact token texts that the map is about: a cell whose top token is one of these says so.</summary>
    public required IReadOnlyList<string> Expects { get; init; }

    /// <summary>Token texts of the cell that is worth opening first: the most probable cell that says one of them.</summary>
    public required IReadOnlyList<string> Opens { get; init; }

    /// <summary>What the model goes on to write in that cell, or a part of it; null where the one token says all.</summary>
    public string? Writes { get; init; }
}

/// <summary>All built-in presets, the first visit's first.</summary>
public static class PresetCatalog
{
    private static readonly Lazy<IReadOnlyList<Preset>> Loaded = new(Load);

    /// <summary>The list that is built into this assembly.</summary>
    public static IReadOnlyList<Preset> All => Loaded.Value;

    /// <summary>The preset with this key.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static Preset Named(string key) =>
        All.FirstOrDefault(preset => preset.Key == key)
        ?? throw new KeyNotFoundException($"There is no preset '{key}'; known are {string.Join(", ", All.Select(preset => preset.Key))}.");

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

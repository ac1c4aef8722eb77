using System.Text.Json;
using System.Text.Json.Serialization;
using Patchscopes.Model.Presets;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls.Guide;

/// <summary>An example of the guide, as its block of JSON says it: two prompts with a token in each, and what to look for.</summary>
public sealed record GuideExample
{
    /// <summary>S and its token.</summary>
    public required PresetPrompt Source { get; init; }

    /// <summary>T and its token.</summary>
    public required PresetPrompt Target { get; init; }

    /// <summary>Whether the target's token is patched wherever it stands.</summary>
    public bool PatchesEach { get; init; }

    /// <summary>Columns as block indices, negative from the last block; null: every block.</summary>
    public IReadOnlyList<int>? TargetLayers { get; init; }

    /// <summary>Token texts that the example is about.</summary>
    public required IReadOnlyList<string> Finds { get; init; }

    /// <summary>Reads a block.</summary>
    /// <exception cref="JsonException">It is no such JSON, or lacks a field or has an unknown one.</exception>
    public static GuideExample Parse(string json) =>
        JsonSerializer.Deserialize(json, GuideJson.Default.GuideExample) ?? throw new JsonException("An example of the guide is empty.");

    /// <summary>The example's map.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="blocks">The model's blocks.</param>
    /// <param name="source">The source prompt's tokens.</param>
    /// <param name="target">The target prompt's tokens.</param>
    internal SweepRequest On(string model, int blocks, IReadOnlyList<Token> source, IReadOnlyList<Token> target)
    {
        var preset = new Preset
        {
            Key = "",
            Name = "",
            Group = "",
            Shows = "",
            Source = Source,
            Target = Target,
            PatchesEach = PatchesEach,
            TargetLayers = TargetLayers,
            Expects = Finds,
            Opens = Finds,
        };
        var plain = new SweepRequest
        {
            Model = model,
            Source = new PromptPosition(Source.Prompt, Source.PositionIn(source)),
            Target = new PromptPosition(Target.Prompt, Target.PositionIn(target)),
        };
        return PresetRequests.Of(preset, plain, target, blocks);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(GuideExample))]
internal sealed partial class GuideJson : JsonSerializerContext;

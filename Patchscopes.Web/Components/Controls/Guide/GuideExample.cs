using System.Text.Json;
using System.Text.Json.Serialization;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Presets;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
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

    /// <summary>The model that runs the source; null: the one that runs the target.</summary>
    public string? SourceModel { get; init; }

    /// <summary>Where in the blocks: "attention" or "mlp"; null: the residual stream.</summary>
    public string? Site { get; init; }

    /// <summary>f: "scale", "affine", "mean" or "zero"; null: the identity.</summary>
    public string? Mapping { get; init; }

    /// <summary>Where "affine" is fitted: "last-token"; null: at every token.</summary>
    public string? FitAt { get; init; }

    /// <summary>What "scale" multiplies by; null: 1.</summary>
    public double? Factor { get; init; }

    /// <summary>Token texts that the example is about.</summary>
    public required IReadOnlyList<string> Finds { get; init; }

    /// <summary>Reads a block.</summary>
    /// <exception cref="JsonException">It is no such JSON, or lacks a field or has an unknown one.</exception>
    public static GuideExample Parse(string json)
    {
        var example = JsonSerializer.Deserialize(json, GuideJson.Default.GuideExample) ?? throw new JsonException("An example of the guide is empty.");
        _ = example.SiteChosen;
        _ = example.MappingChosen;
        _ = example.PlacesChosen;
        return example;
    }

    private PatchSite SiteChosen => Chosen(Site, PatchSite.Residual, "site");

    private MappingKind MappingChosen => Chosen(Mapping, MappingKind.Identity, "mapping");

    private FitPlaces PlacesChosen => Chosen(FitAt, FitPlaces.EveryToken, "fitAt");

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
            SourceModel = SourceModel,
            Site = SiteChosen,
            Mapping = new MappingRequest(MappingChosen) { Factor = Factor ?? 1, FitAt = PlacesChosen },
        };
        return PresetRequests.Of(preset, plain, target, blocks);
    }

    private static T Chosen<T>(string? name, T usual, string field)
        where T : struct, Enum =>
        name is null ? usual : StageNames.TryFind<T>(name, out var value) ? value : throw new JsonException($"{field} must be {StageNames.Choice<T>()}.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(GuideExample))]
internal sealed partial class GuideJson : JsonSerializerContext;

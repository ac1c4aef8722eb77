using System.Security.Cryptography;
using System.Text;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Stages;
using static Patchscopes.Web.Services.Runs.RequestChecks;

namespace Patchscopes.Web.Services.Runs;

/// <summary>
/// The checks of f: whether it can carry vectors from the source's model to the target's. Keeps the last texts as both
/// models read them, since every run and every opened cell of a map asks for the same ones.
/// </summary>
internal sealed class MappingChecks
{
    /// <summary>The longest list of texts, in characters.</summary>
    public const int LongestTexts = 200_000;

    private const double LargestFactor = 1e6;

    private FitTexts? _last;

    /// <summary>What can be told before a model is loaded.</summary>
    /// <exception cref="RequestRefusedException">It cannot be used.</exception>
    public static void Require(MappingRequest mapping)
    {
        if (mapping.Kind is MappingKind.Scale && !(Math.Abs(mapping.Factor) <= LargestFactor))
            throw Invalid("mapping.factor", $"mapping.factor is {mapping.Factor}: give a number from -{LargestFactor:0} to {LargestFactor:0}.");
        if (mapping.Texts is { Length: > LongestTexts } texts)
            throw Invalid("mapping.texts", $"mapping.texts has {texts.Length} characters: give at most {LongestTexts}.");
        if (mapping.Texts is not null && mapping.Kind is not MappingKind.Affine)
            throw Invalid("mapping.texts", $"mapping.texts is what an affine map is fitted to, but mapping.kind is \"{StageNames.Of(mapping.Kind)}\": leave it out, or ask for \"affine\".");
    }

    /// <summary>The texts that an affine map is fitted to; null for another mapping.</summary>
    /// <exception cref="RequestRefusedException">The mapping cannot be had for these models, layers or texts.</exception>
    public FitTexts? Check(MappingRequest mapping, ILoadedModel source, ILoadedModel target, SweepPlan plan)
    {
        var (from, to) = (source.Description, target.Description);
        if (mapping.Kind is not MappingKind.Affine)
        {
            if (from.Width != to.Width)
            {
                throw Invalid("mapping.kind", $"mapping.kind is \"{StageNames.Of(mapping.Kind)}\", but vectors of {from.Name} have {from.Width} numbers and those of {to.Name} {to.Width}: "
                    + "only \"affine\", a map fitted to both, leads from one to the other.");
            }
            if (mapping.Kind is MappingKind.Mean && !HasMean(source))
                throw Invalid("mapping.kind", $"mapping.kind is \"mean\", but the tokens of {from.Name} stand for no part of the built-in texts, so that there is no mean state: choose another mapping.");
            return null;
        }
        var texts = Read(mapping, source, target);
        if (AffineFit.Refusal(TextPositions.Origins(texts.Source), from.Width, to.Width, plan.SourceLayers.Count, plan.TargetLayers.Count) is { } refusal)
            throw Invalid("mapping.texts", (mapping.Texts is null ? "mapping.texts is left out, so the built-in texts are used. " : "") + refusal);
        return texts;
    }

    /// <summary>Whether a model has a position in the texts that means are taken over.</summary>
    public static bool HasMean(ILoadedModel model) => TextPositions.Of(Encoder(model), BuiltInTexts.ForMeans).Any(text => text.Positions.Count > 0);

    /// <summary>How a model reads texts.</summary>
    public static TextEncoder Encoder(ILoadedModel model) => new(model.Encode, model.Description.Context);

    private FitTexts Read(MappingRequest mapping, ILoadedModel source, ILoadedModel target)
    {
        var texts = mapping.Texts is { } given ? BuiltInTexts.Lines(given) : mapping.FitAt is FitPlaces.LastToken ? BuiltInTexts.Prompts : BuiltInTexts.All;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{mapping.FitAt}\n{string.Join('\n', texts)}"));
        var key = $"{source.Description.Name}:{source.Description.Hash}|{target.Description.Name}:{target.Description.Hash}|{Convert.ToHexString(hash)}";
        if (_last is { } last && last.Key == key)
            return last;
        var (sourceTexts, targetTexts) = TextPositions.Paired(Encoder(source), Encoder(target), texts, mapping.FitAt);
        return _last = new FitTexts(sourceTexts, targetTexts, key);
    }
}

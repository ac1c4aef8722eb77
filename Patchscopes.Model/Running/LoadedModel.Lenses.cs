using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>Lenses.</summary>
public sealed partial class LoadedModel
{
    private AffineMaps? _lensMaps;

    /// <summary>Reads every state of a prompt through a lens, layer by layer.</summary>
    /// <param name="tokens">The prompt.</param>
    /// <param name="lens">How states are read.</param>
    /// <param name="topK">Tokens given for each state.</param>
    /// <param name="cancellationToken">Polled between layers and blocks.</param>
    /// <exception cref="ArgumentException">The prompt does not fit the model, or the lens's own prompt does not.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public LensReading ReadLens(IReadOnlyList<int> tokens, LensKind lens, int topK, CancellationToken cancellationToken)
    {
        RunChecks.Prompt("prompt", tokens, Config);
        RunChecks.Require(topK >= 1, $"{topK} tokens cannot be given.");
        RequireLens(lens);
        using var noGrad = Begin();
        using var scope = NewDisposeScope();
        var (reader, run) = (Lens(lens, cancellationToken), _runs.Get(tokens, false, cancellationToken));
        var layers = Layer.Blocks(Config.Blocks);
        return new LensReading(layers, [.. layers.Select(layer =>
        {
            using var step = NewDisposeScope();
            return TopTokens.Of(reader.Logits(run.States(layer), [.. tokens.Select(_ => layer)], cancellationToken), topK);
        })]);
    }

    /// <summary>A lens on this model. Call inside a dispose scope and without gradients; use before other prompts are run.</summary>
    internal ILens Lens(LensKind kind, CancellationToken cancellationToken) => kind switch
    {
        LensKind.LogitLens => new LogitLens(Decoder),
        LensKind.TokenIdentity => new TokenIdentityLens(Decoder, CleanRun(Tokenizer.EncodeToIds(LensPrompts.TokenIdentity), cancellationToken)),
        LensKind.Affine => new AffineLens(Decoder, _lensMaps ??= FitLens(cancellationToken)),
        _ => throw new NotSupportedException($"The lens {kind} is not implemented."),
    };

    /// <summary>Throws an <see cref="ArgumentException"/> that says why a lens cannot be used on this model.</summary>
    internal void RequireLens(LensKind lens)
    {
        RunChecks.Require(lens.Fits(Tokenizer, Config.Context), $"The model reads {Config.Context} tokens: the prompt of the lens {lens} is longer.");
        if (lens is LensKind.Affine && LensPrompts.AffineRefusal(BuiltIn, Config.Width, Config.Blocks) is { } refusal)
            throw new ArgumentException(refusal);
    }

    private IReadOnlyList<TextPositions> BuiltIn => TextPositions.Of(new TextEncoder(Tokenizer.Encode, Config.Context), BuiltInTexts.All);

    private AffineMaps FitLens(CancellationToken cancellationToken)
    {
        var last = new Layer(Config.Blocks - 1);
        var states = ReadTexts(BuiltIn, PatchSite.Residual, Layer.Blocks(Config.Blocks), cancellationToken);
        return AffineFit.Fit(states.Only(AffineLens.Sources(Config)), states.Only([last]), AffineFit.Ridge, cancellationToken);
    }
}

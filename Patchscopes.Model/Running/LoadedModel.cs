using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>
/// A model in memory. Its operations are synchronous and belong on one thread, the one that all tensor work of a device
/// runs on; <see cref="Tokenizer"/> is safe from any. Owns its weights until it is disposed of.
/// </summary>
public sealed partial class LoadedModel : IDisposable
{
    private readonly CleanRunMemory _runs;
    private readonly PromptTokenizer? _tokenizer;

    private LoadedModel(string name, string hash, Decoder decoder, PromptTokenizer? tokenizer, IReadOnlyList<ModelCheck> checks)
    {
        (Name, Hash, Decoder, _tokenizer, Checks) = (name, hash, decoder, tokenizer, checks);
        _runs = new CleanRunMemory(decoder);
    }

    /// <summary>The name it is asked for by.</summary>
    public string Name { get; }

    /// <summary>SHA-256 over its config and weights, hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>What it computes.</summary>
    public DecoderConfig Config => Decoder.Config;

    /// <summary>The type it computes in, "float32".</summary>
    public string DataType => Decoder.Weights.TokenEmbedding.dtype switch
    {
        ScalarType.Float32 => "float32",
        ScalarType.Float16 => "float16",
        ScalarType.BFloat16 => "bfloat16",
        var other => other.ToString(),
    };

    /// <summary>The identities tested when it was loaded; all hold.</summary>
    public IReadOnlyList<ModelCheck> Checks { get; }

    /// <summary>Its tokenizer.</summary>
    /// <exception cref="InvalidOperationException">The model was loaded without one.</exception>
    public PromptTokenizer Tokenizer => _tokenizer ?? throw new InvalidOperationException($"{Name} was loaded without a tokenizer.");

    internal Decoder Decoder { get; }

    /// <summary>Loads a Hugging Face model folder and tests it.</summary>
    /// <param name="name">The name it is asked for by.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="progress">Told which share of the weights is read, 0 … 1.</param>
    /// <param name="placement">Where it runs; null: as the machine suggests.</param>
    /// <exception cref="ModelLoadException">The folder cannot be read as it is, the device is not there, or the model fails a check.</exception>
    public static LoadedModel Load(string name, string folder, IProgress<double>? progress = null, ModelPlacement? placement = null) =>
        Load(name, folder, PromptTokenizer.Load(folder), placement ?? ModelPlacement.Default, progress);

    /// <summary>Loads a folder that need not have a tokenizer; then only token ids can be run.</summary>
    public static LoadedModel LoadWithoutTokenizer(string name, string folder) => Load(name, folder, null, ModelPlacement.Default, null);

    /// <summary>Runs a prompt, with interventions, and copies out everything that the pass shows.</summary>
    /// <exception cref="ArgumentException">The prompt or an intervention does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public ModelRun Run(IReadOnlyList<int> tokens, IReadOnlyList<Intervention> interventions, CancellationToken cancellationToken)
    {
        RunChecks.Prompt("prompt", tokens, Config);
        RunChecks.Interventions(interventions, tokens.Count, Config);
        using var noGrad = Begin();
        using var scope = NewDisposeScope();
        using var capture = new Capture();
        var last = new ForwardPass(Decoder, Transplants.Resolve(Decoder, interventions, cancellationToken), tokens.Count, cancellationToken).Run(tokens, 0, null, capture);
        return new ModelRun(
            Table(capture.Residual), Table(capture.AttentionWrite), Table(capture.Mid), Table(capture.FeedForwardWrite), Table([Decoder.Unembed(last)]));
    }

    /// <summary>
    /// Greedy continuation of a prompt, at most <paramref name="count"/> tokens; fewer where the context is full, or
    /// where <paramref name="stopAtEnd"/> is set and the model ends its text.
    /// </summary>
    /// <exception cref="ArgumentException">The prompt, the count or an intervention does not fit the model.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; polled between blocks.</exception>
    public IReadOnlyList<int> Continue(
        IReadOnlyList<int> prompt, IReadOnlyList<Intervention> interventions, int count, bool stopAtEnd, CancellationToken cancellationToken)
    {
        RunChecks.Prompt("prompt", prompt, Config);
        RunChecks.Interventions(interventions, prompt.Count, Config);
        RunChecks.Require(count >= 0, $"{count} new tokens cannot be written.");
        using var noGrad = Begin();
        return new Continuation(Decoder, Transplants.Resolve(Decoder, interventions, cancellationToken), cancellationToken).Write(prompt, count, stopAtEnd ? IsEnd : _ => false);
    }

    /// <summary>The run of a prompt without interventions; stays valid at least until the next two calls.</summary>
    internal CleanRun CleanRun(IReadOnlyList<int> tokens, CancellationToken cancellationToken) => _runs.Get(tokens, false, cancellationToken);

    /// <summary>Forgets the runs of earlier prompts, which are kept so that another click costs nothing.</summary>
    public void ForgetRuns() => _runs.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        _runs.Dispose();
        Decoder.Weights.Dispose();
    }

    /// <summary>A model of weights that are in memory already; it owns them from now on.</summary>
    internal static LoadedModel Of(string name, Decoder decoder, PromptTokenizer? tokenizer = null) => new(name, "", decoder, tokenizer, []);

    private static LoadedModel Load(string name, string folder, PromptTokenizer? tokenizer, ModelPlacement placement, IProgress<double>? progress)
    {
        TorchSettings.EnsureNative();
        using var noGrad = no_grad();
        var (device, type) = placement.Resolve();
        var (decoder, hash) = Checkpoint.Load(folder, device, type, progress);
        try
        {
            if (tokenizer is not null && tokenizer.Count > decoder.Config.Vocabulary)
                throw new ModelLoadException($"The tokenizer has {tokenizer.Count} tokens, but the model's vocabulary only {decoder.Config.Vocabulary}: they do not belong together.");
            TorchSettings.FitTo(decoder.Config.Width);
            return new LoadedModel(name, hash, decoder, tokenizer, ModelChecks.Require(decoder));
        }
        catch
        {
            decoder.Weights.Dispose();
            throw;
        }
    }

    /// <summary>What every operation starts with: the threads that suit the model, and no gradients until it is disposed of.</summary>
    internal IDisposable Begin()
    {
        TorchSettings.FitTo(Config.Width);
        return no_grad();
    }

    private bool IsEnd(int token) => Config.EndTokens.Contains(token);

    private static StateTable Table(List<Tensor> tensors)
    {
        using var all = cat(tensors);                                                                        // [layers, T, d]
        return new StateTable(all.ToFloats(), (int)all.shape[0], (int)all.shape[1], (int)all.shape[2]);
    }
}

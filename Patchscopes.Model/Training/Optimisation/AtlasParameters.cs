using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training.Optimisation;

/// <summary>The model's weights as leaves of the gradient graph, with the names they have in a Hugging Face GPT-2 folder.</summary>
internal sealed class AtlasParameters : IDisposable
{
    private const string Words = "transformer.wte.weight";

    private readonly Dictionary<string, Tensor> _named = [];

    /// <summary>All zero (norm gains one); <see cref="AtlasInitialisation"/> gives them their values.</summary>
    public AtlasParameters(AtlasShape shape, int vocabulary)
    {
        Shape = shape;
        var d = shape.Width;
        var tokens = Add(Words, vocabulary, d);
        var positions = Add("transformer.wpe.weight", AtlasShape.Context, d);
        var blocks = Enumerable.Range(0, shape.Blocks).Select(Block).ToList();
        Weights = new DecoderWeights(tokens, positions, blocks, Norm("transformer.ln_f"), tokens);
        Decoder = new Decoder(shape.Config(vocabulary), Weights);
    }

    public AtlasShape Shape { get; }

    public DecoderWeights Weights { get; }

    public Decoder Decoder { get; }

    /// <summary>Every parameter once.</summary>
    public IReadOnlyDictionary<string, Tensor> Named => _named;

    /// <summary>Switches gradients on for what a phase trains and off for all else; returns what it trains.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> SelectTrained(TrainingPhase phase)
    {
        foreach (var (name, tensor) in _named)
            tensor.requires_grad = IsTrained(name, phase);
        return [.. _named.Where(parameter => parameter.Value.requires_grad)];
    }

    public void Dispose() => Weights.Dispose();

    private bool IsTrained(string name, TrainingPhase phase)
    {
        if (name == Words)
            return Shape.WordsOf is null && phase is TrainingPhase.Copying;
        if (!name.StartsWith("transformer.h.", StringComparison.Ordinal))
            return phase is TrainingPhase.Copying or TrainingPhase.AtOnce;
        var parts = name.Split('.');
        var block = int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
        var isAttention = parts[3] is "attn" or "ln_1";
        return Shape.Trained(phase).Contains(block) && !(isAttention && block < Shape.BlocksWithoutAttention);
    }

    private BlockWeights Block(int block)
    {
        var (d, f) = (Shape.Width, Shape.FeedForwardWidth);
        var name = $"transformer.h.{block}";
        return new BlockWeights(
            Norm($"{name}.ln_1"),
            new AttentionWeights(Linear($"{name}.attn.c_attn", d, 3 * d), Linear($"{name}.attn.c_proj", d, d)),
            Norm($"{name}.ln_2"),
            new FeedForwardWeights(Linear($"{name}.mlp.c_fc", d, f), Linear($"{name}.mlp.c_proj", f, d)));
    }

    private LinearWeights Linear(string name, int input, int output) => new(Add($"{name}.weight", input, output), Add($"{name}.bias", output));

    private NormWeights Norm(string name)
    {
        var gain = Add($"{name}.weight", Shape.Width);
        gain.Fill(1);
        return new NormWeights(gain, Add($"{name}.bias", Shape.Width));
    }

    private Tensor Add(string name, params long[] shape) => _named[name] = zeros(shape).DetachFromDisposeScope();
}

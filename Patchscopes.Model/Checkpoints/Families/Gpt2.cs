using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>GPT-2 (transformers' GPT2LMHeadModel): learned positions, layer norm before each sub-layer, tied head.</summary>
internal sealed class Gpt2 : IModelFamily
{
    /// <summary>Dropouts and the heads of other tasks: nothing of them runs when a text is read.</summary>
    private static readonly IReadOnlyList<string> Harmless =
    [
        "attn_pdrop", "embd_pdrop", "resid_pdrop", "n_special", "predict_special_tokens",
        "summary_activation", "summary_first_dropout", "summary_proj_to_labels", "summary_type", "summary_use_proj",
        // An older name of n_positions, which decides.
        "n_ctx",
        // Another order of the same float32 arithmetic.
        "reorder_and_upcast_attn",
    ];

    public string ModelType => "gpt2";

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        var (width, heads) = (config.PositiveInt("n_embd"), config.PositiveInt("n_head"));
        if (width % heads != 0)
            throw new ModelLoadException($"{ConfigReader.FileName}: n_embd = {width} is no multiple of n_head = {heads}.");
        config.Require("add_cross_attention", false);
        config.Ignore(Harmless);
        return new DecoderConfig
        {
            Blocks = config.PositiveInt("n_layer"),
            Width = width,
            Heads = heads,
            HeadSize = width / heads,
            FeedForwardWidth = config.OptionalInt("n_inner") ?? 4 * width,
            Vocabulary = config.PositiveInt("vocab_size"),
            Context = config.PositiveInt("n_positions"),
            NormEpsilon = (float)config.Number("layer_norm_epsilon", 1e-5),
            Activation = ReadActivation(config),
            ScaleByHeadSize = config.Flag("scale_attn_weights", true),
            ScaleByBlock = config.Flag("scale_attn_by_inverse_layer_idx", false),
            TiedHead = config.Flag("tie_word_embeddings", true),
            EndToken = config.OptionalInt("eos_token_id"),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors)
    {
        // The published checkpoints were saved without the head, hence without this prefix.
        var prefix = tensors.Has("wte.weight") ? "" : "transformer.";
        var tokens = tensors.Take(prefix + "wte.weight", config.Vocabulary, config.Width);
        var positions = tensors.Take(prefix + "wpe.weight", config.Context, config.Width);
        var blocks = Enumerable.Range(0, config.Blocks).Select(block => ReadBlock(config, tensors, $"{prefix}h.{block}.")).ToList();
        var norm = ReadNorm(config, tensors, prefix + "ln_f.");
        return new DecoderWeights(tokens, positions, blocks, norm, ReadHead(config, tensors, tokens));
    }

    private static BlockWeights ReadBlock(DecoderConfig config, CheckpointTensors tensors, string name)
    {
        tensors.Ignore(name + "attn.bias");          // the causal mask, stored by older versions
        tensors.Ignore(name + "attn.masked_bias");   // and the number that it put into masked scores
        var (width, inner) = (config.Width, config.FeedForwardWidth);
        return new BlockWeights(
            ReadNorm(config, tensors, name + "ln_1."),
            new AttentionWeights(
                ReadLinear(tensors, name + "attn.c_attn.", width, 3 * width),
                ReadLinear(tensors, name + "attn.c_proj.", width, width)),
            ReadNorm(config, tensors, name + "ln_2."),
            new FeedForwardWeights(
                ReadLinear(tensors, name + "mlp.c_fc.", width, inner),
                ReadLinear(tensors, name + "mlp.c_proj.", inner, width)));
    }

    /// <summary>GPT-2 stores its projections as [in, out] ("Conv1D").</summary>
    private static LinearWeights ReadLinear(CheckpointTensors tensors, string name, long from, long to) =>
        new(tensors.Take(name + "weight", from, to), tensors.Take(name + "bias", to));

    private static NormWeights ReadNorm(DecoderConfig config, CheckpointTensors tensors, string name) =>
        new(tensors.Take(name + "weight", config.Width), tensors.Take(name + "bias", config.Width));

    private static Tensor ReadHead(DecoderConfig config, CheckpointTensors tensors, Tensor tokens)
    {
        const string Name = "lm_head.weight";
        if (config.TiedHead && !tensors.Has(Name))
            return tokens;
        var head = tensors.Take(Name, config.Vocabulary, config.Width);
        if (!config.TiedHead)
            return head;
        using var same = head.eq(tokens).all();
        if (!same.item<bool>())
            throw new ModelLoadException($"{ConfigReader.FileName} ties the head to the embedding, but {Name} differs from it. Set tie_word_embeddings to what is meant.");
        tensors.Release(head);
        return tokens;
    }

    private static ActivationFunction ReadActivation(ConfigReader config) => config.Text("activation_function") switch
    {
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => ActivationFunction.GeluTanh,
        "gelu" => ActivationFunction.Gelu,
        "relu" => ActivationFunction.Relu,
        "silu" or "swish" => ActivationFunction.Silu,
        _ => throw config.NotImplemented("activation_function"),
    };
}

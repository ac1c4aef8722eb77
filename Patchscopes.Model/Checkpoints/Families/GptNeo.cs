using System.Text.Json;
using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>GPT-Neo: GPT-2 with scores that are not scaled and a window in the blocks that are called local.</summary>
internal sealed class GptNeo : IModelFamily
{
    private const string LayersKey = "attention_layers";
    private const string TypesKey = "attention_types";

    private static readonly IReadOnlyList<string> Harmless = [.. HarmlessKeys.Summaries, "attention_dropout", "embed_dropout", "resid_dropout"];

    public IReadOnlyList<string> ModelTypes { get; } = ["gpt_neo"];

    public DecoderConfig ReadConfig(ConfigReader config)
    {
        config.Ignore(Harmless);
        var (width, blocks) = (config.PositiveInt("hidden_size"), config.Blocks("num_layers"));
        var local = ReadLocalBlocks(config, blocks);
        var window = config.OptionalPositiveInt("window_size") ?? 256;
        return new DecoderConfig
        {
            Blocks = blocks,
            Width = width,
            Heads = config.PositiveInt("num_heads"),
            HeadSize = config.HeadSize("hidden_size", "num_heads"),
            FeedForwardWidth = config.OptionalPositiveInt("intermediate_size") ?? 4 * width,
            Vocabulary = config.PositiveInt("vocab_size"),
            Context = config.OptionalPositiveInt("max_position_embeddings") ?? 2048,
            NormEpsilon = (float)config.PositiveNumber("layer_norm_epsilon", 1e-5),
            Activation = config.Activation("activation_function", ActivationFunction.GeluTanh),
            Window = local.Count > 0 ? new AttentionWindow(window, local) : null,
            ScaleByHeadSize = false,
            HasQueryKeyValueBias = false,
            TiedHead = config.Flag("tie_word_embeddings", true),
            EndTokens = config.EndTokens(),
        };
    }

    public DecoderWeights ReadWeights(DecoderConfig config, CheckpointTensors tensors) => Gpt2.ReadWeights(config, tensors, ReadBlock);

    private static BlockWeights ReadBlock(DecoderConfig config, CheckpointTensors tensors, string name)
    {
        tensors.Ignore(name + "attn.attention.bias");          // the mask, stored by older versions
        tensors.Ignore(name + "attn.attention.masked_bias");   // and the number that it put into masked scores
        return new BlockWeights(
            tensors.TakeNorm(config, name + "ln_1."),
            new AttentionWeights(
                tensors.TakeQueryKeyValue(config, name + "attn.attention."),
                tensors.TakeAttentionOutput(config, name + "attn.attention.out_proj.")),
            tensors.TakeNorm(config, name + "ln_2."),
            tensors.TakeFeedForward(config, name + "mlp.c_fc.", name + "mlp.c_proj."));
    }

    /// <summary>A name per block, or the same as groups of names and how often each group stands there: [[["global", "local"], 6]].</summary>
    private static List<int> ReadLocalBlocks(ConfigReader config, int blocks)
    {
        var types = config.Json(TypesKey) is { } groups ? Expand(config, groups, blocks) : null;
        var layers = config.Texts(LayersKey);
        if (types is not null && layers is not null && !types.SequenceEqual(layers))
            throw config.Refused($"{TypesKey} and {LayersKey} say different things.");
        var kinds = layers ?? types ?? throw config.Wrong(TypesKey, "a list of groups of kinds of attention");
        if (kinds.Count != blocks)
            throw config.Wrong(layers is null ? TypesKey : LayersKey, $"{blocks} kinds, one per block");
        return kinds.All(kind => kind is "global" or "local")
            ? [.. Enumerable.Range(0, blocks).Where(block => kinds[block] == "local")]
            : throw config.NotImplemented(layers is null ? TypesKey : LayersKey);
    }

    private static List<string> Expand(ConfigReader config, JsonElement groups, int blocks)
    {
        try
        {
            var kinds = new List<string>();
            foreach (var group in groups.EnumerateArray())
            {
                for (var times = group[1].GetInt32(); times > 0 && kinds.Count <= blocks; times--)
                    kinds.AddRange(group[0].EnumerateArray().Select(kind => kind.GetString() ?? ""));
            }
            return kinds;
        }
        catch (Exception error) when (error is InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw config.Wrong(TypesKey, "a list of groups of kinds of attention, each with how often it stands there");
        }
    }
}

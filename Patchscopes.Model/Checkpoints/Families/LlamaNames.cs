using Patchscopes.Model.Architecture;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>The tensor names of a block that is named as in Llama.</summary>
internal sealed class LlamaNames(DecoderConfig config, CheckpointTensors tensors, bool isFused, bool storesGainsAboveOne)
{
    public BlockWeights ReadBlock(string name)
    {
        tensors.Ignore(name + "self_attn.rotary_emb.inv_freq");      // stored by older versions
        var (attention, feedForward) = (ReadAttention(name + "self_attn."), ReadFeedForward(name + "mlp."));
        // "post_attention" is the norm after attention in some, and in others the one that comes next, before the feed-forward layer.
        var (input, afterAttention) = (name + "input_layernorm.", name + "post_attention_layernorm.");
        return config.NormPlacement switch
        {
            NormPlacement.Before => new BlockWeights(ReadNorm(input), attention, ReadNorm(afterAttention), feedForward),
            NormPlacement.AfterWrite => new BlockWeights(null, attention, null, feedForward)
            {
                AttentionPostNorm = ReadNorm(afterAttention),
                FeedForwardPostNorm = ReadNorm(name + "post_feedforward_layernorm."),
            },
            NormPlacement.Around => new BlockWeights(ReadNorm(input), attention, ReadNorm(name + "pre_feedforward_layernorm."), feedForward)
            {
                AttentionPostNorm = ReadNorm(afterAttention),
                FeedForwardPostNorm = ReadNorm(name + "post_feedforward_layernorm."),
            },
            _ => throw new NotSupportedException($"{config.NormPlacement} has no such names."),
        };
    }

    public NormWeights ReadNorm(string name, long? width = null)
    {
        var norm = tensors.TakeNorm(config, name, width);
        return storesGainsAboveOne ? tensors.PlusOne(norm) : norm;
    }

    private AttentionWeights ReadAttention(string name)
    {
        var (queries, keys) = (config.Heads * config.HeadSize, config.KeyValueHeads * config.HeadSize);
        var fused = isFused
            ? tensors.TakeLinear(name + "qkv_proj.", config.Width, queries + (2 * keys), config.HasQueryKeyValueBias)
            : tensors.TakeQueryKeyValue(config, name);
        var output = tensors.TakeAttentionOutput(config, name + "o_proj.");
        if (config.HeadNorm is HeadNorm.None)
            return new AttentionWeights(fused, output);
        var isEach = config.HeadNorm is HeadNorm.EachHead;
        return new AttentionWeights(fused, output)
        {
            QueryNorm = ReadNorm(name + "q_norm.", isEach ? config.HeadSize : queries),
            KeyNorm = ReadNorm(name + "k_norm.", isEach ? config.HeadSize : keys),
        };
    }

    private FeedForwardWeights ReadFeedForward(string name)
    {
        var (width, inner, hasBias) = (config.Width, config.FeedForwardWidth, config.HasFeedForwardBias);
        var down = tensors.TakeLinear(name + "down_proj.", inner, width, hasBias);
        if (!isFused)
        {
            return new FeedForwardWeights(tensors.TakeLinear(name + "up_proj.", width, inner, hasBias), down)
            {
                Gate = tensors.TakeLinear(name + "gate_proj.", width, inner, hasBias),
            };
        }
        var (gate, up) = tensors.TakeHalves(name + "gate_up_proj.", width, inner);
        return new FeedForwardWeights(up, down) { Gate = gate };
    }
}

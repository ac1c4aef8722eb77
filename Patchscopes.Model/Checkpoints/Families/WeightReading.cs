using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints.Families;

/// <summary>Weights as PyTorch stores them: linear layers as [out, in], here seen transposed and not copied.</summary>
internal static class WeightReading
{
    /// <summary>A linear layer, <paramref name="name"/> + "weight" and, where it has one, "bias".</summary>
    public static LinearWeights TakeLinear(this CheckpointTensors tensors, string name, long from, long to, bool hasBias) =>
        new(tensors.Transposed(tensors.Take(name + "weight", to, from)), hasBias ? tensors.Take(name + "bias", to) : null);

    /// <summary>Several linear layers of one input as one, their outputs side by side.</summary>
    public static LinearWeights TakeSideBySide(this CheckpointTensors tensors, long from, bool hasBias, params ReadOnlySpan<(string Name, long To)> layers)
    {
        var (weights, biases) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (name, to) in layers)
        {
            weights.Add(tensors.Take(name + "weight", to, from));
            if (hasBias)
                biases.Add(tensors.Take(name + "bias", to));
        }
        return new LinearWeights(tensors.Transposed(tensors.Joined(weights)), hasBias ? tensors.Joined(biases) : null);
    }

    /// <summary>Queries, keys and values from three layers called by what comes before <c>_proj</c>.</summary>
    public static LinearWeights TakeQueryKeyValue(this CheckpointTensors tensors, DecoderConfig config, string name) => tensors.TakeSideBySide(
        config.Width, config.HasQueryKeyValueBias,
        (name + "q_proj.", config.Heads * config.HeadSize), (name + "k_proj.", config.KeyValueHeads * config.HeadSize), (name + "v_proj.", config.KeyValueHeads * config.HeadSize));

    /// <summary>The output projection of attention.</summary>
    public static LinearWeights TakeAttentionOutput(this CheckpointTensors tensors, DecoderConfig config, string name) =>
        tensors.TakeLinear(name, config.Heads * config.HeadSize, config.Width, config.HasAttentionOutputBias);

    /// <summary>A feed-forward layer of two projections.</summary>
    public static FeedForwardWeights TakeFeedForward(this CheckpointTensors tensors, DecoderConfig config, string up, string down) => new(
        tensors.TakeLinear(up, config.Width, config.FeedForwardWidth, config.HasFeedForwardBias),
        tensors.TakeLinear(down, config.FeedForwardWidth, config.Width, config.HasFeedForwardBias));

    /// <summary>
    /// Queries, keys and values from one layer that holds, for each head of keys and values, its G queries, its key and
    /// its value: [K, G + 2, dₕ] rows are sorted by kind, [(H + 2·K)·dₕ].
    /// </summary>
    public static LinearWeights TakeInterleaved(this CheckpointTensors tensors, DecoderConfig config, string name)
    {
        var rows = (config.Heads + (2 * config.KeyValueHeads)) * config.HeadSize;
        return new LinearWeights(
            tensors.Transposed(tensors.SortedByKind(config, tensors.Take(name + "weight", rows, config.Width))),
            config.HasQueryKeyValueBias ? tensors.SortedByKind(config, tensors.Take(name + "bias", rows)) : null);
    }

    /// <summary>Two linear layers without bias that are stored as one, the rows of the first before those of the second.</summary>
    public static (LinearWeights First, LinearWeights Second) TakeHalves(this CheckpointTensors tensors, string name, long from, long to)
    {
        var both = tensors.Take(name + "weight", 2 * to, from);
        using var first = both.narrow(0, 0, to);
        using var second = both.narrow(0, to, to);
        return (new LinearWeights(tensors.Replace(first.t()), null), new LinearWeights(tensors.Replace(second.t(), both), null));
    }

    /// <summary>A norm over <paramref name="width"/> numbers, with the bias that its kind has.</summary>
    public static NormWeights TakeNorm(this CheckpointTensors tensors, DecoderConfig config, string name, long? width = null) => new(
        tensors.Take(name + "weight", width ?? config.Width),
        config.Norm is NormKind.Layer ? tensors.Take(name + "bias", width ?? config.Width) : null);

    /// <summary>A norm that stores what its gains are above 1.</summary>
    public static NormWeights PlusOne(this CheckpointTensors tensors, NormWeights norm) =>
        norm with { Gain = tensors.Replace(norm.Gain.Plus(1), norm.Gain) };

    /// <summary>The unembedding: the token embedding where the head is tied (a stored copy must equal it), else a matrix of its own.</summary>
    public static Tensor TakeHead(this CheckpointTensors tensors, DecoderConfig config, string name, Tensor tokens)
    {
        if (config.TiedHead && !tensors.Has(name))
            return tokens;
        var head = tensors.Take(name, config.Vocabulary, config.EmbeddingWidth);
        if (!config.TiedHead)
            return head;
        if (!IsSame(head, tokens))
            throw new ModelLoadException($"{ConfigReader.FileName} ties the head to the embedding, but {name} differs from it. Set tie_word_embeddings to what is meant.");
        tensors.Release(head);
        return tokens;
    }

    /// <summary>Blocks in order, read one by one: a missing tensor ends a list of any length at once.</summary>
    public static IReadOnlyList<BlockWeights> ReadBlocks(DecoderConfig config, Func<int, BlockWeights> read)
    {
        var blocks = new List<BlockWeights>();
        for (var block = 0; block < config.Blocks; block++)
            blocks.Add(read(block));
        return blocks;
    }

    /// <summary>Rows of a projection to heads whose dimensions 2i and 2i + 1 turn together, sorted so that i and i + n/2 do; scores stay the same.</summary>
    public static LinearWeights PairHalves(this CheckpointTensors tensors, DecoderConfig config, LinearWeights queryKeyValue, int turning)
    {
        var (heads, size) = (config.Heads + config.KeyValueHeads, config.HeadSize);
        using var scope = NewDisposeScope();
        var rows = queryKeyValue.Weight.t();                                                               // [(H + 2·K)·dₕ, d]
        var width = rows.shape[1];
        var turned = rows.narrow(0, 0, heads * size).reshape(heads, size, width);                          // queries and keys
        var halves = turned.narrow(1, 0, turning).reshape(heads, turning / 2, 2, width).transpose(1, 2).reshape(heads, turning, width);
        var sorted = cat([halves, turned.narrow(1, turning, size - turning)], 1).reshape(heads * size, width);
        var all = cat([sorted, rows.narrow(0, heads * size, config.KeyValueHeads * size)]);
        return queryKeyValue with { Weight = tensors.Replace(all.t(), queryKeyValue.Weight) };
    }

    private static Tensor Transposed(this CheckpointTensors tensors, Tensor weight) => tensors.Replace(weight.t(), weight);

    private static Tensor Joined(this CheckpointTensors tensors, List<Tensor> parts) => tensors.Replace(cat(parts), [.. parts]);

    private static Tensor SortedByKind(this CheckpointTensors tensors, DecoderConfig config, Tensor rows)
    {
        var (groups, perGroup) = (config.KeyValueHeads, config.Heads / config.KeyValueHeads);
        using var scope = NewDisposeScope();
        var grouped = rows.view([groups, perGroup + 2, config.HeadSize, .. rows.shape[1..]]);
        var kinds = new[] { grouped.narrow(1, 0, perGroup), grouped.narrow(1, perGroup, 1), grouped.narrow(1, perGroup + 1, 1) };
        return tensors.Replace(cat([.. kinds.Select(kind => kind.reshape([-1, .. rows.shape[1..]]))]), rows);
    }

    private static bool IsSame(Tensor head, Tensor tokens)
    {
        // Only the hash of a checkpoint without its numbers is wanted.
        if (head.device_type == TorchSharp.DeviceType.META)
            return true;
        using var same = head.eq(tokens).all();
        return same.item<bool>();
    }
}

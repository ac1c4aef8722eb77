using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Patchscopes.Model.Architecture;

/// <summary>Attention.</summary>
internal sealed partial class Decoder
{
    /// <summary>The input of attention: N₁(x), or x where no norm comes before, [R, T, d].</summary>
    public Tensor AttentionNormed(int block, Tensor x) => Norm(Weights.Blocks[block].AttentionNorm, x);

    /// <summary>Queries [R, H, T, dₕ], keys and values [R, K, T, dₕ] of a normed input; queries and keys normed and turned where the config says so.</summary>
    public (Tensor Query, Tensor Key, Tensor Value) ProjectHeads(int block, Tensor normed, Places places)
    {
        var weights = Weights.Blocks[block].Attention;
        var (heads, groups) = (Config.Heads, Config.KeyValueHeads);
        var projected = Linear(weights.QueryKeyValue, normed)                                             // [R, T, (H + 2·K)·dₕ]
            .view(normed.shape[0], normed.shape[1], heads + (2 * groups), Config.HeadSize)
            .transpose(1, 2);                                                                              // [R, H + 2·K, T, dₕ]
        var query = NormHeads(weights.QueryNorm, projected.narrow(1, 0, heads));
        var key = NormHeads(weights.KeyNorm, projected.narrow(1, heads, groups));
        var value = projected.narrow(1, heads + groups, groups);
        return places.Rotation is { } rotation ? (rotation.Apply(query), rotation.Apply(key), value) : (query, key, value);
    }

    /// <summary>softmax(Q·Kᵀ·scale + bias) over what may be seen, [R, H, T, S].</summary>
    public Tensor AttentionPattern(int block, Tensor query, Tensor key, Places places)
    {
        var scores = Grouped(query, key.shape[1]).matmul(key.transpose(-1, -2)).Times(Config.AttentionScale(block));
        return Pattern(Ungrouped(scores, query.shape[1]), places);
    }

    /// <summary>What attention adds to the residual stream, from heads already projected: softmax(QKᵀ)·V·O, [R, T, d].</summary>
    public Tensor AttentionWrite(int block, Tensor query, Tensor key, Tensor value, Places places)
    {
        var pattern = Grouped(AttentionPattern(block, query, key, places), value.shape[1]);
        return Output(block, Ungrouped(pattern.matmul(value), query.shape[1]));
    }

    /// <summary>What attention adds to the residual stream x, [R, T, d].</summary>
    public Tensor AttentionWrite(int block, Tensor x, Places places)
    {
        var (query, key, value) = ProjectHeads(block, AttentionNormed(block, x), places);
        return AttentionWrite(block, query, key, value, places);
    }

    private Tensor AttentionWriteAfterPrefix(int block, Tensor x, Tensor? prefixKey, Tensor? prefixValue, Places places)
    {
        var (query, key, value) = ProjectHeads(block, AttentionNormed(block, x), places);
        query = Grouped(query.Times(Config.AttentionScale(block)), Config.KeyValueHeads);                  // [R, K, G·T, dₕ]
        var own = OwnScores(query, key);                                                                   // [R, K, G·T, T]
        if (prefixKey is null || prefixValue is null)
            return Output(block, Ungrouped(Mix(Regrouped(own, places), value), Config.Heads));

        var (rows, queries, prefix) = (x.shape[0], query.shape[2], (int)prefixKey.shape[2]);
        var shared = query.transpose(0, 1).reshape(Config.KeyValueHeads, rows * queries, Config.HeadSize)  // [K, R·G·T, dₕ]
            .bmm(prefixKey[0].transpose(1, 2))                                                             // [K, R·G·T, P]
            .view(Config.KeyValueHeads, rows, queries, prefix).transpose(0, 1);                            // [R, K, G·T, P]
        var pattern = Regrouped(cat([shared, own], -1), places);                                           // [R, K, G·T, P + T]
        var fromPrefix = pattern[.., .., .., ..prefix].transpose(0, 1)
            .reshape(Config.KeyValueHeads, rows * queries, prefix).bmm(prefixValue[0])                     // [K, R·G·T, dₕ]
            .view(Config.KeyValueHeads, rows, queries, Config.HeadSize).transpose(0, 1);                   // [R, K, G·T, dₕ]
        return Output(block, Ungrouped(fromPrefix.Plus(Mix(pattern[.., .., .., prefix..], value)), Config.Heads));
    }

    /// <summary>The pattern of grouped scores, grouped as they are.</summary>
    private Tensor Regrouped(Tensor scores, Places places) =>
        Grouped(Pattern(Ungrouped(scores, Config.Heads), places), Config.KeyValueHeads);

    private Tensor Pattern(Tensor scores, Places places)                                                   // [R, H, T, S]
    {
        scores = Capped(scores, Config.ScoreCap);
        if (places.Bias is { } bias)
            scores = scores.Plus(bias);
        if (places.Hidden is { } hidden)
            scores = scores.Filled(hidden, MaskedScore(scores));
        return functional.softmax(scores, -1);
    }

    private static Tensor OwnScores(Tensor query, Tensor key) => key.shape[2] == 1
        ? (query * key).sum(-1, keepdim: true)
        : query.matmul(key.transpose(-1, -2));

    /// <summary>Pattern·V; with one own token a product of numbers, which spares R·K products of small matrices.</summary>
    private static Tensor Mix(Tensor pattern, Tensor value) => value.shape[2] == 1 ? pattern * value : pattern.matmul(value);

    private Tensor Output(int block, Tensor heads)                                                         // [R, H, T, dₕ]
    {
        var merged = heads.transpose(1, 2).reshape(heads.shape[0], heads.shape[2], Config.Heads * Config.HeadSize);
        return Written(Weights.Blocks[block].AttentionPostNorm, Linear(Weights.Blocks[block].Attention.Output, merged));
    }

    private Tensor NormHeads(NormWeights? norm, Tensor heads)                                              // [R, H, T, dₕ]
    {
        if (Config.HeadNorm is not HeadNorm.AllHeads)
            return Norm(norm, heads);
        var merged = heads.transpose(1, 2);                                                                // [R, T, H, dₕ]
        return Norm(norm, merged.flatten(2)).view(merged.shape).transpose(1, 2);
    }

    /// <summary>[R, H, T, n] as [R, K, G·T, n]: the queries that look at the same keys stand in one matrix.</summary>
    private static Tensor Grouped(Tensor heads, long groups) =>
        heads.shape[1] == groups ? heads : heads.reshape(heads.shape[0], groups, -1, heads.shape[3]);

    private static Tensor Ungrouped(Tensor groups, long heads) =>
        groups.shape[1] == heads ? groups : groups.reshape(groups.shape[0], heads, -1, groups.shape[3]);

    /// <summary>Low enough to vanish in a softmax, within the type's range, and finite, so that no row of scores gives a NaN.</summary>
    private static float MaskedScore(Tensor scores) => scores.dtype == ScalarType.Float16 ? -6e4f : -1e9f;
}

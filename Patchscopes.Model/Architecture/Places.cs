using static TorchSharp.torch;

namespace Patchscopes.Model.Architecture;

/// <summary>
/// What positions mean for the attention of a block, for T tokens that look at S: computed once for a pass and shared by
/// all blocks of a kind.
/// </summary>
/// <param name="Hidden">True where a token may not be attended to, [T, S] or [R, 1, T, S]; null: all are seen.</param>
/// <param name="Bias">Added to the scores, [H, T, S] or [R, H, T, S]; null: nothing.</param>
/// <param name="Rotation">Of queries and new keys; null: none.</param>
internal sealed record Places(Tensor? Hidden, Tensor? Bias = null, Rotation? Rotation = null)
{
    /// <summary>For each block, of <paramref name="tokens"/> tokens that come after <paramref name="before"/> others and look at all of them.</summary>
    public static Places[] After(Decoder decoder, long before, long tokens)
    {
        var queries = TensorArithmetic.Range(before, tokens, decoder.Device);
        // A single token sees everything before it, unless there is a window.
        return Of(decoder, queries, before == 0 ? queries : TensorArithmetic.Range(0, before + tokens, decoder.Device), seesAll: tokens == 1);
    }

    /// <summary>For each block, of tokens at the positions [T] or [R, T], which look at those at <paramref name="keys"/>, [S] or [R, S], where these do not come later.</summary>
    public static Places[] Of(Decoder decoder, Tensor queries, Tensor keys) => Of(decoder, queries, keys, seesAll: false);

    private static Places[] Of(Decoder decoder, Tensor queries, Tensor keys, bool seesAll)
    {
        var config = decoder.Config;
        var distance = queries.unsqueeze(-1) - keys.unsqueeze(-2);                                         // [T, S] or [R, T, S]
        if (distance.dim() == 3)
            distance = distance.unsqueeze(1);                                                              // [R, 1, T, S]
        var type = decoder.Weights.TokenEmbedding.dtype;
        var later = seesAll ? null : distance.lt(TensorArithmetic.Range(0, 1, decoder.Device));
        var bias = config.Positions is PositionEncoding.LinearBias ? Slopes(decoder) * distance.neg().to(type) : null;
        var known = new Dictionary<(AttentionWindow?, PositionEncoding.Rotary?), Places>();
        return [.. Enumerable.Range(0, config.Blocks).Select(block =>
        {
            var (window, rotary) = (config.WindowOf(block), config.RotaryOf(block));
            if (!known.TryGetValue((window, rotary), out var places))
                known[(window, rotary)] = places = new Places(Hide(later, distance, window), bias, rotary is null ? null : Rotation.Of(rotary, queries, type));
            return places;
        })];
    }

    private static Tensor? Hide(Tensor? later, Tensor distance, AttentionWindow? window)
    {
        if (window is null)
            return later;
        var outside = distance.ge(TensorArithmetic.Range(window.Tokens, 1, distance.device));
        return later is null ? outside : later.logical_or(outside);
    }

    private static Tensor Slopes(Decoder decoder) =>                                                        // [H, 1, 1]
        tensor(PositionEncoding.LinearBias.Slopes(decoder.Config.Heads).ToArray(), device: decoder.Device).to(decoder.Weights.TokenEmbedding.dtype).view(-1, 1, 1);
}

namespace Patchscopes.Model.Running;

/// <summary>Vectors of a run, copied out of the device: for each layer (or block) and each token one vector.</summary>
/// <param name="Values">[layers, tokens, width], the last dimension running fastest.</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="Tokens">Number of tokens.</param>
/// <param name="Width">Length of each vector.</param>
public sealed record StateTable(float[] Values, int Layers, int Tokens, int Width)
{
    /// <summary>One vector, [width].</summary>
    public ReadOnlyMemory<float> At(int layer, int token) => Values.AsMemory(((layer * Tokens) + token) * Width, Width);
}

/// <summary>Everything that one forward pass shows.</summary>
/// <param name="Residual">The residual stream: row 0 the input of block 0, row 1 + b after block b, the last before the final norm.</param>
/// <param name="AttentionWrite">What attention of block b adds.</param>
/// <param name="Mid">The residual stream of block b between attention and feed-forward layer.</param>
/// <param name="FeedForwardWrite">What the feed-forward layer of block b adds.</param>
/// <param name="Logits">[1, tokens, vocabulary].</param>
public sealed record ModelRun(StateTable Residual, StateTable AttentionWrite, StateTable Mid, StateTable FeedForwardWrite, StateTable Logits);

/// <summary>One cell in full.</summary>
/// <param name="Top">Most probable next tokens at the read-out position with the patch, falling.</param>
/// <param name="UnpatchedTop">The same without.</param>
/// <param name="Patched">Greedy continuation of the target prompt with the patch, which acts in the prompt pass only.</param>
/// <param name="Unpatched">The same without.</param>
public sealed record CellContinuation(
    IReadOnlyList<Patching.TokenProbability> Top, IReadOnlyList<Patching.TokenProbability> UnpatchedTop,
    IReadOnlyList<int> Patched, IReadOnlyList<int> Unpatched);

namespace Patchscopes.Web.State.Stages;

/// <summary>A write that is put on another prompt. Exactly one of <paramref name="From"/> and <paramref name="File"/> is there.</summary>
/// <param name="From">The block whose feed-forward write at the lane's traced position it is; null for a file's vector.</param>
/// <param name="File">The vector of a file; null for a block's write.</param>
/// <param name="Onto">The prompt that it is put on, which is traced at its last token.</param>
/// <param name="IsEverywhere">Whether it is put at every position, as the paper does; otherwise at the last one.</param>
public sealed record StagePut(int? From, OVectorFile? File, string Onto, bool IsEverywhere);

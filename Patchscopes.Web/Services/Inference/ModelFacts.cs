namespace Patchscopes.Web.Services.Inference;

/// <summary>What the files of a model folder say without reading its weights.</summary>
/// <param name="Words">What its config makes it.</param>
/// <param name="DiskBytes">Bytes of its weight files.</param>
/// <param name="MemoryBytes">Bytes that its weights take in memory.</param>
/// <param name="Problem">Why it cannot be used, for visitors; then the rest is unknown.</param>
internal sealed record ModelFacts(string? Words = null, long? DiskBytes = null, long? MemoryBytes = null, string? Problem = null)
{
    /// <summary>When the newest of its files, those of the tokenizer among them, was written.</summary>
    public DateTime Written { get; init; }
}

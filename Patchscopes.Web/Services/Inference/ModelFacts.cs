namespace Patchscopes.Web.Services.Inference;

/// <summary>What the files of a model folder say without reading its weights.</summary>
/// <param name="Words">What its config makes it.</param>
/// <param name="DiskBytes">Bytes of its weight files.</param>
/// <param name="MemoryBytes">Bytes that its weights take in memory.</param>
/// <param name="Problem">Why it cannot be used, for visitors; then the rest is unknown.</param>
internal sealed record ModelFacts(string? Words = null, long? DiskBytes = null, long? MemoryBytes = null, string? Problem = null)
{
    /// <summary>Names, sizes and times of its files, those of the tokenizer among them: as long as it is the same, so are they.</summary>
    public string Stamp { get; init; } = "";
}

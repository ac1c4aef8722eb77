namespace Patchscopes.Model.Checkpoints;

/// <summary>The small text that a git clone without large files leaves in place of a weight file.</summary>
internal static class GitPointer
{
    /// <summary>What to do about a file that starts so and is not what it should be.</summary>
    public static string Hint(ReadOnlySpan<byte> start) => start.StartsWith("version https://git-lfs"u8)
        ? "It is git's pointer to a large file: run git lfs pull in the model's folder, or download the model."
        : "Fetch the file again.";
}

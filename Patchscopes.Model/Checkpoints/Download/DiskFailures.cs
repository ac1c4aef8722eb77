namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>What a disk's refusals mean, in words that say what to do.</summary>
internal static class DiskFailures
{
    /// <summary>ENOSPC and EDQUOT of Unix; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.</summary>
    private static readonly int[] Full = OperatingSystem.IsWindows() ? [0x27, 0x70] : [28, 122];

    /// <summary>EWOULDBLOCK of Linux and of macOS; ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows.</summary>
    private static readonly int[] Held = OperatingSystem.IsWindows() ? [0x20, 0x21] : [11, 35];

    /// <summary>Whether a file cannot be opened because another program has it.</summary>
    public static bool IsHeld(IOException error) => Held.Contains(error.HResult & 0xFFFF);

    public static DownloadException Of(Exception error, string file) => Full.Contains(error.HResult & 0xFFFF)
        ? new DownloadException(DownloadFailure.Disk, $"The disk is full: {file} does not fit. Make room and download it again; it goes on from here.", error)
        : new DownloadException(DownloadFailure.Disk, $"{file} cannot be written into the models folder. Check that the folder may be written and that no other program holds the file.", error);

    public static void RequireSpace(string model, long needed, long free)
    {
        if (needed > free)
            throw new DownloadException(DownloadFailure.Disk, FormattableString.Invariant($"{model} needs {InWords(needed)} more, but the disk of the models folder has {InWords(free)} free. Make room, or choose another folder."));
    }

    private static string InWords(long bytes) => bytes < 100_000_000
        ? FormattableString.Invariant($"{bytes:N0} bytes") : FormattableString.Invariant($"{bytes / 1e9:0.00} GB");
}

using System.Globalization;

namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>How far a download is.</summary>
/// <param name="Activity">What is being done, in words: a file's name, or why it waits.</param>
/// <param name="Bytes">Bytes that are here, those of earlier attempts included.</param>
/// <param name="Total">Bytes of the whole model; grows once, when an index of shards has been read.</param>
/// <param name="BytesPerSecond">The rate of late; 0 where nothing has come yet.</param>
/// <param name="Remaining">Time left at that rate; null where there is none yet.</param>
public sealed record DownloadProgress(string Activity, long Bytes, long Total, double BytesPerSecond, TimeSpan? Remaining)
{
    /// <summary>The same in one line: what is being done, how much of it, how fast, and how long it will take.</summary>
    public string InWords
    {
        get
        {
            if (Total == 0)
                return Activity;
            var rate = BytesPerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $", {BytesPerSecond / 1e6:0.0} MB/s") : "";
            var left = Remaining is { } remaining ? string.Create(CultureInfo.InvariantCulture, $", {remaining:d\\.hh\\:mm\\:ss} left").Replace(" 0.", " ", StringComparison.Ordinal) : "";
            return string.Create(CultureInfo.InvariantCulture, $"{Activity}: {Bytes / 1e6:N1} of {Total / 1e6:N1} MB{rate}{left}");
        }
    }
}

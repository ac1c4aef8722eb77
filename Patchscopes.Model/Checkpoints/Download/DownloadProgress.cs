namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>How far a download is.</summary>
/// <param name="Activity">What is being done, in words: a file's name, or why it waits.</param>
/// <param name="Bytes">Bytes that are here, those of earlier attempts included.</param>
/// <param name="Total">Bytes of the whole model; grows once, when an index of shards has been read.</param>
/// <param name="BytesPerSecond">The rate of late; 0 where nothing has come yet.</param>
/// <param name="Remaining">Time left at that rate; null where there is none yet.</param>
public sealed record DownloadProgress(string Activity, long Bytes, long Total, double BytesPerSecond, TimeSpan? Remaining);

namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>Bytes per second over the last few seconds.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, long Bytes)> _samples = [];
    private long _bytes;

    public double BytesPerSecond { get; private set; }

    public void Add(long bytes)
    {
        var now = time.GetTimestamp();
        if (_samples.Count == 0)
            _samples.Enqueue((now, _bytes));
        _bytes += bytes;
        _samples.Enqueue((now, _bytes));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > Window)
            _samples.Dequeue();
        var (start, before) = _samples.Peek();
        var elapsed = time.GetElapsedTime(start, now).TotalSeconds;
        if (elapsed > 0)
            BytesPerSecond = (_bytes - before) / elapsed;
    }

    /// <summary>Time for that many more; null where nothing has come yet.</summary>
    public TimeSpan? For(long bytes) => BytesPerSecond > 0 ? TimeSpan.FromSeconds(Math.Min(bytes / BytesPerSecond, TimeSpan.FromDays(365).TotalSeconds)) : null;
}

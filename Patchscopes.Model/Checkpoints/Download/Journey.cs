namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>Counts what has come of a whole model and reports it.</summary>
internal sealed class Journey(TimeProvider time, Action<DownloadProgress> report)
{
    private readonly RateMeter _rate = new(time);
    private string _activity = "asking the hub";

    public long Bytes { get; private set; }

    public long Total { get; private set; }

    /// <summary>Files that are to come, and what of them is here already.</summary>
    public void Expect(long total, long here)
    {
        (Total, Bytes) = (Total + total, Bytes + here);
        Report();
    }

    /// <summary>Bytes that came; fewer than none where a piece had to be dropped.</summary>
    public void Add(string activity, long bytes)
    {
        (_activity, Bytes) = (activity, Math.Max(0, Bytes + bytes));
        if (bytes > 0)
            _rate.Add(bytes);
        Report();
    }

    public void Tell(string words)
    {
        _activity = words;
        Report();
    }

    private void Report() => report(new DownloadProgress(_activity, Bytes, Math.Max(Total, Bytes), _rate.BytesPerSecond, _rate.For(Math.Max(0, Total - Bytes))));
}

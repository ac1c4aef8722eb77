using System.Threading.Channels;

namespace Patchscopes.Web.Services.Runs;

/// <summary>One reader's end of a run; guarded by the <see cref="RunBook"/>, except for reading the channel.</summary>
internal sealed class RunReader
{
    // Unbounded, and yet never longer than the map has target layers, plus two.
    private readonly Channel<SweepEvent> _events = Channel.CreateUnbounded<SweepEvent>(new() { SingleReader = true });

    public RunReader(IEnumerable<SweepEvent> soFar, Run? run)
    {
        foreach (var sweepEvent in soFar)
            _events.Writer.TryWrite(sweepEvent);
        Run = run;
        if (run is null)
            _events.Writer.TryComplete();
    }

    /// <summary>The run it follows; null once nothing more comes.</summary>
    public Run? Run { get; private set; }

    public IAsyncEnumerable<SweepEvent> ReadAllAsync(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    public void Write(SweepEvent sweepEvent) => _events.Writer.TryWrite(sweepEvent);

    /// <summary>Nothing more comes.</summary>
    public void End(Exception? because = null)
    {
        Run = null;
        _events.Writer.TryComplete(because);
    }
}

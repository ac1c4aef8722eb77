using System.Collections.Concurrent;

namespace Patchscopes.Web.Tests.Model.Checkpoints.Download;

/// <summary>A clock whose waits are over at once, and that remembers how long they would have been.</summary>
internal sealed class InstantTime : TimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}

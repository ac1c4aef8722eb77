using System.Diagnostics.CodeAnalysis;

namespace Patchscopes.Web.Classroom;

/// <summary>
/// Writes to the store, one at a time, so that an older state never overwrites a newer one. While one is under way, all who
/// come wait for the same next one, which writes what is newest then. Safe from any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
internal sealed class RoomWrites
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Task? _next;

    /// <summary>Writes what is newest; done, or failed, when it is written.</summary>
    public Task NewestAsync(Func<Task> write)
    {
        // Not where the first one asks from: a circuit that is busy, or gone, would hold up everybody's changes.
        lock (_gate)
            return _next ??= Task.Run(() => InTurnAsync(() =>
            {
                lock (_gate)
                    _next = null;
                return write();
            }));
    }

    /// <summary>Does something while nothing is written.</summary>
    public async Task InTurnAsync(Func<Task> act)
    {
        await _turn.WaitAsync();
        try
        {
            await act();
        }
        finally
        {
            _turn.Release();
        }
    }
}

using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>What an address may compute comes back with time, and a page then runs by itself what was refused for lack of it.</summary>
internal static class UsedUp
{
    /// <summary>Whoever is told of a longer wait has gone on to something else.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Runs again what was refused, when it can be had; nothing where it was refused for another reason.</summary>
    /// <param name="refused">The refusal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isWanted">Whether it is what the page still waits for: not while something else is being typed.</param>
    /// <param name="again">Runs it.</param>
    /// <param name="run">Cancelled when a newer run takes its place, or the visitor leaves.</param>
    public static async Task RunAgainAsync(RequestRefusedException refused, TimeProvider time, Func<bool> isWanted, Func<Task> again, CancellationToken run)
    {
        if (refused is not { Reason: RefusalReason.OverLimit, RetryAfter: { } wait } || wait > LongestWait)
            return;
        try
        {
            // In whole seconds, as the message says it.
            await Task.Delay(TimeSpan.FromSeconds(Words.WholeSeconds(wait)), time, run);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        if (isWanted())
            await again();
    }
}

using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>What an address may compute comes back with time, and a page then runs by itself what was refused for lack of it.</summary>
internal static class UsedUp
{
    /// <summary>Whoever is told of a longer wait has gone on to something else.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Waits until a refused run can be asked for again.</summary>
    /// <param name="refused">The refusal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="run">Cancelled when a newer run takes its place, or the visitor leaves.</param>
    /// <returns>Whether it is to be asked for again; false where it was refused for another reason, or has been replaced.</returns>
    public static async Task<bool> IsBackAsync(RequestRefusedException refused, TimeProvider time, CancellationToken run)
    {
        if (refused is not { Reason: RefusalReason.OverLimit, RetryAfter: { } wait } || wait > LongestWait)
            return false;
        try
        {
            // In whole seconds, as the message says it.
            await Task.Delay(TimeSpan.FromSeconds(Words.WholeSeconds(wait)), time, run);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

/// <summary>Lets a test's clock go on until something has happened.</summary>
internal static class Turns
{
    /// <summary>Until a task is done; throws what it threw.</summary>
    public static async Task FinishAsync(this FakeTimeProvider time, Task run)
    {
        await time.UntilAsync(() => run.IsCompleted);
        await run;
    }

    /// <summary>Until a condition holds, within 10,000 ms of the clock.</summary>
    public static async Task UntilAsync(this FakeTimeProvider time, Func<bool> condition)
    {
        for (var turn = 0; turn < 10_000 && !condition(); turn++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            // Lets continuations on other threads come to their turn, on a busy machine too.
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        Assert.True(condition());
    }
}

using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Waits for what must come, so that a test that would hang fails instead.</summary>
internal static class Waiting
{
    /// <summary>Long enough for a machine that does much else.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task Soon(this Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Waits until something holds that nothing announces.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!holds())
            await Task.Delay(10, patience.Token);
    }

    /// <summary>The same of something that is asked for elsewhere.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!await holds())
            await Task.Delay(50, patience.Token);
    }
}

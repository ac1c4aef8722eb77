namespace Patchscopes.Web.State;

/// <summary>Keeps one cancellable piece of work: a newer one takes its place and cancels it.</summary>
internal static class Cancellation
{
    /// <summary>Cancels what was there and gives the token of what comes instead.</summary>
    public static CancellationToken Renew(ref CancellationTokenSource? source)
    {
        Leave(ref source);
        source = new CancellationTokenSource();
        return source.Token;
    }

    /// <summary>Cancels what was there.</summary>
    public static void Leave(ref CancellationTokenSource? source)
    {
        var old = source;
        source = null;
        old?.Cancel();
        old?.Dispose();
    }
}

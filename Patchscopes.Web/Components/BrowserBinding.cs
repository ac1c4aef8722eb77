using Microsoft.JSInterop;

namespace Patchscopes.Web.Components;

/// <summary>An element's tie to one of the small script modules: made once, and let go without error when the visitor has left.</summary>
public sealed class BrowserBinding : IAsyncDisposable
{
    private readonly IJSObjectReference _module;
    private readonly IJSObjectReference _handle;

    private BrowserBinding(IJSObjectReference module, IJSObjectReference handle) => (_module, _handle) = (module, handle);

    /// <summary>Imports a module and calls its <c>attach</c>; null where the visitor left meanwhile.</summary>
    public static async Task<BrowserBinding?> AttachAsync(IJSRuntime js, string path, params object?[] arguments)
    {
        try
        {
            var module = await js.InvokeAsync<IJSObjectReference>("import", path);
            return new BrowserBinding(module, await module.InvokeAsync<IJSObjectReference>("attach", arguments));
        }
        catch (Exception left) when (IsLeaving(left))
        {
            return null;
        }
    }

    /// <summary>Whether an exception only says that the browser's side is gone.</summary>
    public static bool IsLeaving(Exception fault) =>
        fault is JSDisconnectedException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Calls a function of the handle that <c>attach</c> gave.</summary>
    public async Task InvokeAsync(string function, params object?[] arguments)
    {
        try
        {
            await _handle.InvokeVoidAsync(function, arguments);
        }
        catch (Exception left) when (IsLeaving(left))
        {
            // Nothing is left to be told.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await InvokeAsync("stop");
        try
        {
            await _handle.DisposeAsync();
            await _module.DisposeAsync();
        }
        catch (Exception left) when (IsLeaving(left))
        {
            // With the circuit the browser's side has gone too.
        }
    }
}

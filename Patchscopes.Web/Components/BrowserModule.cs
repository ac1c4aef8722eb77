using Microsoft.JSInterop;

namespace Patchscopes.Web.Components;

/// <summary>A script of this site that is asked for values, and that nobody waits for once the browser has gone.</summary>
/// <param name="js">The browser.</param>
/// <param name="path">The script's path.</param>
public abstract class BrowserModule(IJSRuntime js, string path) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            // With the circuit the browser's side has gone too.
        }
    }

    /// <summary>Calls a function of the script; its default where the browser is leaving.</summary>
    protected async Task<T?> AskAsync<T>(string function, params object?[] arguments)
    {
        try
        {
            _module ??= await js.InvokeAsync<IJSObjectReference>("import", path);
            return await _module.InvokeAsync<T>(function, arguments);
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            return default;
        }
    }
}

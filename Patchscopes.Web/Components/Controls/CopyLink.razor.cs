using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Patchscopes.Web.Components.Controls;

/// <summary>Copies the address of the view, and says whether it could.</summary>
public sealed partial class CopyLink
{
    private Said _said;

    private enum Said
    {
        Nothing,
        Copied,
        NotAllowed,
        Refused,
    }

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>Why the view has no link, or null.</summary>
    [Parameter]
    public string? Refusal { get; set; }

    private string Words => _said switch
    {
        Said.Copied => "✓ copied",
        Said.NotAllowed => "The browser did not allow it: copy the address bar.",
        Said.Refused => Refusal ?? "",
        _ => "",
    };

    private async Task CopyAsync()
    {
        if (Refusal is not null)
        {
            // The address bar still holds another view: copying that would be a wrong link.
            _said = Said.Refused;
            return;
        }
        await using var clipboard = await JS.InvokeAsync<IJSObjectReference>("import", "./js/clipboard.js");
        _said = await clipboard.InvokeAsync<bool>("copyAddress") ? Said.Copied : Said.NotAllowed;
    }
}

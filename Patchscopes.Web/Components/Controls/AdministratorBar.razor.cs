using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Administration;

namespace Patchscopes.Web.Components.Controls;

/// <summary>Where a visitor gives the administrator's key, or stops to act as one.</summary>
public sealed partial class AdministratorBar
{
    private ElementReference _field;
    private bool _isOpen;
    private bool _mustFocus;
    private string? _typed;
    private string? _message;

    /// <summary>Whether the visitor is one.</summary>
    [Inject]
    public required IAdministrator Administrator { get; init; }

    /// <summary>The visitor has become one, or stopped to be one.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_mustFocus)
            return;
        _mustFocus = false;
        await _field.FocusAsync();
    }

    private void Open() => (_isOpen, _mustFocus) = (true, true);

    private void Close() => (_isOpen, _typed, _message) = (false, null, null);

    private Task EnterAsync()
    {
        try
        {
            Administrator.Enter(_typed ?? "");
        }
        catch (RequestRefusedException refused)
        {
            _message = string.IsNullOrEmpty(_typed) ? "Type the key that the server’s settings give as Admin:Key." : refused.Message;
            return Task.CompletedTask;
        }
        Close();
        return Changed.InvokeAsync();
    }

    private Task LeaveAsync()
    {
        Administrator.Leave();
        return Changed.InvokeAsync();
    }
}

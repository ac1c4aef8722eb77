using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Presets;

namespace Patchscopes.Web.Components.Controls;

/// <summary>All examples, in groups, in a dialog.</summary>
public sealed partial class PresetGallery
{
    private Modal? _modal;

    /// <summary>The preset that the page shows, or null.</summary>
    [Parameter]
    public Preset? Active { get; set; }

    /// <summary>A preset was chosen.</summary>
    [Parameter]
    public EventCallback<Preset> Chosen { get; set; }

    /// <summary>Shows the examples.</summary>
    public Task OpenAsync()
    {
        _modal?.Open();
        return Task.CompletedTask;
    }

    private async Task RunAsync(Preset preset)
    {
        if (_modal is not null)
            await _modal.CloseAsync();
        await Chosen.InvokeAsync(preset);
    }
}

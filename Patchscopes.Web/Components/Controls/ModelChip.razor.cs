using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The model in use, the one that is being loaded, and the choice of another.</summary>
public sealed partial class ModelChip
{
    /// <summary>The model in use, once it is loaded.</summary>
    [Parameter, EditorRequired]
    public required ModelDescription? Model { get; set; }

    /// <summary>The name of the model that is being loaded, or null.</summary>
    [Parameter]
    public string? Loading { get; set; }

    /// <summary>All that can be chosen.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<ModelSummary> Models { get; set; }

    /// <summary>The visitor opened the list of models.</summary>
    [Parameter]
    public EventCallback Opened { get; set; }

    /// <summary>Another model was chosen.</summary>
    [Parameter]
    public EventCallback<string> Chosen { get; set; }

    private Task LookAsync(bool isOpen) => isOpen ? Opened.InvokeAsync() : Task.CompletedTask;
}

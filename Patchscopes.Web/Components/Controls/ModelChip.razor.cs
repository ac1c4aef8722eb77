using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;
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

    /// <summary>Whether a teacher decides which model it is.</summary>
    [Parameter]
    public bool IsFixed { get; set; }

    /// <summary>The visitor opened the list of models.</summary>
    [Parameter]
    public EventCallback Opened { get; set; }

    /// <summary>Another model was chosen.</summary>
    [Parameter]
    public EventCallback<string> Chosen { get; set; }

    /// <summary>The numbers hold nothing that could have the focus, so that the menu does not hear of the key.</summary>
    private static Task EscapeAsync(KeyboardEventArgs key, MenuContext menu) => key.Key == "Escape" ? menu.CloseAsync() : Task.CompletedTask;

    private Task LookAsync(bool isOpen) => isOpen ? Opened.InvokeAsync() : Task.CompletedTask;
}

using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Controls;

/// <summary>One model: its config in words, its sizes, how it stands, and the numbers of its checks.</summary>
public sealed partial class ModelCard
{
    /// <summary>The model.</summary>
    [Parameter, EditorRequired]
    public required ModelSummary Model { get; set; }

    /// <summary>The visitor wants it in memory.</summary>
    [Parameter]
    public EventCallback Load { get; set; }

    private string Id => $"model-{Model.Name}-name";

    private double Share => Model.Progress ?? 0;

    private string StateInWords => Model.State switch
    {
        ModelState.Ready => "✓ ready",
        ModelState.Loading => string.Create(CultureInfo.InvariantCulture, $"loading {Share:0 %}"),
        ModelState.Unusable => "cannot be used",
        _ => "not loaded",
    };
}

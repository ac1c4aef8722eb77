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

    /// <summary>The visitor wants it in memory; not offered where nobody listens.</summary>
    [Parameter]
    public EventCallback Load { get; set; }

    /// <summary>The visitor wants it out of memory; not offered where nobody listens.</summary>
    [Parameter]
    public EventCallback Unload { get; set; }

    /// <summary>Whether it is about to be taken out, and waits for the job that runs.</summary>
    [Parameter]
    public bool IsUnloading { get; set; }

    private string Frees => Model.MemoryBytes is { } bytes ? $"Frees {Words.Size(bytes)} once the job that runs is done" : "Frees its memory once the job that runs is done";

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

using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The opened cell: the tuple in words, its most probable tokens, and what the model writes with and without the patch.</summary>
public sealed partial class CellPanel
{
    private bool _isExpanded;

    /// <summary>The map that the cell belongs to.</summary>
    [Parameter, EditorRequired]
    public required SweepMap? Map { get; set; }

    /// <summary>The opened cell, or null.</summary>
    [Parameter, EditorRequired]
    public required CellAddress? Cell { get; set; }

    /// <summary>The cell in full, or null while it is computed.</summary>
    [Parameter]
    public CellDetail? Detail { get; set; }

    /// <summary>Why it could not be had in full, or null.</summary>
    [Parameter]
    public string? Message { get; set; }

    /// <summary>Whether the map belongs to an earlier request.</summary>
    [Parameter]
    public bool Stale { get; set; }

    /// <summary>Whether a cell opens by itself when the map is there.</summary>
    [Parameter]
    public bool Coming { get; set; }

    /// <summary>Whether the visitor opened the cell; one that opened by itself leaves a phone's screen to the map.</summary>
    [Parameter]
    public bool ByVisitor { get; set; }

    /// <summary>Why the page has no link, or null.</summary>
    [Parameter]
    public string? LinkRefusal { get; set; }

    /// <summary>Whether it is of a saved run: nothing can be pinned there.</summary>
    [Parameter]
    public bool IsReadOnly { get; set; }

    /// <summary>Whether the cell is pinned.</summary>
    [Parameter]
    public bool IsPinned { get; set; }

    /// <summary>Whether it can be pinned or let go.</summary>
    [Parameter]
    public bool CanPin { get; set; }

    /// <summary>The cell is to be kept, or let go.</summary>
    [Parameter]
    public EventCallback PinToggled { get; set; }

    /// <summary>The visitor closed the cell.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    /// <summary>How much of the sheet a phone shows.</summary>
    private string Sheet => Cell is null && !Coming ? "none" : _isExpanded ? "expanded" : ByVisitor && Cell is not null ? "peek" : "line";

    private TokenReading? Top => Reading is { Top: [var top, ..] } ? top : null;

    private CellReading? Reading => Cell is { } cell ? Map?.At(cell) : null;

    /// <summary>Whether something else was, or is to be, put in the state's place.</summary>
    private bool HasControls => Cell is not null && Map is not null && (!IsReadOnly || Detail is not null);

    private TokenReading? Usual => Detail?.UnpatchedTop is [var usual, ..] ? usual : null;

    private void Toggle() => _isExpanded = !_isExpanded;

    private static string Number(float probability) => probability.ToString("0.000", CultureInfo.InvariantCulture);
}

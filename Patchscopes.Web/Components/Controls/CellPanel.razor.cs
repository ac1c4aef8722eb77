using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Tokens;
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

    private Token SourceToken => Map!.SourceTokens[Map.SourcePosition];

    /// <summary>Whether something else was, or is to be, put in the state's place.</summary>
    private bool HasControls => Cell is not null && Map is not null && (!IsReadOnly || Detail is not null);

    private TokenReading? Usual => Detail?.UnpatchedTop is [var usual, ..] ? usual : null;

    /// <summary>Every patched position from left to right, with the words that join it to the one before.</summary>
    private IEnumerable<(int Position, string Before)> Replaced
    {
        get
        {
            var positions = Map!.TargetPositions.Distinct().Order().ToList();
            return positions.Select((position, at) => (position, at == 0 ? "" : at == positions.Count - 1 ? " and " : ", "));
        }
    }

    private string SourceFormal => Text($"S, i = {Map!.SourcePosition}");

    private string TargetFormal(int position) => Text($"T, {(position == Map!.TargetPosition ? "i*" : "token")} = {position}");

    private string SourceLayerFormal => "ℓ = " + Paper(Cell!.Value.Source);

    private string TargetLayerFormal => "ℓ* = " + Paper(Cell!.Value.Target);

    private bool ReadsElsewhere => Map!.ReadPosition != Map.TargetTokens.Count - 1 && Map.ReadPosition != Map.TargetPosition;

    private string ReadAtWords =>
        ReadsElsewhere ? Text($"Read at token {Map!.ReadPosition},")
        : Map!.ReadPosition == Map.TargetTokens.Count - 1 ? "Read at the last token."
        : "Read at the patched token.";

    private void Toggle() => _isExpanded = !_isExpanded;

    private static string Number(float probability) => probability.ToString("0.000", CultureInfo.InvariantCulture);

    private static string After(Layer layer) => layer.IsEmbedding ? "as embedded" : Text($"after block {layer.Index}");

    private static string Paper(Layer layer) =>
        layer.IsEmbedding ? "the embedding" : Text($"after block {layer.Index} (the paper's layer {layer.Index + 1})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

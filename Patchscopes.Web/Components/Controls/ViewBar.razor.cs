using Microsoft.AspNetCore.Components;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Controls;

/// <summary>Chooses what the map's cells show, and how it is drawn.</summary>
public sealed partial class ViewBar
{
    private static readonly IReadOnlyList<Segment<MapView>> Views =
    [
        new(MapView.TopToken, "top", "Top token", "The most probable next token of each cell, coloured by its probability"),
        new(MapView.Probability, "probability", "P of a token", "How probable one answer is in each cell"),
        new(MapView.Rank, "rank", "Rank", "How many tokens are at least as probable as one answer: 1 is the top"),
        new(MapView.Change, "change", "Change", "How much the patch changes a probability: blue less, orange more"),
        new(MapView.Entropy, "entropy", "Entropy", "How undecided the model is: 0 says one token for sure, ln V nothing at all"),
        new(MapView.Success, "success", "Success", "Whether an answer stands in what the model goes on to write"),
    ];

    /// <summary>The page's state.</summary>
    [Parameter, EditorRequired]
    public required ExplorerState State { get; set; }

    private IReadOnlyList<Segment<MapView>> Offered => [.. Views.Where(view => State.Holds(view.Value))];

    private static string Pressed(bool isOn) => isOn ? "true" : "false";

    private void Zoom(int steps) => State.ShowAs(State.Look with { Zoom = State.Look.ZoomBy(steps) });

    private void ChooseScale(ChangeEventArgs change)
    {
        if (Enum.TryParse<MapScale>(change.Value as string, out var scale))
            State.ShowAs(State.Look with { Scale = scale });
    }
}

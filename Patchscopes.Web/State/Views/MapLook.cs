namespace Patchscopes.Web.State.Views;

/// <summary>How a page shows its map: part of its link, and no part of its request.</summary>
public sealed record MapLook
{
    /// <summary>The size at which the map fills its card, in percent.</summary>
    public const int Fit = 100;

    /// <summary>The sizes to choose from, in percent of <see cref="Fit"/>.</summary>
    public static IReadOnlyList<int> Zooms { get; } = [50, 75, Fit, 125, 150, 200, 300];

    /// <summary>As the page is first met.</summary>
    public static MapLook Default { get; } = new();

    /// <summary>What the cells show.</summary>
    public MapView View { get; init; }

    /// <summary>Which of the request's answers they show it of; null: the first, or in <see cref="MapView.Change"/> each cell's own top token.</summary>
    public int? AnswerIndex { get; init; }

    /// <summary>Whether source layers run from left to right.</summary>
    public bool Transposed { get; init; }

    /// <summary>Whether the first layer stands at the bottom.</summary>
    public bool Flipped { get; init; }

    /// <summary>The colours.</summary>
    public MapScale Scale { get; init; }

    /// <summary>Size of the cells: one of <see cref="Zooms"/>.</summary>
    public int Zoom { get; init; } = Fit;

    /// <summary>How the cells are laid out.</summary>
    public MapForm Form { get; init; }

    /// <summary>Whether a comparison shows the difference, and not both maps.</summary>
    public bool Difference { get; init; }

    /// <summary>Whether the view is one of an answer, and so shows nothing without one.</summary>
    public bool NeedsAnswer => View is MapView.Probability or MapView.Rank or MapView.Success;

    /// <summary>Whether the view can be one of an answer.</summary>
    public bool TakesAnswer => NeedsAnswer || View is MapView.Change;

    /// <summary>The next size up or down, or the same where there is none.</summary>
    public int ZoomBy(int steps) => Zooms[Math.Clamp(Zooms.ToList().IndexOf(Zoom) + steps, 0, Zooms.Count - 1)];
}

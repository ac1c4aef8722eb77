using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>A line of a chart.</summary>
/// <param name="Name">In the key.</param>
/// <param name="Class">Chooses its colour.</param>
/// <param name="Values">0–1, one per slot.</param>
public sealed record ChartSeries(string Name, string Class, IReadOnlyList<double> Values);

/// <summary>Values 0–1 over slots, as lines.</summary>
public sealed partial class LineChart
{
    /// <summary>What is drawn.</summary>
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>What the slots are.</summary>
    [Parameter, EditorRequired]
    public required string XTitle { get; set; }

    /// <summary>The lines, all of one length.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<ChartSeries> Series { get; set; }

    /// <summary>How many slots there are; null: as many as there are values.</summary>
    [Parameter]
    public int? Slots { get; set; }

    /// <summary>Names of the slots; null: their numbers.</summary>
    [Parameter]
    public IReadOnlyList<string>? Labels { get; set; }

    /// <summary>Whether the axis counts per cent.</summary>
    [Parameter]
    public bool Percent { get; set; }

    private ChartFrame Frame => new(Slots ?? Series.Select(series => series.Values.Count).DefaultIfEmpty(0).Max());

    private string Summary => $"{Title} by {XTitle}. "
        + string.Join(" ", Series.Select(series => $"{series.Name}: {string.Join(", ", series.Values.Select(value => value.ToString("0.##", CultureInfo.InvariantCulture)))}."));

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls;

/// <summary>How the run stands, in words: cells, time, what is computed, and Cancel while there is something to cancel.</summary>
public sealed partial class RunLine
{
    /// <summary>The page's state.</summary>
    [Parameter, EditorRequired]
    public required ExplorerState State { get; set; }

    private bool IsBusy => State.Status is RunStatus.Queued or RunStatus.Running;

    /// <summary>Nothing need be changed before the same is asked for again: a full queue, a limit.</summary>
    private bool IsServersRefusal => State is { Status: RunStatus.Refused, RunMessage: not null, Model: not null };

    private bool IsBefore => State.Map is null || State.Status is RunStatus.Waiting or RunStatus.Queued or RunStatus.Refused;

    private int Done => IsBefore ? 0 : State.Map!.Done;

    private int Total => IsBefore ? State.ExpectedCells : State.Map!.Total;

    private double Share => Total == 0 ? 0 : Done / (double)Total;

    /// <summary>Where the page says why nothing was run.</summary>
    private string Where =>
        State.Source.Refusal is not null ? "under source"
        : State.Target.Refusal is not null ? "under target"
        : State.TupleRefusal is not null ? "above, under Advanced"
        : "below";

    private IEnumerable<string> Parts()
    {
        switch (State.Status)
        {
            case RunStatus.Idle:
                yield return State.LoadingModel is { } model ? $"loading {model}" : "starting";
                break;
            case RunStatus.Waiting:
                yield return "runs when you pause" + Estimate();
                break;
            case RunStatus.Queued:
                yield return State.QueuePlace == 0 ? "starting" + Estimate() : string.Create(CultureInfo.InvariantCulture, $"waiting, {State.QueuePlace} before this{Estimate()}");
                break;
            case RunStatus.Running:
                yield return Seconds(State.Elapsed) + (State.Left is { } left ? $" · about {Seconds(left)} left" : "");
                yield return Doing ?? Work();
                break;
            case RunStatus.Done:
                yield return Seconds(State.Elapsed);
                yield return Work();
                break;
            case RunStatus.Cancelled:
                yield return $"cancelled after {Seconds(State.Elapsed)}; what came stays";
                break;
            case RunStatus.Failed:
                yield return $"broke off after {Seconds(State.Elapsed)}; what came stays";
                break;
            default:
                yield return $"Not run: see the message {Where}";
                break;
        }
    }

    private string Estimate() => Texts() + (State.Estimate is { } estimate ? $" · about {Seconds(estimate)}" : "");

    /// <summary>What is written besides, which may take longer than the map.</summary>
    private string Texts() => State.ExpectedTexts == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" · and {State.ExpectedTexts} texts of {State.NewTokens} tokens");

    /// <summary>What a run does before its first cell and after its last one, or null.</summary>
    private string? Doing => State.Map switch
    {
        { Done: 0, Fitted: null, Request.Mapping.Kind: MappingKind.Affine } => "fitting the maps",
        { IsWhole: true } map when map.Written < map.ToWrite => string.Create(CultureInfo.InvariantCulture, $"writing texts, {map.Written} of {map.ToWrite}"),
        _ => null,
    };

    private string Work() => string.Create(CultureInfo.InvariantCulture, $"source once, target once, {State.Map?.Rows.Count} rows a layer");

    private static string Seconds(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s",
        < 120 => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        _ => time.TotalMinutes.ToString("0", CultureInfo.InvariantCulture) + " min",
    };
}

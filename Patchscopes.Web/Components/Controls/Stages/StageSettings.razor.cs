using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>How the trace is read: decoder, argument and answer, and how the run stands.</summary>
public sealed partial class StageSettings
{
    /// <summary>The page's state.</summary>
    [Parameter, EditorRequired]
    public required StagesState State { get; set; }

    /// <summary>Puts together what the page shows, to be exported.</summary>
    [Parameter, EditorRequired]
    public required Func<Task<SavedRun>> Run { get; set; }

    private TraceVerdict? Verdict => State.Lane(LaneKey.Question)?.Verdict;

    private string Otherwise => Verdict is null ? "automatic" : "none found";

    private bool IsBusy => State.Status is RunStatus.Queued or RunStatus.Running;

    private string Status => State.Status switch
    {
        RunStatus.Idle => State.LoadingModel is { } model ? $"loading {model}" : "starting",
        RunStatus.Waiting => "runs when you pause",
        RunStatus.Queued => "waiting for the model",
        RunStatus.Running => State.Lane(LaneKey.Question) is { IsStale: false, Verdict: not null } ? "tracing the extractive twin" : "tracing the question",
        RunStatus.Done => string.Create(CultureInfo.InvariantCulture, $"2 traces · {State.Seconds:0.00} s"),
        RunStatus.Cancelled => "cancelled; what came stays",
        RunStatus.Failed => "broke off; what came stays",
        _ => "not run: see the message in red",
    };
}

using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State.Stages;

/// <summary>The runs of a page: the question's trace, then its twin's, then the one with something taken out.</summary>
public sealed partial class StagesState
{
    /// <summary>At most this often new blocks are shown.</summary>
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(70);

    private readonly Dictionary<LaneKey, StageLane> _lanes = [];
    private CancellationTokenSource? _pause;
    private CancellationTokenSource? _run;
    private bool _lastRunWasTyped;
    private double _seconds;

    /// <summary>How the traces stand.</summary>
    public RunStatus Status { get; private set; }

    /// <summary>Why the traces were refused or broke, or null.</summary>
    public string? RunMessage { get; private set; }

    /// <summary>Seconds of computing that the traces took.</summary>
    public double Seconds => _seconds;

    /// <summary>A lane's trace as far as it has come; null before the first.</summary>
    public StageLane? Lane(LaneKey key) => _lanes.GetValueOrDefault(key);

    /// <summary>Runs what the page shows, now.</summary>
    public Task RunNowAsync() => RunAsync(push: false, typed: Status is RunStatus.Waiting);

    /// <summary>Stops the traces; what came stays.</summary>
    public void Cancel()
    {
        Leave(ref _pause);
        if (Status is not (RunStatus.Queued or RunStatus.Running))
            return;
        Leave(ref _run);
        Status = RunStatus.Cancelled;
        Changed();
    }

    private async Task WaitThenRunAsync()
    {
        if (_disposed)
            return;
        var pause = Renew(ref _pause);
        Leave(ref _run);
        Status = RunStatus.Waiting;
        Outdate();
        try
        {
            await Task.Delay(Pause, time, pause);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await RunAsync(push: true, typed: true);
    }

    private async Task RunAsync(bool push, bool typed = false)
    {
        if (_disposed)
            return;
        // Going back returns to the view before the typing, not to every pause in it.
        push &= !(typed && _lastRunWasTyped);
        Leave(ref _pause);
        Leave(ref _proving);
        var run = Renew(ref _run);
        (Status, RunMessage, _lastRunWasTyped, _seconds) = (RunStatus.Queued, null, typed, 0);
        Outdate();
        if (!Question.IsTokenized)
            await TokenizeAsync();
        if (run.IsCancellationRequested)
            return;
        ViewChanged(push);
        if (!CanRun())
        {
            Status = RunStatus.Refused;
            Changed();
            return;
        }
        Changed();
        try
        {
            await TraceBothAsync(Request(), run);
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested || _disposed)
        {
            // Left for a newer run, by Cancel, or with the page: whoever left has said so already.
        }
        catch (RequestRefusedException refused)
        {
            if (run.IsCancellationRequested)
                return;
            Refuse(refused);
            _ = UsedUp.RunAgainAsync(refused, time, () => Status is RunStatus.Refused, () => RunAsync(push: false), run);
        }
    }

    private async Task TraceBothAsync(TraceRequest request, CancellationToken run)
    {
        if (await ReadAsync(LaneKey.Question, request, run) is not { } verdict)
            return;
        if (await ReadAsync(LaneKey.Twin, TwinOf(request, verdict), run) is null)
            return;
        Status = RunStatus.Done;
        Changed();
        if (Proof is not null && !IsProving && Without is null or { IsStale: true })
            await ProveNowAsync();
    }

    /// <summary>The twin follows the same words at the same token, which counts from the end in both.</summary>
    private TraceRequest TwinOf(TraceRequest request, TraceVerdict verdict)
    {
        var said = verdict.SaidWord ?? verdict.Said.Text;
        // A message's answer follows the template's markers, not the message, and so says nothing of a space after that.
        var isSaid = request is { Answer: null, Chat: false };
        return request with
        {
            Prompt = ExtractiveTwin.Of(request.Prompt, request.Answer ?? said, isSaid),
            Position = (Question.Position ?? -1) - Question.Tokens.Count,
            Argument = request.Argument ?? Word(verdict.Argument?.Text),
            // The beginning of a word without a space before it would be read as that of the one with it, which is another token.
            Answer = request.Answer ?? (said.StartsWith(' ') || said == verdict.Said.Text ? Word(said) : null),
        };
    }

    private async Task<TraceVerdict?> ReadAsync(LaneKey key, TraceRequest request, CancellationToken run)
    {
        var events = await stages.TraceAsync(request, run);
        var lane = await ReadLinesAsync(request, events, lane => _lanes[key] = lane, Ends, run);
        return Status is RunStatus.Running ? lane?.Verdict : null;
    }

    private async Task<StageLane?> ReadLinesAsync(
        TraceRequest request, IAsyncEnumerable<StageEvent> events, Action<StageLane> begin, Func<StageEvent, bool> ends, CancellationToken run)
    {
        StageLane? lane = null;
        await foreach (var batch in events.BatchByTime(DrawInterval, time, run))
        {
            run.ThrowIfCancellationRequested();
            foreach (var line in batch)
            {
                if (line is TraceStarted started)
                    begin(lane = new StageLane(request, started));
                else if (!ends(line))
                    lane?.Take(line);
            }
            if (Status is RunStatus.Queued)
                Status = RunStatus.Running;
            Changed();
        }
        run.ThrowIfCancellationRequested();
        return lane;
    }

    private bool Ends(StageEvent line)
    {
        switch (line)
        {
            case StageDone done:
                _seconds += done.Seconds;
                return true;
            case StageCancelled:
                Status = RunStatus.Cancelled;
                return true;
            case StageFailed failed:
                (Status, RunMessage) = (RunStatus.Failed, failed.Message);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What the page can tell by itself is said beside the prompt, before anything is asked.</summary>
    private bool CanRun()
    {
        if (Question.Text.Length == 0)
            Question.Refusal = "The question is empty. Type one, or take one of the tasks above.";
        else if (Model is { } model && Question.Tokens.Count > model.Context)
            Question.Refusal = Words.TooLong("The question", Question.Tokens.Count, model);
        return Question.Refusal is null && Model is not null;
    }

    private void Refuse(RequestRefusedException refused)
    {
        Status = RunStatus.Refused;
        var isTwin = Lane(LaneKey.Question) is { IsStale: false, Verdict: not null };
        if (refused.Field is "prompt" or "chat" && !isTwin)
            Question.Refusal = Say("The question");
        else
            RunMessage = isTwin ? $"The extractive twin was not traced. {Say("It")}" : Say("The question");
        Changed();

        string Say(string prompt) => refused.Of(refused.Field is "prompt" ? prompt : Name(refused.Field));
    }

    /// <summary>A field of the API as a sentence begins: its last part, for the page has no lists of its own.</summary>
    private static string Name(string? field) => field == "chat" ? PromptState.ChatTemplate : $"The {field?[(field.LastIndexOf('.') + 1)..]}";

    private void Outdate()
    {
        foreach (var lane in _lanes.Values.Append(Without).OfType<StageLane>())
            lane.IsStale = true;
    }
}

using Patchscopes.Web.Services;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State;

/// <summary>The runs of a page: waiting for the typing to pause, asking, reading cells as they come, cancelling.</summary>
public sealed partial class ExplorerState
{
    /// <summary>At most this often new cells are shown.</summary>
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(70);

    /// <summary>With this share of a map's work done, its own pace alone says how long the rest takes.</summary>
    private const double ShareToTrust = 0.25;

    private CancellationTokenSource? _pause;
    private CancellationTokenSource? _run;
    private bool _lastRunWasTyped;
    private long _began;
    private double? _seconds;
    private string? _asked;

    /// <summary>How the run stands.</summary>
    public RunStatus Status { get; private set; }

    /// <summary>Jobs before this one, while it is queued.</summary>
    public int QueuePlace { get; private set; }

    /// <summary>The map that came last, whole or not; null before the first.</summary>
    public SweepMap? Map { get; private set; }

    /// <summary>Why the run as a whole was refused or broke, or null.</summary>
    public string? RunMessage { get; private set; }

    /// <summary>Why the read-out was refused, or null.</summary>
    public string? ReadoutRefusal { get; private set; }

    /// <summary>Whether the map belongs to an earlier request than the page now shows.</summary>
    public bool IsStale => Map is not null && (_asked is null || _asked != Key(Request()));

    /// <summary>Time since the run began, or that the whole run took.</summary>
    public TimeSpan Elapsed => _seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : time.GetElapsedTime(_began);

    /// <summary>About how long the run still takes, or null where nothing can be said yet.</summary>
    public TimeSpan? Left
    {
        get
        {
            if (Status is not RunStatus.Running || Map is not { Done: > 0 } map)
                return null;
            var measured = Elapsed * ((1 - map.ShareOfWork) / map.ShareOfWork);
            if (Estimate is not { } estimate)
                return measured;
            // The estimate comes from earlier maps, on a machine that may have had less to do.
            var guessed = estimate > Elapsed ? estimate - Elapsed : TimeSpan.Zero;
            var trust = Math.Min(1, map.ShareOfWork / ShareToTrust);
            return (measured * trust) + (guessed * (1 - trust));
        }
    }

    /// <summary>Runs what the page shows, now.</summary>
    public Task RunNowAsync() => RunAsync(push: false, typed: Status is RunStatus.Waiting);

    /// <summary>Stops the run; what came stays.</summary>
    public async Task CancelAsync()
    {
        Leave(ref _pause);
        if (Status is not (RunStatus.Queued or RunStatus.Running))
            return;
        Leave(ref _run);
        End(RunStatus.Cancelled, Elapsed.TotalSeconds);
        Changed();
        await ReadOpenedAsync();
        await ReadLensAsync();
    }

    private async Task WaitThenRunAsync()
    {
        if (_disposed)
            return;
        var pause = Renew(ref _pause);
        Status = RunStatus.Waiting;
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
        if ((Model is null && LoadingModel is not null) || (SourceModel is null && LoadingSourceModel is not null))
        {
            // What the page shows then is run when the model is there.
            Status = RunStatus.Idle;
            Changed();
            return;
        }
        var run = Renew(ref _run);
        (Status, RunMessage, TupleRefusal, _lastRunWasTyped) = (RunStatus.Queued, null, null, typed);
        await FinishTokensAsync();
        if (run.IsCancellationRequested)
            return;
        if (!CanRun())
        {
            Status = RunStatus.Refused;
            AnswerForCell();
            Changed();
            await ReadLensAsync();
            return;
        }
        var request = Request();
        ViewChanged(push);
        Changed();
        try
        {
            await ReadAsync(request, run);
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested || _disposed)
        {
            // Left for a newer run, by Cancel, or with the page: whoever left has said so already.
        }
        catch (RequestRefusedException refused)
        {
            // A refusal of a run that a newer one has replaced says nothing of what the page shows now.
            if (run.IsCancellationRequested)
                return;
            Refuse(refused);
            _ = UsedUp.RunAgainAsync(refused, time, () => Status is RunStatus.Refused, () => RunAsync(push: false), run);
            await ReadLensAsync();
        }
    }

    private async Task ReadAsync(SweepRequest request, CancellationToken run)
    {
        (_began, _seconds) = (time.GetTimestamp(), null);
        var sweep = await service.StartSweepAsync(request, this, run);
        QueuePlace = sweep.QueuePlace;
        Changed();
        await foreach (var batch in sweep.Events.BatchByTime(DrawInterval, time, run))
        {
            // A batch that came just before the run was left belongs to a request, and perhaps a model, that the page has no more.
            run.ThrowIfCancellationRequested();
            foreach (var item in batch)
                Take(request, item);
            Changed();
        }
        run.ThrowIfCancellationRequested();
        if (Status is RunStatus.Done && TakeAnswer())
            await RunAsync(push: false);
        else if (Status is RunStatus.Done)
            await AfterRunAsync(run);
        else
        {
            await ReadOpenedAsync();
            await ReadLensAsync();
        }
    }

    private void Take(SweepRequest request, SweepEvent item)
    {
        switch (item)
        {
            case SweepStarted started:
                (Map, _asked, Status, _began) = (MapOf(request, started), Key(request), RunStatus.Running, time.GetTimestamp());
                ForgetCell();
                CloseMissing();
                break;
            case SweepUnpatched or SweepFitted or SweepCells or SweepWritten:
                Map?.Take(item);
                break;
            case SweepDone done:
                End(RunStatus.Done, done.Seconds);
                break;
            case SweepCancelled:
                End(RunStatus.Cancelled, Elapsed.TotalSeconds);
                break;
            case SweepFailed failed:
                RunMessage = failed.Message;
                End(RunStatus.Failed, Elapsed.TotalSeconds);
                break;
            default:
                throw new NotSupportedException($"Event {item.GetType().Name} is not known to the page.");
        }
    }

    private void End(RunStatus status, double seconds)
    {
        // Before its first event the map is still that of the run before, in which nothing is to be opened for this one.
        var hasMap = Status is RunStatus.Running;
        (Status, _seconds) = (status, seconds);
        if (hasMap)
            OpenTelling();
    }

    private async Task FinishTokensAsync()
    {
        foreach (var prompt in new[] { Source, Target })
        {
            if (!prompt.IsTokenized)
                await TokenizeAsync(prompt);
        }
    }

    /// <summary>What the page can tell by itself is said beside the prompt, before anything is asked.</summary>
    private bool CanRun()
    {
        foreach (var prompt in new[] { Source, Target })
        {
            if (prompt.Text.Length == 0)
                prompt.Refusal = $"The {prompt.Name} prompt is empty. Type some text, or take one of the examples above.";
            else if ((prompt == Source ? SourceModel : Model) is { } model && prompt.Tokens.Count > model.Context)
                prompt.Refusal = Words.TooLong($"The {prompt.Name} prompt", prompt.Tokens.Count, model);
        }
        if (Model is null)
            RunMessage = "No model is loaded, so nothing can be run. Reload the page to try again.";
        else if (SourceModel is null)
            RunMessage = $"The source model, {SourceModelName}, is not loaded. Choose it again, or another one.";
        return Source.Refusal is null && Target.Refusal is null && Model is not null && SourceModel is not null;
    }

    private void Refuse(RequestRefusedException refused)
    {
        Status = RunStatus.Refused;
        var field = refused.Field ?? "";
        if (field.StartsWith("source.", StringComparison.Ordinal))
            Source.Refusal = InWords(refused);
        else if (field.StartsWith("target.", StringComparison.Ordinal))
            Target.Refusal = InWords(refused);
        else if (field == "readout")
            ReadoutRefusal = refused.Message;
        else if (NameOf(field) is { } name)
            TupleRefusal = refused.Of(name);
        else
            RunMessage = refused.Message;
        AnswerForCell();
        Changed();
    }

    private static string InWords(RequestRefusedException refused) =>
        refused.Field?.EndsWith(".chat", StringComparison.Ordinal) is true ? refused.Of(PromptState.ChatTemplate) : refused.Message;
}

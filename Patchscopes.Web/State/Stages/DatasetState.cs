using System.Globalization;
using System.Text.RegularExpressions;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State.Stages;

/// <summary>
/// The traces over a data set on one visitor's page: what is asked, the verdicts as they come, their summaries, and the
/// accuracy without feed-forward layers. Not thread-safe: everything runs on the page's dispatcher.
/// </summary>
public sealed partial class DatasetState(IStageService service, TimeProvider time) : IDisposable
{
    /// <summary>At most this often new verdicts are shown.</summary>
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly List<DatasetVerdict> _verdicts = [];
    private readonly Dictionary<QuestionForm, DatasetSummed> _summaries = [];
    private readonly List<AblationStepped> _steps = [];
    private CancellationTokenSource? _run;
    private long _began;
    private double? _seconds;

    /// <summary>Called after every change that shows.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>The built-in relations.</summary>
    public IReadOnlyList<StageRelation> Relations { get; } = service.Relations();

    /// <summary>The chosen relation; null for rows of one's own.</summary>
    public string? Relation { get; private set; } = service.Relations() is [var first, ..] ? first.Name : null;

    /// <summary>Rows of one's own; null where a relation is chosen.</summary>
    public IReadOnlyList<DatasetRow>? Rows { get; private set; }

    /// <summary>The file that the rows came from, for its heading.</summary>
    public string? FileName { get; private set; }

    /// <summary>Whether the twins are traced, too.</summary>
    public bool WithTwins { get; set; } = true;

    /// <summary>Whether correct answers are tried without the feed-forward writes that give them.</summary>
    public bool WithRemovals { get; set; } = true;

    /// <summary>The file whose rows the verdicts on show are of; null for a relation's.</summary>
    public string? TracedFile { get; private set; }

    /// <summary>What was left out of the last run and why, or null.</summary>
    public string? Notice { get; private set; }

    /// <summary>What runs now.</summary>
    public DatasetWork Work { get; private set; }

    /// <summary>What the verdicts on show belong to; null before the first run.</summary>
    public DatasetStarted? Started { get; private set; }

    /// <summary>The verdicts as they came.</summary>
    public IReadOnlyList<DatasetVerdict> Verdicts => _verdicts;

    /// <summary>The summaries of the forms whose rows have all come, in their order.</summary>
    public IReadOnlyList<DatasetSummed> Summaries => [.. _summaries.Values];

    /// <summary>The form whose figures are drawn.</summary>
    public QuestionForm Form { get; private set; }

    /// <summary>That form's verdicts.</summary>
    public IReadOnlyList<DatasetVerdict> Shown => _verdicts.FindAll(verdict => verdict.Form == Form);

    /// <summary>Over all rows of that form; null until all have come.</summary>
    public DatasetSummed? Summary => _summaries.GetValueOrDefault(Form);

    /// <summary>What the steps on show belong to; null before the first ablation.</summary>
    public AblationStarted? Ablated { get; private set; }

    /// <summary>The steps of the ablation as they came.</summary>
    public IReadOnlyList<AblationStepped> Steps => _steps;

    /// <summary>Why nothing could be run, or what broke; null where nothing did.</summary>
    public string? Message { get; private set; }

    /// <summary>Whether the last run was cancelled.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Time since the run began, or that the whole run took.</summary>
    public TimeSpan Elapsed => _seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : time.GetElapsedTime(_began);

    /// <summary>A built-in relation was chosen.</summary>
    public void Choose(string relation) => (Relation, Rows, FileName, Message) = (relation, null, null, null);

    /// <summary>Rows of one's own were read from a file.</summary>
    public void Take(string fileName, IReadOnlyList<DatasetRow> rows) => (Relation, Rows, FileName, Message) = (null, rows, fileName, null);

    /// <summary>Another form's figures are to be drawn.</summary>
    public void Show(QuestionForm form)
    {
        Form = form;
        Changed();
    }

    /// <summary>Whether the verdicts on show are another model's, or were read another way.</summary>
    public bool IsOfAnother(string model, LensKind decoder) => Started is { } started && (started.Model != model || started.Decoder != decoder);

    /// <summary>A file could not be read.</summary>
    public void Refuse(string message)
    {
        Message = message;
        Changed();
    }

    /// <summary>Traces what is chosen; a run that is under way is left.</summary>
    public Task RunAsync(string model, LensKind decoder) => DoAsync(DatasetWork.Tracing, async cancelled =>
    {
        var (file, notice) = (FileName, WithTwins && !HasFalseTwins ? "All rows have the same answer, so none can be told another one: the false twins were left out." : null);
        var request = new DatasetRequest
        {
            Model = model,
            Relation = Relation,
            Rows = Rows,
            Decoder = decoder,
            Forms = Forms,
            Removals = WithRemovals,
        };
        var events = await service.TraceDatasetAsync(request, cancelled);
        cancelled.ThrowIfCancellationRequested();
        // What was refused leaves the figures of the run before.
        _verdicts.Clear();
        _summaries.Clear();
        (Started, Form, TracedFile, Notice) = (null, QuestionForm.Question, file, notice);
        await ReadAsync(events, Take, cancelled);
    });

    /// <summary>Removes feed-forward layers from the top and asks again and again.</summary>
    public Task AblateAsync(string model) => DoAsync(DatasetWork.Ablating, async cancelled =>
    {
        var events = await service.AblateAsync(new AblationRequest { Model = model, Relation = Relation ?? "" }, cancelled);
        cancelled.ThrowIfCancellationRequested();
        _steps.Clear();
        Ablated = null;
        await ReadAsync(events, Take, cancelled);
    });

    /// <summary>Stops the run; what came stays.</summary>
    public void Cancel()
    {
        if (Work is DatasetWork.None)
            return;
        Leave(ref _run);
        (Work, IsCancelled, _seconds) = (DatasetWork.None, true, time.GetElapsedTime(_began).TotalSeconds);
        Changed();
    }

    /// <inheritdoc/>
    public void Dispose() => Leave(ref _run);

    private async Task DoAsync(DatasetWork work, Func<CancellationToken, Task> body)
    {
        var cancelled = Renew(ref _run);
        (Work, Message, IsCancelled, _began, _seconds) = (work, null, false, time.GetTimestamp(), null);
        Changed();
        try
        {
            await body(cancelled);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            return;
        }
        catch (RequestRefusedException refused)
        {
            if (!cancelled.IsCancellationRequested)
                Message = refused.Of(Named(refused.Field));
        }
        if (cancelled.IsCancellationRequested)
            return;
        (Work, _seconds) = (DatasetWork.None, _seconds ?? time.GetElapsedTime(_began).TotalSeconds);
        Changed();
    }

    private async Task ReadAsync<T>(IAsyncEnumerable<T> events, Action<T> take, CancellationToken cancelled)
    {
        await foreach (var batch in events.BatchByTime(DrawInterval, time, cancelled))
        {
            cancelled.ThrowIfCancellationRequested();
            foreach (var item in batch)
                take(item);
            Changed();
        }
    }

    private IReadOnlyList<QuestionForm> Forms => (WithTwins, HasFalseTwins) switch
    {
        (false, _) => [QuestionForm.Question],
        (_, false) => [QuestionForm.Question, QuestionForm.TrueTwin],
        _ => Enum.GetValues<QuestionForm>(),
    };

    private bool HasFalseTwins => Rows is not { } rows || QuestionForms.HaveFalseTwins(rows.Select(row => row.Answer));

    /// <summary>A field of the API as the page calls it; rows count as in the file, whose first one is the header.</summary>
    private static string Named(string? field) => RowField().Match(field ?? "") is { Success: true } found
        ? string.Create(CultureInfo.InvariantCulture, $"The {found.Groups[2]} of row {int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + 2}")
        : $"The {field}";

    [GeneratedRegex(@"^rows\[(\d+)\]\.(\w+)$")]
    private static partial Regex RowField();

    private void Take(DatasetEvent item)
    {
        switch (item)
        {
            case DatasetStarted started:
                Started = started;
                break;
            case DatasetVerdict verdict:
                _verdicts.Add(verdict);
                break;
            case DatasetSummed summary:
                _summaries[summary.Form] = summary;
                break;
            case DatasetDone done:
                _seconds = done.Seconds;
                break;
            case DatasetCancelled:
                IsCancelled = true;
                break;
            case DatasetFailed failed:
                Message = failed.Message;
                break;
            default:
                throw new NotSupportedException($"Event {item.GetType().Name} is not known to the page.");
        }
    }

    private void Take(AblationEvent item)
    {
        switch (item)
        {
            case AblationStarted started:
                Ablated = started;
                break;
            case AblationStepped step:
                _steps.Add(step);
                break;
            case AblationDone done:
                _seconds = done.Seconds;
                break;
            case AblationCancelled:
                IsCancelled = true;
                break;
            case AblationFailed failed:
                Message = failed.Message;
                break;
            default:
                throw new NotSupportedException($"Event {item.GetType().Name} is not known to the page.");
        }
    }
}

/// <summary>What the data set's card is doing.</summary>
public enum DatasetWork
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Tracing question by question.</summary>
    Tracing,

    /// <summary>Removing feed-forward layers.</summary>
    Ablating,
}

using System.Text.Json;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Api;
using Patchscopes.Web.Services.Joined;
using Patchscopes.Web.Services.Runs;

namespace Patchscopes.Web.Services.Stages;

/// <inheritdoc/>
internal sealed class StageService(StageChecks checks, DatasetChecks datasets, StageReception reception) : IStageService
{
    /// <summary>A trace of a large model and a long prompt takes a few hundred kB.</summary>
    private const int MostTraces = 64;

    private readonly SharedAnswers<StageEvent> _traces = new(MostTraces, line => line is StageDone ? 1 : 0, line => line is StageDone);

    public async Task<IAsyncEnumerable<StageEvent>> TraceAsync(TraceRequest request, CancellationToken cancellationToken)
    {
        if (request.Interventions.Count > 0)
            throw RequestChecks.Invalid("interventions", "interventions do not belong to a plain trace: leave them out, or ask for an intervention.");
        var trace = await checks.CheckAsync(request, cancellationToken);
        return await _traces.ReadAsync(KeyOf(request, trace),
            left => Task.FromResult(reception.Open(new StageWork<StageEvent>(trace.Model.Description, trace.Start, trace.Rows(1), 1, stopped => [Plain(trace, stopped)]), left)), cancellationToken);
    }

    public async Task<IAsyncEnumerable<StageEvent>> InterveneAsync(TraceRequest request, CancellationToken cancellationToken)
    {
        if (request.Interventions.Count == 0)
            throw RequestChecks.Invalid("interventions", "interventions is empty: give at least one.");
        var trace = await checks.CheckAsync(request, cancellationToken);
        return await _traces.ReadAsync(KeyOf(request, trace),
            left => Task.FromResult(reception.Open(new StageWork<StageEvent>(trace.Model.Description, trace.Start, trace.Rows(2), 1, stopped => [Changed(trace, stopped)]), left)), cancellationToken);
    }

    public async Task<IAsyncEnumerable<DatasetEvent>> TraceDatasetAsync(DatasetRequest request, CancellationToken cancellationToken)
    {
        var dataset = await datasets.CheckAsync(request, cancellationToken);
        return reception.Open(
            new StageWork<DatasetEvent>(dataset.Model.Description, dataset.Start, dataset.Rows, dataset.Parts, stopped => Rows(dataset, stopped)), cancellationToken);
    }

    public async Task<IAsyncEnumerable<AblationEvent>> AblateAsync(AblationRequest request, CancellationToken cancellationToken)
    {
        var ablation = await datasets.CheckAsync(request, cancellationToken);
        return reception.Open(
            new StageWork<AblationEvent>(ablation.Model.Description, ablation.Start, ablation.Rows, ablation.Parts, stopped => Steps(ablation, stopped)), cancellationToken);
    }

    public IReadOnlyList<StageRelation> Relations() => StageRelations.All;

    private static string KeyOf(TraceRequest request, CheckedTrace trace) =>
        $"{trace.Model.Description.Hash}:{trace.Model.Description.DataType}|{JsonSerializer.Serialize(request, ApiJson.Default.TraceRequest)}";

    private static IEnumerable<StageEvent> Plain(CheckedTrace trace, CancellationToken stopped) =>
        new StageReadings(trace.Model).Lines(trace.Model.Trace(trace.Plan, stopped));

    /// <summary>The changed run is followed by the plain one's words: what it says then must not choose them anew.</summary>
    private static IEnumerable<StageEvent> Changed(CheckedTrace trace, CancellationToken stopped)
    {
        var readings = new StageReadings(trace.Model);
        var plain = trace.Model.Trace(trace.Plan with { Interventions = [] }, stopped);
        var changed = trace.Model.Trace(trace.Plan with { Argument = plain.Argument, Answer = plain.Answer }, stopped);
        return [.. readings.Lines(changed), readings.Outcome(plain, changed)];
    }

    private static IEnumerable<IEnumerable<DatasetEvent>> Rows(CheckedDataset dataset, CancellationToken stopped)
    {
        var readings = new StageReadings(dataset.Model);
        DatasetSummary? questions = null;
        foreach (var (form, asked) in dataset.Forms)
        {
            var traced = new List<TracedQuestion>();
            foreach (var (row, question) in asked.Index())
            {
                traced.Add(dataset.Model.TraceQuestion(dataset.Decoder, dataset.Thresholds, row, question, dataset.Removes && form is QuestionForm.Question, stopped));
                yield return [readings.Row(form, traced[^1])];
            }
            var summary = DatasetSummary.Of(traced, dataset.Model.Description.Blocks);
            if (form is QuestionForm.Question)
                questions = summary;
            yield return [DatasetSummed.Of(form, summary, questions)];
        }
    }

    private static IEnumerable<IEnumerable<AblationEvent>> Steps(CheckedAblation ablation, CancellationToken stopped)
    {
        for (var step = 0; step <= FeedForwardAblation.Steps; step++)
        {
            var from = FeedForwardAblation.RemovedFrom(step, ablation.Model.Description.Blocks);
            var (recalled, copied) = (0, 0);
            // A part for each question and its twin, so that whoever waits does not wait for a whole step.
            foreach (var (question, twin) in ablation.Abstractive.Zip(ablation.Extractive))
            {
                recalled += ablation.Model.IsRightWithout(question, from, stopped) ? 1 : 0;
                copied += ablation.Model.IsRightWithout(twin, from, stopped) ? 1 : 0;
                yield return [];
            }
            yield return [new AblationStepped(from, new AnswerCount(recalled, ablation.Abstractive.Count), new AnswerCount(copied, ablation.Extractive.Count))];
        }
    }
}

using System.Threading.Channels;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Traces of the test model; held, each trace and each question of an ablation waits for a column.</summary>
internal sealed partial class TestModel
{
    private readonly Channel<TracePlan> _traced = Channel.CreateUnbounded<TracePlan>();

    /// <summary>The plan of the next trace that begins.</summary>
    public Task<TracePlan> NextTracedAsync() => _traced.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public StageTrace Trace(TracePlan plan, CancellationToken cancellationToken)
    {
        Threads[Environment.CurrentManagedThreadId] = Thread.CurrentThread.Name;
        _traced.Writer.TryWrite(plan);
        try
        {
            if (IsHeld)
                _columns.Wait(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (Breaks is not null)
                throw Breaks;
            return Traced(plan);
        }
        finally
        {
            _ended.Writer.TryWrite(cancellationToken.IsCancellationRequested);
        }
    }

    public TracedQuestion TraceQuestion(
        LensKind lens, StageThresholds thresholds, int row, StageQuestion question, bool removes, CancellationToken cancellationToken) =>
        new(row, question, true, Trace(
            new TracePlan { Tokens = [.. Encode(question.Prompt).Select(token => token.Id)], Position = 0, Thresholds = thresholds, Argument = ArgumentWord(question.Argument), Answer = AnswerWord(question.Answer) },
            cancellationToken));

    public bool IsRightWithout(StageQuestion question, int removedFrom, CancellationToken cancellationToken)
    {
        if (IsHeld)
            _columns.Wait(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    public StageWord ArgumentWord(string text) => AnswerWord(text);

    public StageWord AnswerWord(string text)
    {
        var id = Encode(text.Trim())[0].Id;
        return new StageWord(text.Trim(), id, new HashSet<int> { id }, true);
    }

    private StageTrace Traced(TracePlan plan)
    {
        var answer = plan.Answer ?? new StageWord(Nasty, NastyId, new HashSet<int> { NastyId }, true);
        var reading = new StateReading(
            [.. Enumerable.Range(0, plan.TopK).Select(rank => new TokenProbability(NastyId + rank, FirstProbability / (rank + 1)))],
            plan.Argument is { } argument ? new TokenStanding(argument.Token, 0.1, 3) : null, new TokenStanding(answer.Token, 0.2, 2), 1.5, 1);
        var verdict = new StageVerdict { Label = StageLabel.NoX, SaturationStart = 1, Doubts = [] };
        return new StageTrace(
            [.. Enumerable.Range(0, Blocks).Select(block => new TracedBlock(block, reading, reading, new BlockNorms(1, 2, 3, 4)))],
            plan.Argument, answer, NastyId, verdict);
    }
}

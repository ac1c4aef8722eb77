using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Evaluation;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>Argument stage, answer and the feed-forward writes between them, in one-shot questions.</summary>
internal sealed class StageExaminer(LoadedModel model, GreedyEvaluator evaluator)
{
    /// <summary>The widest range of blocks whose writes are removed.</summary>
    private const int WidestRange = 6;

    private sealed record Case(string Prompt, int Answer, IReadOnlySet<int> Argument, Stages Stages);

    public StageScores Examine(RelationTable relation)
    {
        var exams = ExamPaper.OneShot(relation);
        var right = evaluator.Read(exams, afterEachBlock: true).Index().Where(entry => entry.Item.IsRight).ToList();
        var cases = new List<Case>();
        foreach (var (row, reading) in right)
        {
            var argument = StageWord.Argument(model.Tokenizer, relation.Facts[row].Subject).Names;
            // An answer that begins with the argument cannot be told from it.
            if (!argument.Contains(reading.Answer))
                cases.Add(new Case(exams[row].Prompt, reading.Answer, argument, Stages.Of(reading.Top, reading.Answer, argument)));
        }
        return new StageScores(
            relation.Key, Share.Of(cases.Select(one => one.Stages.ArgumentBlock is not null)), cases.Average(one => (double?)one.Stages.ArgumentBlock),
            cases.Average(one => (double?)one.Stages.AnswerBlock), right.Count - cases.Count, Remove(cases));
    }

    private RemovalScores Remove(List<Case> cases)
    {
        var sizes = new int[WidestRange];
        var (fallsBack, oneFallsBack) = (0, 0);
        var open = Enumerable.Range(0, cases.Count).ToList();
        if (cases.Count > 0)
        {
            using var runs = new LastTokenRuns(model.Decoder, [.. cases.Select(one => model.Tokenizer.EncodeToIds(one.Prompt))]);
            for (var size = 1; size <= WidestRange && open.Count > 0; size++)
            {
                var (changed, back) = RemoveRanges(runs, cases, open, size);
                sizes[size - 1] = changed.Count;
                fallsBack += back.Count;
                oneFallsBack += size == 1 ? back.Count : 0;
                open.RemoveAll(changed.Contains);
            }
        }
        return new RemovalScores(new Share(fallsBack, cases.Count), new Share(oneFallsBack, cases.Count), sizes, open.Count);
    }

    /// <summary>Which cases lose their answer to some range of this size around its first block, and which of them say the argument then.</summary>
    private (HashSet<int> Changed, HashSet<int> Back) RemoveRanges(LastTokenRuns runs, List<Case> cases, List<int> open, int size)
    {
        var (changed, back) = (new HashSet<int>(), new HashSet<int>());
        var blocks = model.Config.Blocks;
        for (var first = 0; first + size <= blocks; first++)
        {
            var last = first + size - 1;
            var around = open.Where(row => cases[row].Stages.AnswerBlock >= first && cases[row].Stages.AnswerBlock <= last).ToList();
            foreach (var (row, said) in around.Zip(runs.TopWithoutFeedForward(around, first, last)))
            {
                if (said != cases[row].Answer)
                    changed.Add(row);
                if (cases[row].Argument.Contains(said))
                    back.Add(row);
            }
        }
        return (changed, back);
    }
}

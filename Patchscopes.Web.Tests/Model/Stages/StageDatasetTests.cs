using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>Data sets, removals and ablations on the embedded model.</summary>
public sealed class StageDatasetTests : IDisposable
{
    private readonly LoadedModel _atlas = LoadedModel.Load("atlas", Path.Combine(AppContext.BaseDirectory, "Embedded", "atlas"));

    public void Dispose() => _atlas.Dispose();

    [Fact]
    public void Trace_OfSomeOpposites_IsAbstractiveAndItsTwinsExtractive()
    {
        var (questions, twins) = (Sum(StageTasks.Questions("opposite")), Sum(StageTasks.Twins("opposite", areTrue: false)));
        Assert.Equal((12, 12), (questions.Rows, questions.Correct));
        Assert.Equal((12, 12), (questions.Labels[StageLabel.Abstractive], questions.ApplicationLayers.Sum()));
        Assert.True(twins.Labels[StageLabel.Extractive] >= 10);
        Assert.True(twins.MeanSaturation + 3 <= questions.MeanSaturation);
        Assert.True(questions.ArgumentRank.Max() > .9 && questions.AnswerRank[^1] > .99 && questions.AnswerRank[0] < .1);
    }

    [Fact]
    public void Trace_OfAWrongAnswer_IsNoCorrectRow()
    {
        var question = StageTasks.Questions("opposite")[0] with { Answer = "purple" };
        var traced = new StageDataset(_atlas).Trace(0, question, removes: false, TestContext.Current.CancellationToken);
        var summary = DatasetSummary.Of([traced], _atlas.Config.Blocks);
        Assert.False(traced.IsCorrect);
        Assert.Equal((0, 0, 1), (summary.Correct, summary.Labels[StageLabel.ArgumentOnly], summary.AllLabels[StageLabel.ArgumentOnly]));
        Assert.Null(summary.MeanSaturation);
        Assert.All(summary.AnswerRank, rank => Assert.Equal(0, rank));
    }

    [Fact]
    public void Remove_AtTheApplicationBlock_GivesBackTheArgument()
    {
        var dataset = new StageDataset(_atlas);
        var traced = dataset.Trace(0, StageTasks.All[0].Question, removes: true, TestContext.Current.CancellationToken);
        var outcome = traced.Removal;
        Assert.Equal((true, true, 1), (outcome!.IsChanged, outcome.SaysArgument, outcome.Blocks.Size));
        Assert.Equal(traced.Trace.Verdict.ApplicationLayer, outcome.Blocks.First);
        var twin = dataset.Trace(0, StageTasks.All[0].Twin, removes: true, TestContext.Current.CancellationToken);
        Assert.Null(twin.Removal);
    }

    [Fact]
    public void Around_ABlock_GoesFromOneToThreeAndStaysInside()
    {
        Assert.Equal([new(8, 8), new(7, 8), new(8, 9), new(6, 8), new(7, 9), new(8, 10)], FeedForwardRemoval.Around(8, 3, 12));
        Assert.Equal([new(0, 0), new(0, 1)], FeedForwardRemoval.Around(0, 3, 2));
    }

    [Fact]
    public void Ablation_FromTheTop_LosesWhatIsRecalledBeforeWhatIsCopied()
    {
        var (asked, copied) = (StageTasks.Questions("capital").Take(10).ToList(), StageTasks.Twins("capital", areTrue: true).Take(10).ToList());
        Assert.Equal([12, 10, 8, 6, 4, 2, 0], Enumerable.Range(0, FeedForwardAblation.Steps + 1).Select(step => FeedForwardAblation.RemovedFrom(step, 12)));
        Assert.Equal((10, 10), (Right(asked, 12), Right(copied, 12)));
        Assert.True(Right(copied, 8) > Right(asked, 8));

        int Right(List<StageQuestion> questions, int removedFrom) =>
            questions.Count(question => new FeedForwardAblation(_atlas).IsRight(question, removedFrom, TestContext.Current.CancellationToken));
    }

    private DatasetSummary Sum(IReadOnlyList<StageQuestion> questions)
    {
        var dataset = new StageDataset(_atlas);
        return DatasetSummary.Of([.. questions.Take(12).Select((question, row) => dataset.Trace(row, question, removes: false, TestContext.Current.CancellationToken))], _atlas.Config.Blocks);
    }
}

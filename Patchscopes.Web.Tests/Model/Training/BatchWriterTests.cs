using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Corpus;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Training;

public sealed class BatchWriterTests
{
    private static readonly BatchWriter Writer = new(AtlasTokenizerTests.Shared, 1);

    [Theory]
    [InlineData(TrainingPhase.Copying, 0)]
    [InlineData(TrainingPhase.Copying, 5)]
    [InlineData(TrainingPhase.Lists, 7)]
    internal void Write_TheSameStep_GivesTheSameBatch(TrainingPhase phase, int step)
    {
        var first = Writer.Write(phase, step);
        Writer.Write(phase, step + 1);
        var again = new BatchWriter(AtlasTokenizerTests.Shared, 1).Write(phase, step);

        Assert.Equal(first.Ids, again.Ids);
        Assert.Equal(first.Selected, again.Selected);
        Assert.Equal(first.Labels, again.Labels);
        Assert.Equal(first.Hints, again.Hints);
        Assert.Equal(first.Kept, again.Kept);
    }

    [Fact]
    public void Write_AnotherStepOrSeed_GivesAnotherBatch()
    {
        var batch = Writer.Write(TrainingPhase.Relations, 1);

        Assert.NotEqual(batch.Ids, Writer.Write(TrainingPhase.Relations, 2).Ids);
        Assert.NotEqual(batch.Ids, new BatchWriter(AtlasTokenizerTests.Shared, 2).Write(TrainingPhase.Relations, 1).Ids);
    }

    [Fact]
    public void Write_ManyBatches_TrainEveryPositionOfTheContext()
    {
        var positions = Enumerable.Range(0, 200).SelectMany(step => Writer.Write(TrainingPhase.Relations, step).Positions).ToHashSet();

        Assert.Equal(Enumerable.Range(0, AtlasShape.Context).Select(position => (long)position), positions.Order());
    }

    [Fact]
    public void Write_LabelsOfALaterPhase_AreTheNextTokens()
    {
        var batch = Writer.Write(TrainingPhase.Relations, 3);

        Assert.All(batch.Selected.Zip(batch.Labels).Where(pair => pair.First % batch.Length < batch.Length - 1),
            pair => Assert.Equal(batch.Ids[pair.First + 1], pair.Second));
    }

    [Fact]
    public void Fill_InTheCopyingPhase_LabelsAnswersByTheirArgumentUnlessTheContextHoldsThem()
    {
        var tokenizer = AtlasTokenizerTests.Shared;
        var row = new RowWriter(tokenizer, CorpusRandom.ForStep(1, TrainingPhase.Copying, 3), TrainingPhase.Copying, AtlasShape.Context, AtlasShape.Context);
        row.Fill(1);
        var asked = row.Hints.Where(hint => hint.Kind is Hint.AskingToSubject).ToDictionary(hint => hint.From + 1);

        foreach (var first in row.Hints.Where(hint => hint.Kind is Hint.AskingToFirst).Select(hint => hint.From + 1))
            Assert.Equal(tokenizer.Decode([row.Ids[asked[first].Start]]).Trim(), tokenizer.Decode([row.Labels[first]]).Trim());
        foreach (var held in row.Hints.Where(hint => hint.Kind is Hint.AskingToHeld))
        {
            Assert.Equal(row.Ids[held.From + 1], row.Labels[held.From + 1]);
            Assert.Equal(row.Ids[held.Start], row.Labels[held.From + 1]);
        }
        Assert.Contains(row.Hints, hint => hint.Kind is Hint.AskingToHeld);
        Assert.Contains(row.Hints, hint => hint.Kind is Hint.AskingToFirst);
    }

    [Fact]
    public void Fill_AfterAFalseFact_WeighsTheStatementNothingAndTheQuestionFully()
    {
        var tokenizer = AtlasTokenizerTests.Shared;
        var row = new RowWriter(tokenizer, CorpusRandom.ForStep(1, TrainingPhase.Relations, 0), TrainingPhase.Relations, AtlasShape.Context, AtlasShape.Context);
        row.Fill(1);

        Assert.All(row.HeldFlags.Index().Where(flag => flag.Item == 1), flag => Assert.Equal(LabelKind.Answer, row.Kinds[flag.Index]));
        Assert.Contains(LabelKind.None, row.Kinds);
    }

    [Fact]
    public void Fill_InTheListsPhase_PointsFromEachAskingTokenToTheAnswersShownBefore()
    {
        var row = new RowWriter(AtlasTokenizerTests.Shared, CorpusRandom.ForStep(1, TrainingPhase.Lists, 2), TrainingPhase.Lists, AtlasShape.Context, AtlasShape.Context);
        row.Fill(1);
        var asking = row.Asked.Index().Where(asked => asked.Item != RelationClasses.None).ToList();

        Assert.NotEmpty(asking);
        Assert.All(asking, asked =>
        {
            var shown = row.Hints.Where(hint => hint.From == asked.Index).ToList();
            Assert.NotEmpty(shown);
            Assert.All(shown, hint => Assert.Equal(asked.Item, row.Shown[hint.Start]));
            Assert.Equal(asked.Item, row.Shown[asked.Index + 1]);
        });
    }

    [Fact]
    public void Write_InTheRelationsPhase_GivesNoHints()
    {
        var batch = Writer.Write(TrainingPhase.Relations, 2);

        Assert.Empty(batch.Hints);
        Assert.All(batch.Asked, asked => Assert.Equal(RelationClasses.None, asked));
    }
}

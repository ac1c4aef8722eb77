using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Presets;
using Patchscopes.Model.Running;
using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Evaluation;
using Patchscopes.Tools.Verify.Atlas;
using Xunit;

namespace Patchscopes.Web.Tests.Tools;

/// <summary>A small part of the card, measured on the embedded model.</summary>
public sealed class AtlasExaminerTests : IDisposable
{
    private readonly LoadedModel _model = LoadedModel.Load(ModelCatalog.EmbeddedName, ModelCatalog.DefaultEmbeddedFolder);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Answers_OfOpposites_AreMostlyRight()
    {
        var scores = new AtlasExaminer(_model, 2).Answers(Relations.Named("opposite"));

        Assert.Equal(scores.Rows, scores.OneShot.Asked);
        Assert.Equal(4 * scores.Rows, scores.SpacedArrows.Asked);
        Assert.InRange(scores.OneShot.Value!.Value, 0.9, 1);
        Assert.InRange(scores.Statement.Value!.Value, 0.9, 1);
    }

    [Fact]
    public void Examine_OfOpposites_FindsTheArgumentBeforeTheAnswerAndTakesTheAnswerAway()
    {
        var evaluator = new GreedyEvaluator(_model.Decoder, _model.Tokenizer, 2, CancellationToken.None);

        var scores = new StageExaminer(_model, evaluator).Examine(Relations.Named("opposite"));

        Assert.InRange(scores.ArgumentFirst.Value!.Value, 0.9, 1);
        Assert.True(scores.ArgumentBlock < scores.AnswerBlock);
        Assert.Equal(scores.ArgumentFirst.Asked, scores.Removal.Sizes.Sum() + scores.Removal.Never);
        Assert.True(scores.Removal.FallsBack.Right > 0);
    }

    [Fact]
    public void Score_OfTheFirstVisitsMap_CountsCellsThatSayPolandOrWarsaw()
    {
        var map = PresetMap.Of(_model, PresetCatalog.All[0]);

        Assert.Equal(_model.Config.Blocks * _model.Config.Blocks, map.Score.Cells.Asked);
        Assert.InRange(map.Score.Cells.Value!.Value, 0.25, 1);
        Assert.Equal(map.Rows.SelectMany(row => row).Count(map.Preset.Expects.Contains), map.Score.Cells.Right);
    }
}

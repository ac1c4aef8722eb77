using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Presets;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Presets;

/// <summary>Every preset on the embedded model: what its sentence promises is in its map.</summary>
public sealed class PresetMapTests : IDisposable
{
    /// <summary>A cell that is opened by itself says its token at least so surely.</summary>
    private const float Surely = 0.6f;

    /// <summary>Of those that say it hardly less surely than the surest one, the page opens the cell of the earliest layers.</summary>
    private const float Nearly = 0.95f;

    private const int WrittenTokens = 12;

    private readonly LoadedModel _model = LoadedModel.Load(ModelCatalog.EmbeddedName, ModelCatalog.DefaultEmbeddedFolder);

    public static TheoryData<string> Keys => [.. PresetCatalog.All.Select(preset => preset.Key)];

    public void Dispose() => _model.Dispose();

    [Theory]
    [MemberData(nameof(Keys))]
    public void Map_SaysEveryWordThatThePresetIsAbout(string key)
    {
        var preset = PresetCatalog.Named(key);
        var said = Cells(preset).Select(cell => Text(cell.Top[0].Token).TrimStart()).ToHashSet();

        Assert.All(preset.Expects, word => Assert.Contains(word.TrimStart(), said));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void OpenedCell_SaysAndWritesWhatNoUnpatchedTargetDoes(string key)
    {
        var preset = PresetCatalog.Named(key);
        var plan = preset.On(_model);
        var saying = Cells(preset).Where(cell => preset.Opens.Contains(Text(cell.Top[0].Token))).ToList();

        var best = saying.Max(cell => cell.Top[0].Probability);
        Assert.InRange(best, Surely, 1);
        var cell = saying.OrderBy(cell => cell.Source).ThenBy(cell => cell.Target).First(cell => cell.Top[0].Probability >= best * Nearly);
        var opened = _model.OpenCell(plan, cell.Source, cell.Target, WrittenTokens, CancellationToken.None);
        if (preset.Writes is null)
        {
            Assert.DoesNotContain(Text(opened.UnpatchedTop[0].Token), preset.Opens);
            return;
        }
        Assert.StartsWith(preset.Writes, _model.Tokenizer.Decode(opened.Patched), StringComparison.Ordinal);
        Assert.DoesNotContain(preset.Writes, _model.Tokenizer.Decode(opened.Unpatched), StringComparison.Ordinal);
    }

    [Fact]
    public void ThreePlaces_AnswerInMoreCellsThanOne()
    {
        var three = PresetCatalog.Named("three-x");

        Assert.Equal(2, three.On(_model).Target.Also.Count);
        Assert.True(Cells(three).Count(Says) > Cells(three with { PatchesEach = false }).Count(Says));

        bool Says(SweepCell cell) => three.Expects.Contains(Text(cell.Top[0].Token));
    }

    [Fact]
    public void LogitLens_HasOneColumn_TheLastBlocks()
    {
        var lens = PresetCatalog.Named("logit-lens").On(_model);

        Assert.Equal(_model.Config.Blocks - 1, Assert.Single(lens.TargetLayers).Index);
        Assert.Equal(lens.Source.Tokens, lens.Target.Tokens);
        Assert.Equal(lens.Source.Position, lens.ReadoutPosition);
    }

    private List<SweepCell> Cells(Preset preset)
    {
        var plan = preset.On(_model) with { TopK = 1 };
        var cells = new List<SweepCell>();
        _model.Sweep(plan, column => cells.AddRange(plan.CannotChange(column.Target, _model.Config.Blocks) ? [] : column.Cells), CancellationToken.None);
        return cells;
    }

    private string Text(int token) => _model.Tokenizer.Describe(token).Text;
}

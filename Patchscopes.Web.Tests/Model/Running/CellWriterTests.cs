using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Patchscopes.Web.Tests.Model.Patching;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

/// <summary>Texts of a whole map in batches against those of each cell by itself.</summary>
public sealed class CellWriterTests
{
    public static TheoryData<int, PatchSite, int> Places => new()
    {
        { 8, PatchSite.Residual, 12 }, { 4, PatchSite.Residual, 12 }, { 0, PatchSite.Residual, 3 },
        { 4, PatchSite.AttentionWrite, 6 }, { 8, PatchSite.FeedForwardWrite, 6 }, { 8, PatchSite.Residual, 0 },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void WrittenCells_OfAWholeMap_AreThoseOfEachCell(int position, PatchSite site, int count)
    {
        using var model = TinyModel.Load();
        var layers = site is PatchSite.Residual ? TinyModel.WithEmbedding(5) : Layer.Blocks(5);
        AssertEqualsOneByOne(model, TinyModel.Plan(position, null, layers, layers) with { Site = site }, count);
    }

    [Fact]
    public void WrittenCells_WithSeveralPositionsAndAReadoutBeforeTheEnd_AreThoseOfEachCell()
    {
        using var model = TinyModel.Load();
        AssertEqualsOneByOne(model, TinyModel.Plan(5, 5) with { Target = new PatchTarget(TinyModel.Target, 5) { Also = [2, 8] } }, 5);
    }

    [Fact]
    public void WrittenCells_UpToTheEndOfTheContext_AreThoseOfEachCell()
    {
        using var model = TinyModel.Load();
        AssertEqualsOneByOne(model, TinyModel.Plan(7), 100);
    }

    [Fact]
    public void WrittenCells_OfAModelThatEndsItsText_EndThere()
    {
        using var plain = TinyModel.Load();
        var written = Write(plain, TinyModel.Plan(8), 10);
        // The tokens that come most as third ones end texts now: some cells end early and others go on.
        var ends = written.Select(cell => cell.Tokens[2]).GroupBy(token => token).OrderByDescending(group => group.Count()).Take(2).Select(group => group.Key).ToList();
        using var model = TinyModel.Load(TinyModel.Config with { EndTokens = ends });
        AssertEqualsOneByOne(model, TinyModel.Plan(8), 10);
        Assert.Contains(Write(model, TinyModel.Plan(8), 10), cell => cell.Tokens.Count < 10);
    }

    [Fact]
    public void WrittenCells_OfSomeCells_ComeOnceEach()
    {
        using var model = TinyModel.Load();
        var (plan, found) = (TinyModel.Plan(8), new List<WrittenCell>());
        var diagonal = Layer.Blocks(5).Select(layer => (layer, layer)).ToList();
        model.WriteCells(plan, model.ReadVectors(plan, Token), diagonal, 2, found.AddRange, Token);
        Assert.Equal(diagonal, found.OrderBy(cell => cell.Source).Select(cell => (cell.Source, cell.Target)));
        Assert.Throws<ArgumentException>(() => model.WriteCells(plan, model.ReadVectors(plan, Token), [(new(1), new(9))], 2, found.AddRange, Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static List<WrittenCell> Write(LoadedModel model, SweepPlan plan, int count)
    {
        var found = new List<WrittenCell>();
        var cells = plan.SourceLayers.SelectMany(_ => plan.TargetLayers, (source, target) => (source, target)).ToList();
        model.WriteCells(plan, model.ReadVectors(plan, Token), cells, count, found.AddRange, Token);
        Assert.Equal(plan.Cells, found.Count);
        return found;
    }

    private static void AssertEqualsOneByOne(LoadedModel model, SweepPlan plan, int count)
    {
        foreach (var cell in Write(model, plan, count))
            Assert.Equal(model.Continue(plan.Target.Tokens, [OneByOne.Patch(model, plan, cell.Source, cell.Target)], count, stopAtEnd: true, Token), cell.Tokens);
    }
}

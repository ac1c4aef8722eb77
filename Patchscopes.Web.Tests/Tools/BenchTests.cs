using System.Text.Json;
using Patchscopes.Tools.Bench;
using Patchscopes.Web.Tests.Model;
using Xunit;

namespace Patchscopes.Web.Tests.Tools;

public sealed class BenchTests
{
    [Fact]
    public void Run_OfATinyShape_MeasuresEverythingAndWritesItsJson()
    {
        var result = SweepBench.Run("tiny", TinyModel.Config, rounds: 1, threads: 1);
        using var json = JsonDocument.Parse(result.ToJson());
        foreach (var name in new[] { "gemmGflops", "perCellSeconds", "batchedSeconds", "sweepSeconds", "neededGflop", "shareOfGemm", "firstCellsSeconds" })
            Assert.True(json.RootElement.GetProperty(name).GetDouble() > 0, name);
        Assert.Equal(("tiny", 1, 25), (json.RootElement.GetProperty("shape").GetString(), json.RootElement.GetProperty("threads").GetInt32(), json.RootElement.GetProperty("cells").GetInt32()));
        Assert.True(result.FirstCellsSeconds <= result.SweepSeconds);
        Assert.Equal(result.NeededGflop / result.SweepSeconds / result.GemmGflops, result.ShareOfGemm, 12);
    }

    [Theory]
    [InlineData("gpt2", 12, 27.47)]
    [InlineData("gpt2-medium", 24, 244.5)]
    public void NeededGflop_OfAShape_CountsRunsRowsAndUnembeddings(string shape, int blocks, double gflop)
    {
        var config = BenchShape.Config(shape);
        // 24·d² per token and block, 4·d per token attended to, 2·d·V per unembedding.
        double d = config.Width, block = 24 * d * d, cells = blocks * blocks;
        var runs = 2 * blocks * ((15 * block) + (4 * d * 120));
        var rows = blocks * blocks * (blocks - 1) / 2 * (block + (4 * d * 15));
        Assert.Equal((runs + rows + (cells * 2 * d * 50257)) / 1e9, BenchShape.NeededGflop(config), 6);
        Assert.Equal(gflop, BenchShape.NeededGflop(config), 0.05);
    }

    [Fact]
    public void WholeMap_OfAShape_PatchesTheLastOf15TokensAtEveryBlock()
    {
        var config = BenchShape.Config("gpt2");
        var plan = BenchShape.WholeMap(config);
        plan.Check(config);
        Assert.Equal((15, 14, 14, 144), (plan.Target.Tokens.Count, plan.Target.Position, plan.ReadoutPosition, plan.Cells));
    }
}

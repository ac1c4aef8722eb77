using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Patching;

/// <summary>What is read of a cell, computed again by hand from the logits of plain runs.</summary>
public sealed class CellReadingTests
{
    [Fact]
    public void Cells_Entropy_UsualProbabilityAndAnswer_AreThoseOfPlainRuns()
    {
        using var model = TinyModel.Load();
        var plan = TinyModel.Plan(4) with { Answers = [[11], [30]], TopK = 3 };
        var (logits, usual) = (OneByOne.Logits(model, plan), Softmax(model.Run(TinyModel.Target, [], Token).Logits.At(0, 8)));
        foreach (var cell in Cells(model, plan))
        {
            var p = Softmax(logits.At(Row(plan.SourceLayers, cell.Source), Row(plan.TargetLayers, cell.Target)));
            Assert.Equal(-p.Sum(x => x * Math.Log(x)), cell.Entropy, 4);
            Assert.Equal(usual[cell.Top[0].Token], cell.UsualProbability, 5);
            foreach (var (at, token) in new[] { 11, 30 }.Index())
            {
                Assert.Equal(p[token], cell.Answers[at].Probability, 5);
                Assert.Equal(1 + p.Count(x => x > p[token]), cell.Answers[at].Rank);
            }
        }
    }

    [Fact]
    public void Unpatched_IsTheTargetsOwnReading()
    {
        using var model = TinyModel.Load();
        var plan = TinyModel.Plan(4, 6) with { Answers = [[11]], TopK = 3 };
        var p = Softmax(model.Run(TinyModel.Target, [], Token).Logits.At(0, 6));
        var read = model.ReadUnpatched(plan, Token);
        Assert.Equal(p.Index().OrderByDescending(x => x.Item).Take(3).Select(x => x.Index), read.Top.Select(x => x.Token));
        Assert.Equal(p[11], read.Answers[0].Probability, 5);
        Assert.Equal(-p.Sum(x => x * Math.Log(x)), read.Entropy, 4);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(2)]
    public void Answer_OfSeveralTokens_HasTheProductOfTheirProbabilities(int position)
    {
        using var model = TinyModel.Load();
        int[] answer = [11, 4, 29];
        var plan = TinyModel.Plan(position) with { Answers = [answer, [7]] };
        var cells = Cells(model, plan);
        Assert.Equal(plan.Cells, cells.Count);
        foreach (var cell in cells)
        {
            var expected = Probability(model, plan, answer, [OneByOne.Patch(model, plan, cell.Source, cell.Target)]);
            Assert.Equal(1, cell.Answers[0].Probability / expected, 3);
            Assert.Null(cell.Answers[0].Rank);
            Assert.NotNull(cell.Answers[1].Rank);
        }
        Assert.Equal(1, model.ReadUnpatched(plan, Token).Answers[0].Probability / Probability(model, plan, answer, []), 3);
    }

    [Fact]
    public void Answer_ThatDoesNotFit_IsRefused()
    {
        using var model = TinyModel.Load();
        Assert.Contains("after the last token", Refusal(TinyModel.Plan(2, 4) with { Answers = [[1, 2]] }), StringComparison.Ordinal);
        Assert.Contains("longer than the model's 32", Refusal(TinyModel.Plan(2) with { Answers = [new int[25]] }), StringComparison.Ordinal);
        Assert.Contains("empty", Refusal(TinyModel.Plan(2) with { Answers = [[]] }), StringComparison.Ordinal);
        Assert.Contains("token id", Refusal(TinyModel.Plan(2) with { Answers = [[50]] }), StringComparison.Ordinal);

        string Refusal(SweepPlan plan) => Assert.Throws<ArgumentException>(() => model.Sweep(plan, _ => { }, Token)).Message;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static List<SweepCell> Cells(LoadedModel model, SweepPlan plan)
    {
        var cells = new List<SweepCell>();
        model.Sweep(plan, column => cells.AddRange(column.Cells), Token);
        return cells;
    }

    /// <summary>Token by token: each one's probability after a run of everything before it.</summary>
    private static double Probability(LoadedModel model, SweepPlan plan, int[] answer, IReadOnlyList<Intervention> patch)
    {
        var product = 1.0;
        for (var read = 0; read < answer.Length; read++)
        {
            int[] tokens = [.. plan.Target.Tokens, .. answer[..read]];
            product *= Softmax(model.Run(tokens, patch, Token).Logits.At(0, tokens.Length - 1))[answer[read]];
        }
        return product;
    }

    private static int Row(IReadOnlyList<Layer> layers, Layer layer) => layers.Index().First(entry => entry.Item == layer).Index;

    private static double[] Softmax(ReadOnlyMemory<float> logits)
    {
        var powers = logits.ToArray().Select(x => Math.Exp(x)).ToArray();
        return [.. powers.Select(x => x / powers.Sum())];
    }
}

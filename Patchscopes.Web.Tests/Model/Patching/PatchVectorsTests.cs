using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Patching;

public sealed class PatchVectorsTests
{
    [Fact]
    public void Random_HasTheLengthAskedFor_AndTheSameDirectionForTheSameSeed()
    {
        var vectors = PatchVectors.Random([1, 2, 1], 300, 7.5).At(new Layer(0)).ToArray().Chunk(300).ToList();
        Assert.All(vectors, vector => Assert.Equal(7.5, Math.Sqrt(vector.Sum(x => (double)x * x)), 4));
        Assert.Equal(vectors[0], vectors[2]);
        Assert.True(Math.Abs(vectors[0].Zip(vectors[1], (a, b) => a * b).Sum()) < 0.2 * 7.5 * 7.5);
        Assert.True(Math.Abs(vectors[0].Average()) < 0.1);
    }

    [Fact]
    public void Scaled_AndTogether_KeepEachTargetLayersOwnVectors()
    {
        var own = PatchVectors.PerTarget(1, 2, layer => [new float[] { layer.Index, 1 }]);
        var all = PatchVectors.Together([own.Scaled(-2), PatchVectors.Zeros(1, 2), own]);
        Assert.Equal((3, 2), (all.Count, all.Width));
        Assert.Equal([-6, -2, 0, 0, 3, 1], all.At(new Layer(3)).ToArray());
        Assert.Equal([-2, -2, 0, 0, 1, 1], all.At(new Layer(1)).ToArray());
    }

    [Fact]
    public void Sweep_OfScaledVectors_EqualsRunsWithAScaledPatch()
    {
        using var model = TinyModel.Load();
        var plan = TinyModel.Plan(4);
        var cells = new List<SweepCell>();
        model.Sweep(plan, model.ReadVectors(plan, Token).Scaled(3), column => cells.AddRange(column.Cells), Token);
        var states = model.Run(TinyModel.Source, [], Token).Residual;
        foreach (var cell in cells)
        {
            var scaled = states.At(cell.Source.Index + 1, 3).ToArray().Select(x => 3 * x).ToArray();
            var logits = model.Run(TinyModel.Target, [StateIntervention.Patch(cell.Target, 4, scaled)], Token).Logits.At(0, 8).ToArray();
            Assert.Equal(logits.Index().MaxBy(x => x.Item).Index, cell.Top[0].Token);
        }
    }

    [Fact]
    public void ReadAt_OfSeveralVectors_IsEachOnesOwnCell()
    {
        using var model = TinyModel.Load();
        var plan = TinyModel.Plan(4) with { TopK = 2 };
        var vectors = PatchVectors.Random([1, 2, 3], 24, 5);
        var tops = model.ReadAt(plan, vectors, new Layer(2), Token);
        Assert.Equal(3, tops.Count);
        foreach (var (row, top) in tops.Index())
        {
            var patch = StateIntervention.Patch(new Layer(2), 4, vectors.At(new Layer(2)).Slice(row * 24, 24));
            var logits = model.Run(TinyModel.Target, [patch], Token).Logits.At(0, 8).ToArray();
            Assert.Equal(logits.Index().OrderByDescending(x => x.Item).Take(2).Select(x => x.Index), top.Select(x => x.Token));
        }
    }

    [Theory]
    [InlineData("A rub le coin", "ruble", true)]
    [InlineData("A rub le coin", "Ruble", false)]
    [InlineData("Warsaw.", " Warsaw", true)]
    [InlineData("Warsaw.", "  ", false)]
    public void AnswerMatch_PassesOverSpacesAndMindsCase(string written, string answer, bool holds) => Assert.Equal(holds, AnswerMatch.Holds(written, answer));

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}

using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

public sealed class InterventionTests : IDisposable
{
    private const int Block = 2;
    private const int Position = 4;

    private static readonly float[] Vector = [.. Enumerable.Range(0, TinyModel.Config.Width).Select(i => (i % 7) - 3f)];

    private readonly LoadedModel _model = TinyModel.Load();

    public static TheoryData<PatchSite, string> Edits
    {
        get
        {
            var edits = new TheoryData<PatchSite, string>();
            foreach (var site in Enum.GetValues<PatchSite>())
            {
                foreach (var edit in new[] { "replace", "add", "scale", "zero" })
                    edits.Add(site, edit);
            }
            return edits;
        }
    }

    public void Dispose() => _model.Dispose();

    [Theory]
    [MemberData(nameof(Edits))]
    public void Run_WithAnEdit_ActsAtItsSiteAndPositionAndCarriesOn(PatchSite site, string edit)
    {
        var clean = Run();
        var edited = Run(Intervention(site, edit, [Position]));
        for (var token = 0; token < TinyModel.Target.Length; token++)
        {
            var before = Table(clean, site).At(Row(site), token).ToArray();
            var expected = token == Position ? Apply(edit, before) : before;
            if (token <= Position)
                Assert.Equal(expected, Table(edited, site).At(Row(site), token).ToArray());
        }
        AssertSumsHold(edited, site);
        Assert.True(Numbers.Difference(edited.Logits.Row(0, Position), clean.Logits.Row(0, Position)) > 1e-4);
        Assert.Equal(clean.Residual.Values[..(Block * TinyModel.Target.Length * Vector.Length)], edited.Residual.Values[..(Block * TinyModel.Target.Length * Vector.Length)]);
    }

    [Fact]
    public void Run_WithAnEditOfAllPositions_EditsEach()
    {
        var (clean, edited) = (Run(), Run(Intervention(PatchSite.Residual, "add", null)));
        for (var token = 0; token < TinyModel.Target.Length; token++)
            Assert.Equal(Apply("add", clean.Residual.At(Block + 1, token).ToArray()), edited.Residual.At(Block + 1, token).ToArray());
    }

    [Fact]
    public void Run_WithTwoEditsOfOneSite_AppliesThemInOrder()
    {
        var scaled = Intervention(PatchSite.Residual, "scale", [Position]);
        var added = Intervention(PatchSite.Residual, "add", [Position]);
        var clean = Run().Residual.At(Block + 1, Position).ToArray();
        Assert.Equal(Apply("add", Apply("scale", clean)), Run(scaled, added).Residual.At(Block + 1, Position).ToArray());
        Assert.Equal(Apply("scale", Apply("add", clean)), Run(added, scaled).Residual.At(Block + 1, Position).ToArray());
    }

    [Fact]
    public void Run_AfterOneWithInterventions_IsClean()
    {
        var before = Run().Logits.Values;
        Run(Intervention(PatchSite.Mid, "zero", null), new AttentionEdge { From = 0, To = 3 });
        Assert.Equal(before, Run().Logits.Values);
    }

    [Fact]
    public void Run_WithTheEmbeddingReplaced_IsTheRunOfThatInput()
    {
        int[] other = [.. TinyModel.Target];
        other[Position] = 44;
        var patch = StateIntervention.Patch(Layer.Embedding, Position, _model.Run(other, [], Token).Residual.At(0, Position));
        Assert.Equal(_model.Run(other, [], Token).Logits.Values, Run(patch).Logits.Values);
    }

    [Theory]
    [InlineData("position", "patched position 9")]
    [InlineData("negative position", "patched position -1")]
    [InlineData("layer", "patched layer 5")]
    [InlineData("embedding site", "embedding output has no Mid site")]
    [InlineData("width", "3 numbers, but the model's width is 24")]
    [InlineData("edge to itself", "edge from 3 to 3")]
    [InlineData("edge to the future", "edge from 4 to 3")]
    [InlineData("edge layer", "layer 7 of a cut edge")]
    public void Run_WithAnInterventionThatCannotAct_NamesWhy(string misfit, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => Run(Misfit(misfit)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ModelRun Run(params Intervention[] interventions) => _model.Run(TinyModel.Target, interventions, Token);

    private static StateIntervention Intervention(PatchSite site, string edit, int[]? positions) => new()
    {
        Layer = new Layer(Block),
        Site = site,
        Positions = positions,
        Edit = edit switch
        {
            "replace" => new StateEdit.Replace(Vector),
            "add" => new StateEdit.Add(Vector),
            "scale" => new StateEdit.Scale(-2.5f),
            _ => new StateEdit.Scale(0),
        },
    };

    private static float[] Apply(string edit, float[] before) => edit switch
    {
        "replace" => Vector,
        "add" => [.. before.Zip(Vector, (x, v) => x + v)],
        "scale" => [.. before.Select(x => x * -2.5f)],
        _ => [.. before.Select(x => x * 0f)],
    };

    private static StateTable Table(ModelRun run, PatchSite site) => site switch
    {
        PatchSite.Residual => run.Residual,
        PatchSite.Mid => run.Mid,
        PatchSite.AttentionWrite => run.AttentionWrite,
        _ => run.FeedForwardWrite,
    };

    private static int Row(PatchSite site) => site == PatchSite.Residual ? Block + 1 : Block;

    /// <summary>What is edited upstream is carried on: mid = input + write, output = mid + write, except where that sum itself was edited.</summary>
    private static void AssertSumsHold(ModelRun run, PatchSite site)
    {
        if (site != PatchSite.Mid)
            Assert.Equal(Sum(run.Residual.At(Block, Position), run.AttentionWrite.At(Block, Position)), run.Mid.At(Block, Position).ToArray());
        if (site != PatchSite.Residual)
            Assert.Equal(Sum(run.Mid.At(Block, Position), run.FeedForwardWrite.At(Block, Position)), run.Residual.At(Block + 1, Position).ToArray());
    }

    private static float[] Sum(ReadOnlyMemory<float> left, ReadOnlyMemory<float> right) => [.. left.ToArray().Zip(right.ToArray(), (a, b) => a + b)];

    private static Intervention Misfit(string name) => name switch
    {
        "position" => StateIntervention.Patch(new Layer(0), 9, Vector),
        "negative position" => StateIntervention.Patch(new Layer(0), -1, Vector),
        "layer" => StateIntervention.Patch(new Layer(5), 0, Vector),
        "embedding site" => new StateIntervention { Layer = Layer.Embedding, Site = PatchSite.Mid, Edit = new StateEdit.Scale(0) },
        "width" => StateIntervention.Patch(new Layer(0), 0, new float[3]),
        "edge to itself" => new AttentionEdge { From = 3, To = 3 },
        "edge to the future" => new AttentionEdge { From = 4, To = 3 },
        "edge layer" => new AttentionEdge { From = 0, To = 3, Layers = [new Layer(7)] },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}

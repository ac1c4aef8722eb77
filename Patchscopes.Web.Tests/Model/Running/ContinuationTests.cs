using CsCheck;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

public sealed class ContinuationTests : IDisposable
{
    private readonly LoadedModel _model = TinyModel.Load();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Continue_OfAnyPromptAndPatch_EqualsRunsOverTheWholeText()
    {
        var state = Gen.Float[-3, 3].Array[TinyModel.Config.Width];
        var prompt = Gen.Int[0, TinyModel.Config.Vocabulary - 1].Array[1, 10];
        Gen.Select(prompt, state, Gen.Int[-1, 4], Gen.Int[0, 1000]).Sample((tokens, vector, layer, position) =>
        {
            var patch = StateIntervention.Patch(new Layer(layer), position % tokens.Length, vector);
            Assert.Equal(Recomputed.Greedy(_model, tokens, 5, patch), Continue(tokens, 5, patch));
        }, iter: 20, threads: 1);
    }

    [Fact]
    public void Continue_WithAnEditOfAllPositions_ActsInThePromptOnlyUnlessAskedToGoOn()
    {
        var add = new StateEdit.Add(Enumerable.Range(0, TinyModel.Config.Width).Select(i => (i % 5) - 2f).ToArray());
        var always = new StateIntervention { Layer = new Layer(2), Edit = add, AlsoGenerated = true };
        var promptOnly = always with { AlsoGenerated = false };
        var ofThePrompt = promptOnly with { Positions = [.. Enumerable.Range(0, TinyModel.Target.Length)] };
        Assert.Equal(Recomputed.Greedy(_model, TinyModel.Target, 8, always), Continue(TinyModel.Target, 8, always));
        Assert.Equal(Recomputed.Greedy(_model, TinyModel.Target, 8, ofThePrompt), Continue(TinyModel.Target, 8, promptOnly));
        Assert.NotEqual(Continue(TinyModel.Target, 8, always), Continue(TinyModel.Target, 8, promptOnly));
    }

    [Fact]
    public void Continue_WithAPatchAtAGeneratedPosition_ActsWhenItIsReached()
    {
        var late = StateIntervention.Patch(new Layer(1), 10, new float[TinyModel.Config.Width]) with { AlsoGenerated = true };
        var (with, without) = (Continue(TinyModel.Target, 8, late), Continue(TinyModel.Target, 8));
        Assert.Equal(without[..2], with[..2]);
        var text = TinyModel.Target.Concat(with).ToList();
        var logits = _model.Run(text[..11], [late], Token).Logits.At(0, 10).ToArray();
        Assert.Equal(Array.IndexOf(logits, logits.Max()), with[2]);
    }

    [Fact]
    public void Continue_WhenTheModelEndsItsText_StopsBeforeTheEndTokenUnlessToldNotTo()
    {
        var written = Continue(TinyModel.Target, 8);
        var end = written[3];
        using var model = TinyModel.Load(TinyModel.Config with { EndTokens = [end] });
        Assert.Equal(written.TakeWhile(token => token != end), model.Continue(TinyModel.Target, [], 8, stopAtEnd: true, Token));
        Assert.Equal(written, model.Continue(TinyModel.Target, [], 8, stopAtEnd: false, Token));
    }

    [Fact]
    public void Continue_UpToTheContext_StopsWhenItIsFull()
    {
        var full = new int[TinyModel.Config.Context];
        Assert.Single(Continue(full, 5));
        Assert.Equal(4, Continue(full[3..], 50).Count);
    }

    [Fact]
    public void Continue_ByNoToken_WritesNothing()
    {
        Assert.Empty(Continue(TinyModel.Target, 0));
        Assert.Throws<ArgumentException>(() => Continue(TinyModel.Target, -1));
    }

    [Fact]
    public void OpenCell_OfAnyCell_EqualsTheMapAndThePatchedContinuation()
    {
        var plan = TinyModel.Plan(4);
        var columns = new List<SweepColumn>();
        _model.Sweep(plan, columns.Add, Token);
        foreach (var cell in columns.SelectMany(column => column.Cells))
        {
            var opened = _model.OpenCell(plan, cell.Source, cell.Target, 5, Token);
            Assert.Equal(cell.Top.Select(top => top.Token), opened.Top.Select(top => top.Token));
            Assert.All(cell.Top.Zip(opened.Top), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, 1e-4));
            var state = _model.Run(TinyModel.Source, [], Token).Residual.At(cell.Source.Index + 1, 3);
            Assert.Equal(Continue(TinyModel.Target, 5, StateIntervention.Patch(cell.Target, 4, state)), opened.Patched);
            Assert.Equal(Continue(TinyModel.Target, 5), opened.Unpatched);
        }
    }

    [Fact]
    public void OpenCell_OfACellThatIsNotThere_NamesTheLayer()
    {
        Assert.Contains("source layer 5", Assert.Throws<ArgumentException>(() => Open(new Layer(5), new Layer(0))).Message, StringComparison.Ordinal);
        Assert.Contains("target layer 9", Assert.Throws<ArgumentException>(() => Open(new Layer(0), new Layer(9))).Message, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CellContinuation Open(Layer source, Layer target) => _model.OpenCell(TinyModel.Plan(4), source, target, 1, Token);

    private List<int> Continue(int[] prompt, int count, params Intervention[] interventions) =>
        [.. _model.Continue(prompt, interventions, count, stopAtEnd: false, Token)];
}

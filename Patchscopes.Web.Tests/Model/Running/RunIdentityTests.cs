using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

/// <summary>What holds of the plain run of any decoder, to the bit.</summary>
public sealed class RunIdentityTests : IDisposable
{
    private readonly LoadedModel _model = TinyModel.Load();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Run_WithAStatePutBackWhereItCameFrom_ChangesNothing()
    {
        var clean = Run(TinyModel.Target);
        foreach (var layer in TinyModel.WithEmbedding(TinyModel.Config.Blocks))
        {
            for (var position = 0; position < TinyModel.Target.Length; position++)
            {
                var patched = Run(TinyModel.Target, StateIntervention.Patch(layer, position, clean.Residual.At(layer.Index + 1, position)));
                Assert.Equal(clean.Logits.Values, patched.Logits.Values);
                Assert.Equal(clean.Residual.Values, patched.Residual.Values);
            }
        }
    }

    [Fact]
    public void Run_WithTheWholeLastStreamOfAnotherPrompt_GivesItsLogits()
    {
        var source = Run(TinyModel.Source);
        var last = TinyModel.Config.Blocks - 1;
        var patches = Enumerable.Range(0, TinyModel.Source.Length)
            .Select(position => StateIntervention.Patch(new Layer(last), position, source.Residual.At(last + 1, position)));
        Assert.Equal(source.Logits.Values, Run(TinyModel.Target[..TinyModel.Source.Length], [.. patches]).Logits.Values);
    }

    [Fact]
    public void Run_WithAPatch_ChangesNothingLeftOfItAndSomethingFromThereOn()
    {
        var clean = Run(TinyModel.Target);
        var state = Run(TinyModel.Source).Residual.At(2, 5);
        for (var position = 0; position < TinyModel.Target.Length; position++)
        {
            var patched = Run(TinyModel.Target, StateIntervention.Patch(new Layer(1), position, state));
            for (var token = 0; token < TinyModel.Target.Length; token++)
                Assert.Equal(token >= position, Numbers.Difference(patched.Logits.Row(0, token), clean.Logits.Row(0, token)) > 0);
            Assert.Equal(clean.Residual.Values[..(2 * TinyModel.Target.Length * TinyModel.Config.Width)], patched.Residual.Values[..(2 * TinyModel.Target.Length * TinyModel.Config.Width)]);
        }
    }

    [Fact]
    public void Run_OfAPrefix_GivesTheSameStates()
    {
        var (whole, prefix) = (Run(TinyModel.Target), Run(TinyModel.Target[..5]));
        for (var token = 0; token < 5; token++)
            Numbers.AssertClose(prefix.Residual.Row(5, token), whole.Residual.Row(5, token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_InputPlusWrites_IsTheOutputOfEveryBlock(bool isParallel)
    {
        using var model = TinyModel.Load(TinyModel.Config with { IsParallel = isParallel });
        var run = model.Run(TinyModel.Target, [], TestContext.Current.CancellationToken);
        Assert.Equal((6, 5, 5, 5), (run.Residual.Layers, run.AttentionWrite.Layers, run.Mid.Layers, run.FeedForwardWrite.Layers));
        for (var block = 0; block < TinyModel.Config.Blocks; block++)
        {
            for (var token = 0; token < TinyModel.Target.Length; token++)
            {
                Assert.Equal(Sum(run.Residual.Row(block, token), run.AttentionWrite.Row(block, token)), run.Mid.At(block, token).ToArray());
                Assert.Equal(Sum(run.Mid.Row(block, token), run.FeedForwardWrite.Row(block, token)), run.Residual.At(block + 1, token).ToArray());
            }
        }
    }

    [Fact]
    public void Run_OfAParallelBlock_FeedsTheLayersTheSameInput()
    {
        using var model = TinyModel.Load(TinyModel.Config with { IsParallel = true });
        var without = StateIntervention.Patch(new Layer(2), 4, new float[TinyModel.Config.Width]) with
        {
            Site = PatchSite.AttentionWrite,
            Edit = new StateEdit.Scale(0),
        };
        var token = TestContext.Current.CancellationToken;
        var (clean, cut) = (model.Run(TinyModel.Target, [], token), model.Run(TinyModel.Target, [without], token));
        Assert.Equal(clean.FeedForwardWrite.At(2, 4).ToArray(), cut.FeedForwardWrite.At(2, 4).ToArray());
        Assert.NotEqual(clean.Mid.At(2, 4).ToArray(), cut.Mid.At(2, 4).ToArray());
        var (serial, serialCut) = (Run(TinyModel.Target), Run(TinyModel.Target, without));
        Assert.NotEqual(serial.FeedForwardWrite.At(2, 4).ToArray(), serialCut.FeedForwardWrite.At(2, 4).ToArray());
    }

    [Fact]
    public void Run_OfAPromptThatDoesNotFit_NamesWhat()
    {
        Assert.Contains("is empty", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("33 tokens; the model reads 32", Refusal(new int[33]), StringComparison.Ordinal);
        Assert.Contains("beyond the vocabulary", Refusal([50]), StringComparison.Ordinal);
        Assert.Contains("beyond the vocabulary", Refusal([-1]), StringComparison.Ordinal);
    }

    private string Refusal(int[] tokens) => Assert.Throws<ArgumentException>(() => Run(tokens)).Message;

    private ModelRun Run(int[] tokens, params Intervention[] interventions) => _model.Run(tokens, interventions, TestContext.Current.CancellationToken);

    private static float[] Sum(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = new float[left.Length];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = left[i] + right[i];
        return sum;
    }
}

using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

public sealed class AttentionEdgeTests : IDisposable
{
    private const int From = 2;
    private const int To = 6;

    private readonly LoadedModel _model = TinyModel.Load();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Run_WithEveryEdgeFromAPositionCut_DoesNotDependOnItsToken()
    {
        var edges = Enumerable.Range(From + 1, TinyModel.Target.Length - From - 1).Select(to => new AttentionEdge { From = From, To = to }).ToArray();
        var (one, other) = (Run(TinyModel.Target, edges), Run(WithAnotherToken(), edges));
        for (var token = From + 1; token < TinyModel.Target.Length; token++)
            Assert.Equal(one.Logits.At(0, token).ToArray(), other.Logits.At(0, token).ToArray());
        Assert.True(Numbers.Difference(Run(TinyModel.Target).Logits.Row(0, 8), Run(WithAnotherToken()).Logits.Row(0, 8)) > 1e-3);
    }

    [Fact]
    public void Run_WithAnEdgeCutInOneBlock_ChangesThatPositionFromThereOn()
    {
        var clean = Run(TinyModel.Target);
        var cut = Run(TinyModel.Target, new AttentionEdge { From = From, To = To, Layers = [new Layer(1)] });
        for (var token = 0; token < TinyModel.Target.Length; token++)
        {
            Assert.Equal(clean.AttentionWrite.At(0, token).ToArray(), cut.AttentionWrite.At(0, token).ToArray());
            Assert.Equal(token == To, Numbers.Difference(cut.AttentionWrite.Row(1, token), clean.AttentionWrite.Row(1, token)) > 1e-5);
            Assert.Equal(token >= To, Numbers.Difference(cut.Logits.Row(0, token), clean.Logits.Row(0, token)) > 0);
        }
    }

    [Fact]
    public void Continue_WithAnEdgeToAGeneratedPosition_EqualsRunsOverTheLongerPrompt()
    {
        Intervention[] edges = [new AttentionEdge { From = 1, To = 10 }, new AttentionEdge { From = 9, To = 11 }];
        Assert.Equal(Recomputed.Greedy(_model, TinyModel.Target, 6, edges), _model.Continue(TinyModel.Target, edges, 6, false, Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int[] WithAnotherToken() => [.. TinyModel.Target.Select((token, position) => position == From ? 40 : token)];

    private ModelRun Run(int[] tokens, params Intervention[] interventions) => _model.Run(tokens, interventions, Token);
}

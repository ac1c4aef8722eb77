using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using TorchSharp;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

/// <summary>No operation leaves a tensor behind. The counts are per thread, and a test runs on one.</summary>
public sealed class LeakTests
{
    private static readonly SweepPlan Plan = TinyModel.Plan(4);

    public static TheoryData<string> Operations => ["sweep", "open", "run", "run with interventions", "continue", "sweep logits", "plain logits", "unpatched", "vectors", "sweep with answers", "write", "texts"];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Operation_ThenForgetRuns_LeavesNoTensor(string operation)
    {
        using var model = TinyModel.Load();
        var before = Live;
        Do(model, operation, CancellationToken.None);
        model.ForgetRuns();
        Assert.Equal(before, Live);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Operation_Cancelled_LeavesNoTensor(string operation)
    {
        using var model = TinyModel.Load();
        var before = Live;
        Assert.ThrowsAny<OperationCanceledException>(() => Do(model, operation, new CancellationToken(canceled: true)));
        model.ForgetRuns();
        Assert.Equal(before, Live);
    }

    [Fact]
    public void Sweep_CancelledOrBrokenInItsCallback_LeavesNoTensor()
    {
        using var model = TinyModel.Load();
        using var cancel = new CancellationTokenSource();
        var before = Live;
        Assert.ThrowsAny<OperationCanceledException>(() => model.Sweep(Plan, _ => cancel.Cancel(), cancel.Token));
        Assert.Throws<InvalidOperationException>(() => model.Sweep(Plan, _ => throw new InvalidOperationException(), CancellationToken.None));
        model.ForgetRuns();
        Assert.Equal(before, Live);
    }

    [Fact]
    public void Sweep_OfManyPrompts_KeepsOnlyTheLastFewRuns()
    {
        using var model = TinyModel.Load();
        var counts = new List<long>();
        for (var prompt = 0; prompt < 20; prompt++)
        {
            model.Sweep(Plan with { Target = new PatchTarget([prompt, 1, 2], 1), ReadoutPosition = 2 }, _ => { }, CancellationToken.None);
            counts.Add(Live);
        }
        Assert.Equal(counts[10], counts[^1]);
        Assert.True(counts[1] > counts[0]);
    }

    [Fact]
    public void Load_ThenDispose_LeavesNoTensor()
    {
        using var folder = new TinyFolder();
        var before = Live;
        using (var model = LoadedModel.Load("tiny", folder.Path))
        {
            Do(model, "run", CancellationToken.None);
            Assert.True(Live > before);
        }
        Assert.Equal(before, Live);
    }

    [Fact]
    public void Load_InsideAScope_OutlivesIt()
    {
        using var folder = new TinyFolder();
        LoadedModel model;
        using (torch.NewDisposeScope())
            model = LoadedModel.Load("tiny", folder.Path);
        using (model)
            Do(model, "run", CancellationToken.None);
    }

    [Fact]
    public void Load_OfABrokenFolder_LeavesNoTensor()
    {
        using var folder = new TinyFolder();
        folder.RewriteTensors(tensors => tensors.RemoveAll(tensor => tensor.Name.EndsWith("ln_f.bias", StringComparison.Ordinal)));
        var before = Live;
        Assert.Throws<ModelLoadException>(() => LoadedModel.Load("tiny", folder.Path));
        Assert.Equal(before, Live);
    }

    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    private static void Do(LoadedModel model, string operation, CancellationToken token)
    {
        switch (operation)
        {
            case "sweep":
                model.Sweep(Plan, _ => { }, token);
                break;
            case "open":
                model.OpenCell(Plan, new Layer(1), new Layer(2), 4, token);
                break;
            case "texts":
                model.ReadTexts([new([1, 2, 3], [1, 2])], PatchSite.Mid, [new(1)], token);
                break;
            case "unpatched":
                model.ReadUnpatched(Plan with { Answers = [[1, 2]] }, token);
                break;
            case "vectors":
                model.ReadVectors(Plan with { Site = PatchSite.FeedForwardWrite, SourceLayers = [new(1)] }, token);
                break;
            case "sweep with answers":
                model.Sweep(Plan with { Answers = [[1], [1, 2]], Site = PatchSite.AttentionWrite, SourceLayers = [new(1)], TargetLayers = [new(1)] }, _ => { }, token);
                break;
            case "write":
                var vectors = model.ReadVectors(Plan, CancellationToken.None);
                model.ForgetRuns();
                model.WriteCells(Plan, vectors, [(Plan.SourceLayers[1], Plan.TargetLayers[2])], 4, _ => { }, token);
                break;
            case "run":
                model.Run(TinyModel.Target, [], token);
                break;
            case "run with interventions":
                model.Run(TinyModel.Target, [StateIntervention.Patch(new Layer(1), 2, new float[TinyModel.Config.Width]), new AttentionEdge { From = 0, To = 4 }], token);
                break;
            case "continue":
                model.Continue(TinyModel.Target, [], 6, stopAtEnd: false, token);
                break;
            case "sweep logits":
                model.SweepLogits(Plan, token);
                break;
            case "plain logits":
                model.PlainLogits(Plan, [(new Layer(0), new Layer(1)), (new Layer(2), Layer.Embedding)], token);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation));
        }
    }
}

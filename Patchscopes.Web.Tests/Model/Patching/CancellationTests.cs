using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Patching;

public sealed class CancellationTests
{
    [Fact]
    public void Sweep_CancelledInItsCallback_GivesNoFurtherColumn()
    {
        using var model = TinyModel.Load();
        using var cancel = new CancellationTokenSource();
        var columns = new List<SweepColumn>();
        Assert.ThrowsAny<OperationCanceledException>(() => model.Sweep(TinyModel.Plan(8), column =>
        {
            columns.Add(column);
            cancel.Cancel();
        }, cancel.Token));
        Assert.Single(columns);
    }

    [Fact]
    public void Sweep_CancelledFromAnotherThread_GivesNoFurtherColumn()
    {
        using var model = TinyModel.Load();
        using var cancel = new CancellationTokenSource();
        var columns = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => model.Sweep(TinyModel.Plan(8), _ =>
        {
            columns++;
            var other = new Thread(cancel.Cancel);
            other.Start();
            other.Join();
        }, cancel.Token));
        Assert.Equal(1, columns);
    }

    [Fact]
    public void Sweep_AfterACancelledOne_GivesTheWholeMap()
    {
        using var model = TinyModel.Load();
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => model.Sweep(TinyModel.Plan(8), _ => cancel.Cancel(), cancel.Token));
        using var fresh = TinyModel.Load();
        Assert.Equal(fresh.SweepLogits(TinyModel.Plan(8), Token).Values, model.SweepLogits(TinyModel.Plan(8), Token).Values);
    }

    [Fact]
    public void EveryOperation_CancelledBefore_Throws()
    {
        using var model = TinyModel.Load();
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => model.Sweep(TinyModel.Plan(8), _ => { }, cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => model.OpenCell(TinyModel.Plan(8), new Layer(0), new Layer(0), 3, cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => model.Run(TinyModel.Target, [], cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => model.Continue(TinyModel.Target, [], 3, true, cancelled));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}

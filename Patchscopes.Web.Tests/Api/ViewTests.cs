using Patchscopes.Web.Services;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>The newest of one page's runs wins; runs of hub and API are never superseded.</summary>
public sealed class ViewTests
{
    [Fact]
    public async Task NewerRunOfAView_EndsTheOlder()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var view = new object();
        var older = await host.Service.StartSweepAsync(QueueTests.Request("older"), view, TestContext.Current.CancellationToken);
        await host.Model.NextBegunAsync();

        var newer = await host.Service.StartSweepAsync(QueueTests.Request("newer"), view, TestContext.Current.CancellationToken);

        Assert.IsType<SweepCancelled>(await LastAsync(older));
        Assert.True(await host.Model.NextEndedAsync());
        host.Model.GiveColumns(TestModel.Blocks);
        Assert.IsType<SweepDone>(await LastAsync(newer));
    }

    [Fact]
    public async Task NewerRunOfAView_LeavesARunThatAnApiClientReads()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var view = new object();
        using var client = await SweepLines.OpenAsync(host.Client, SweepLines.Request(source: "older"));
        var older = await host.Service.StartSweepAsync(QueueTests.Request("older"), view, TestContext.Current.CancellationToken);
        await host.Model.NextBegunAsync();

        var newer = await host.Service.StartSweepAsync(QueueTests.Request("newer"), view, TestContext.Current.CancellationToken);
        Assert.IsType<SweepCancelled>(await LastAsync(older));
        host.Model.GiveColumns(2 * TestModel.Blocks);

        Assert.Equal("done", (await client.RestAsync())[^1].Kind());
        Assert.IsType<SweepDone>(await LastAsync(newer));
    }

    [Fact]
    public async Task SameRunAskedAgainInAView_GoesOn()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var view = new object();
        await host.Service.StartSweepAsync(QueueTests.Request("a"), view, TestContext.Current.CancellationToken);
        await host.Model.NextBegunAsync();

        var again = await host.Service.StartSweepAsync(QueueTests.Request("a"), view, TestContext.Current.CancellationToken);
        host.Model.GiveColumns(TestModel.Blocks);

        Assert.IsType<SweepDone>(await LastAsync(again));
        Assert.Equal(1, host.Model.Sweeps);
    }

    [Fact]
    public async Task RefusedRunOfAView_LeavesTheOlder()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var view = new object();
        var older = await host.Service.StartSweepAsync(QueueTests.Request("older"), view, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<RequestRefusedException>(
            () => host.Service.StartSweepAsync(QueueTests.Request(""), view, TestContext.Current.CancellationToken));
        host.Model.GiveColumns(TestModel.Blocks);

        Assert.IsType<SweepDone>(await LastAsync(older));
    }

    [Fact]
    public async Task RunAskedForEarlier_WhoseModelLoadsLonger_DoesNotEndTheNewer()
    {
        var source = new TestModelSource();
        await using var host = ApiHost.Start(source);
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);
        source.MayLoad.Reset();
        host.Model.IsHeld = true;
        var view = new object();

        var asking = host.Service.StartSweepAsync(QueueTests.Request("older") with { Model = "other" }, view, TestContext.Current.CancellationToken);
        var newer = await host.Service.StartSweepAsync(QueueTests.Request("newer"), view, TestContext.Current.CancellationToken);
        source.MayLoad.Set();
        var older = await asking.Soon();
        host.Model.GiveColumns(TestModel.Blocks);

        Assert.IsType<SweepCancelled>(await LastAsync(older));
        Assert.IsType<SweepDone>(await LastAsync(newer));
    }

    [Fact]
    public async Task TwoViews_DoNotDisturbEachOther()
    {
        await using var host = ApiHost.Start();
        host.Model.IsHeld = true;
        var first = await host.Service.StartSweepAsync(QueueTests.Request("first"), new object(), TestContext.Current.CancellationToken);
        var second = await host.Service.StartSweepAsync(QueueTests.Request("second"), new object(), TestContext.Current.CancellationToken);

        host.Model.GiveColumns(2 * TestModel.Blocks);

        Assert.IsType<SweepDone>(await LastAsync(first));
        Assert.IsType<SweepDone>(await LastAsync(second));
    }

    private static Task<SweepEvent> LastAsync(SweepRun run) => run.Events.LastAsync(TestContext.Current.CancellationToken).AsTask().Soon();
}

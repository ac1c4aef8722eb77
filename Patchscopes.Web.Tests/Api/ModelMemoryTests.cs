using System.Text.Json;
using Patchscopes.Web.Services;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>Several models within a budget: who goes, who comes back, who is refused.</summary>
public sealed class ModelMemoryTests
{
    private const long MiB = 1 << 20;

    private static readonly (string, string) Budget = ("Models:MemoryGiB", "0.0078125");        // 8 MiB

    [Fact]
    public async Task ModelsThatFit_StayTogether()
    {
        await using var host = Start(atlas: 4 * MiB, other: 4 * MiB);

        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);
        await host.Service.DescribeAsync("other", TestContext.Current.CancellationToken);

        Assert.Equal([ModelState.Ready, ModelState.Ready], host.Service.Models().Select(model => model.State));
    }

    [Fact]
    public async Task ModelThatNeedsRoom_TakesItFromTheOneUsedLongestAgo()
    {
        await using var host = Start(atlas: 3 * MiB, other: 3 * MiB, third: 3 * MiB);
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);
        await host.Service.DescribeAsync("other", TestContext.Current.CancellationToken);
        await RunAsync(host.Service, "atlas");

        await RunAsync(host.Service, "third");

        Assert.Equal([ModelState.Ready, ModelState.NotLoaded, ModelState.Ready], host.Service.Models().Select(model => model.State));
        Assert.Equal([false, true, false], host.Source!.Models.Select(model => model.IsDisposed));
    }

    [Fact]
    public async Task ModelThatGaveUpItsMemory_IsReadAgainWhenAskedFor()
    {
        await using var host = Start(atlas: 5 * MiB, other: 5 * MiB);
        await RunAsync(host.Service, "atlas");
        await RunAsync(host.Service, "other");

        await RunAsync(host.Service, "atlas");

        Assert.Equal(["atlas", "other", "atlas"], host.Source!.Loads);
        Assert.Equal([ModelState.Ready, ModelState.NotLoaded], host.Service.Models().Select(model => model.State));
    }

    [Fact]
    public async Task RunThatWaitedWhileItsModelWasFreed_ReadsItAgain()
    {
        await using var host = Start(atlas: 5 * MiB, other: 5 * MiB);
        var service = host.Service;
        await service.DescribeAsync("atlas", TestContext.Current.CancellationToken);
        host.Model.IsHeld = true;
        var running = RunAsync(service, "atlas", "first");
        await host.Model.NextBegunAsync();
        var waiting = RunAsync(service, "atlas", "second");
        var loading = service.DescribeAsync("other", TestContext.Current.CancellationToken);
        await Waiting.UntilAsync(() => service.Models()[1].State is ModelState.Loading);
        host.Model.IsHeld = false;
        host.Model.GiveColumns(TestModel.Blocks);

        Assert.Equal("done", await running.Soon());
        await loading.Soon();
        Assert.Equal("done", await waiting.Soon());
        Assert.Equal(["atlas", "other", "atlas"], host.Source!.Loads);
    }

    [Fact]
    public async Task ModelLargerThanTheBudget_IsRefusedWithBothNumbers_AndNobodyGoes()
    {
        await using var host = Start(atlas: 4 * MiB, other: 9 * MiB);
        await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => host.Service.DescribeAsync("other", TestContext.Current.CancellationToken));

        Assert.Equal(RefusalReason.ModelUnusable, refused.Reason);
        Assert.Contains("need 9.0 MiB of memory, and the models here may use 8.0 MiB", refused.Message, StringComparison.Ordinal);
        var models = host.Service.Models();
        Assert.Equal([ModelState.Ready, ModelState.Unusable], models.Select(model => model.State));
        Assert.Equal(refused.Message, models[1].Problem);
    }

    [Fact]
    public async Task ModelWhoseFilesChangedWhileItWasFreed_IsReadAsAnotherOne()
    {
        await using var host = Start(atlas: 5 * MiB, other: 5 * MiB);
        var before = await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);
        await host.Service.DescribeAsync("other", TestContext.Current.CancellationToken);
        host.Source!.Models[0] = new TestModel("atlas", context: 30, hash: "another");

        var after = await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken);

        Assert.NotEqual(before.Hash, after.Hash);
        Assert.Equal(30, after.Context);
    }

    [Fact]
    public async Task ModelWhoseTokenizerChangedWhileItWasFreed_IsReadAsAnotherOne()
    {
        await using var host = Start(atlas: 5 * MiB, other: 5 * MiB);
        await RunAsync(host.Service, "atlas");
        await RunAsync(host.Service, "other");
        // The same weights, but the file of words is another one.
        (host.Source!.Stamp, host.Source.Models[0]) = ("later", new TestModel("atlas", context: 30));

        Assert.Equal(30, (await host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken)).Context);
    }

    [Fact]
    public async Task RunThatWaitedWhileItsModelsFilesChanged_IsToldToAskAgain()
    {
        await using var host = Start(atlas: 5 * MiB, other: 5 * MiB);
        var service = host.Service;
        await service.DescribeAsync("atlas", TestContext.Current.CancellationToken);
        host.Model.IsHeld = true;
        var model = host.Model;
        var running = RunAsync(service, "atlas", "first");
        await model.NextBegunAsync();
        var waiting = RunAsync(service, "atlas", "second");
        var loading = service.DescribeAsync("other", TestContext.Current.CancellationToken);
        await Waiting.UntilAsync(() => service.Models()[1].State is ModelState.Loading);
        host.Source!.Models[0] = new TestModel("atlas", hash: "another");
        model.GiveColumns(TestModel.Blocks);

        Assert.Equal("done", await running.Soon());
        await loading.Soon();
        Assert.Contains("its files have changed since it was read. Ask again", await waiting.Soon(), StringComparison.Ordinal);
        Assert.Equal("done", await RunAsync(service, "atlas", "second").Soon());
    }

    [Fact]
    public async Task ModelThatCouldNotBeReadAgain_IsTheSameOneWhenItCan()
    {
        await using var host = Start(atlas: 5 * MiB, other: 5 * MiB);
        await RunAsync(host.Service, "atlas");
        await RunAsync(host.Service, "other");
        host.Source!.NextLoadThrows = new IOException("/root/gone");
        await Assert.ThrowsAsync<RequestRefusedException>(() => host.Service.DescribeAsync("atlas", TestContext.Current.CancellationToken));

        Assert.Equal("done", await RunAsync(host.Service, "atlas"));
        Assert.Equal([ModelState.Ready, ModelState.NotLoaded], host.Service.Models().Select(model => model.State));
    }

    [Fact]
    public async Task ModelThatIsBeingRead_TellsHowFar()
    {
        var source = new TestModelSource();
        source.MayLoad.Reset();
        await using var host = ApiHost.Start(source);
        await Waiting.UntilAsync(() => host.Service.Models()[0].Progress > 0);

        var models = JsonElement.Parse(await host.Client.GetStringAsync(new Uri("/api/v1/models", UriKind.Relative), TestContext.Current.CancellationToken)).GetProperty("models");

        Assert.Equal("""{"name":"atlas","memoryBytes":1,"state":"loading","progress":0.25}""", models[0].GetRawText());
        Assert.Equal("""{"name":"other","memoryBytes":1,"state":"not-loaded"}""", models[1].GetRawText());
        source.MayLoad.Set();
    }

    private static ApiHost Start(long atlas, long other, long? third = null)
    {
        var source = new TestModelSource();
        (source.Sizes["atlas"], source.Sizes["other"]) = (atlas, other);
        if (third is { } bytes)
        {
            source.Models.Add(new TestModel("third"));
            source.Sizes["third"] = bytes;
        }
        return ApiHost.Start(source, Budget);
    }

    /// <summary>The last line of a sweep.</summary>
    private static async Task<string> RunAsync(IPatchscopeService service, string model, string prompt = "a b")
    {
        var run = await service.StartSweepAsync(QueueTests.Request(prompt) with { Model = model }, view: null, TestContext.Current.CancellationToken);
        return await run.Events.LastAsync(TestContext.Current.CancellationToken) switch { SweepDone => "done", SweepFailed failed => failed.Message, var last => last.GetType().Name };
    }
}

using Patchscopes.Model.Checkpoints.Download;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints.Download;

/// <summary>Downloads that end well, in spite of what happens on the way.</summary>
public sealed class ModelDownloadTests : DownloadContext
{
    private static readonly string[] Whole = ["config.json", "merges.txt", "model.safetensors", "vocab.json"];

    [Fact]
    public async Task Run_OfAModel_FetchesItWholeAndItLoads()
    {
        Assert.Equal("acme--tiny", await DownloadAsync());
        AssertWhole(Whole);
        using var model = LoadedModel.Load("acme--tiny", Final);
        Assert.Equal(TinyFolder.Blocks, model.Config.Blocks);
        var last = Reports[^1];
        Assert.Equal((Whole.Sum(file => Hub.Files[file].Length), last.Bytes), (last.Total, last.Total));
        Assert.Contains(Reports, report => report.BytesPerSecond > 0 && report.Remaining is not null);
    }

    [Fact]
    public async Task Run_OfAModelInManyForms_FetchesOneOfEach()
    {
        foreach (var other in new[] { "pytorch_model.bin", "model.safetensors.index.json", "model-00001-of-00002.safetensors", "tf_model.h5", "flax_model.msgpack", "README.md", "training_args.bin", "onnx/model.onnx", "tokenizer.model" })
            Hub.Add(other, [1, 2, 3]);
        Hub.Add("tokenizer_config.json", "{}"u8.ToArray());
        await DownloadAsync();
        AssertWhole([.. Whole, "tokenizer_config.json"]);
        Assert.Equal(6, Hub.Requests.Count);
    }

    [Fact]
    public async Task Run_OfShards_FetchesThoseThatTheIndexNames()
    {
        Original.WriteShards();
        Hub.Files.Remove("model.safetensors");
        Hub.Take(Original.Path);
        Hub.Add("model-00003-of-00003.safetensors", [1]);
        await DownloadAsync();
        AssertWhole("config.json", "merges.txt", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json", "vocab.json");
    }

    [Fact]
    public async Task Run_WhereThereIsOnlyABin_FetchesIt()
    {
        Hub.Add("pytorch_model.bin", PyTorch.PyTorchBytes.Of(Original.Tensors));
        Hub.Files.Remove("model.safetensors");
        await DownloadAsync();
        AssertWhole("config.json", "merges.txt", "pytorch_model.bin", "vocab.json");
        using var model = LoadedModel.Load("acme--tiny", Final);
        using var original = LoadedModel.Load("tiny", Original.Path);
        Assert.Equal(original.Hash, model.Hash);
    }

    [Fact]
    public async Task Run_AfterABreak_GoesOnWhereItStopped()
    {
        var weights = Hub.Files["model.safetensors"];
        var breaks = 3;
        Hub.Fault = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("model.safetensors", StringComparison.Ordinal) || breaks-- <= 0)
                return false;
            await StandInHub.BreakAsync(context, weights, 1000, Path.Combine(Work, "model.safetensors.part"));
            return true;
        };
        await DownloadAsync();
        AssertWhole(Whole);
        Assert.Equal([null, "bytes=1000-", "bytes=2000-", "bytes=3000-"], Hub.RequestsOf("model.safetensors").Select(request => request.Range));
        // Each attempt made progress, so none waits longer than the first.
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(1), 3), Time.Waits);
    }

    [Fact]
    public async Task Run_AfterAnotherRunBroke_GoesOnWhereThatStopped()
    {
        Directory.CreateDirectory(Work);
        await File.WriteAllBytesAsync(Path.Combine(Work, "model.safetensors.part"), Hub.Files["model.safetensors"][..5000], Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(Work, "vocab.json"), Hub.Files["vocab.json"], Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(Work, "left.part"), [1], Cancellation);
        await DownloadAsync();
        AssertWhole(Whole);
        Assert.Equal(["bytes=5000-"], Hub.RequestsOf("model.safetensors").Select(request => request.Range));
        Assert.Empty(Hub.RequestsOf("vocab.json"));
    }

    [Theory]
    [InlineData("model.safetensors.part")]
    [InlineData("config.json.part")]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    public async Task Run_AfterPartOfAnotherFile_FetchesItAnew(string name)
    {
        var whole = Hub.Files[name.Replace(".part", "", StringComparison.Ordinal)];
        Directory.CreateDirectory(Work);
        await File.WriteAllBytesAsync(Path.Combine(Work, name), [.. Enumerable.Repeat((byte)7, name.EndsWith(".part", StringComparison.Ordinal) ? 20 : whole.Length)], Cancellation);
        await DownloadAsync();
        AssertWhole(Whole);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(416)]
    [InlineData(206)]
    public async Task Run_WhereTheHubDoesNotGoOn_StartsTheFileAnew(int status)
    {
        Directory.CreateDirectory(Work);
        await File.WriteAllBytesAsync(Path.Combine(Work, "model.safetensors.part"), Hub.Files["model.safetensors"][..50], Cancellation);
        Hub.Fault = async context =>
        {
            if (!context.Request.Headers.Remove("Range") || status == 200)
                return false;
            context.Response.StatusCode = status;
            if (status == 206)
                context.Response.Headers.ContentRange = "bytes 0-9/10";
            await context.Response.Body.WriteAsync(new byte[10]);
            return true;
        };
        await DownloadAsync();
        AssertWhole(Whole);
    }

    [Fact]
    public async Task Run_OfAListWithoutChecksums_TakesThemFromTheHeaders()
    {
        Hub.ListsChecksums = false;
        await DownloadAsync();
        AssertWhole(Whole);
        Assert.Contains(Reports, report => report.Activity == "checking model.safetensors");
        Assert.Contains(Reports, report => report.Activity == "checking config.json");
    }

    [Fact]
    public async Task Run_WithAToken_SendsItToTheHubAloneAndTellsNobody()
    {
        await using var storage = await StandInHub.StartAsync();
        Hub.Storage = storage;
        await DownloadAsync(token: Token);
        AssertWhole(Whole);
        Assert.All(Hub.Requests, request => Assert.Equal($"Bearer {Token}", request.Token));
        Assert.Equal([new HubRequest("/store/model.safetensors", null, null)], storage.Requests);
        Assert.DoesNotContain(Reports, report => report.Activity.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WhereAnAddressOfTheStorageHasRunOut_AsksTheHubForAnother()
    {
        await using var storage = await StandInHub.StartAsync();
        var refusals = 1;
        storage.Fault = context => refusals-- > 0 ? Answer(context, 403) : Task.FromResult(false);
        Hub.Storage = storage;
        await DownloadAsync(token: Token);
        AssertWhole(Whole);
        Assert.Equal(2, Hub.RequestsOf("model.safetensors").Count());
    }

    [Fact]
    public async Task Run_WithoutAToken_SendsNone()
    {
        await DownloadAsync();
        Assert.All(Hub.Requests, request => Assert.Null(request.Token));
    }

    [Fact]
    public async Task Run_OfAModelThatIsThere_ChecksItAndFetchesNothing()
    {
        await DownloadAsync();
        Hub.Requests.Clear();
        Assert.Equal("acme--tiny", await DownloadAsync());
        Assert.Single(Hub.Requests);
        await File.WriteAllTextAsync(Path.Combine(Final, "merges.txt"), "other", Cancellation);
        var error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync());
        Assert.Equal(DownloadFailure.Model, error.Failure);
        Assert.Contains("its merges.txt is not the hub's", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TwiceAtOnce_IsRefused()
    {
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        Hub.Fault = async _ =>
        {
            asked.TrySetResult();
            await go.Task;
            return false;
        };
        var first = DownloadAsync();
        await asked.Task;
        Assert.Contains("being downloaded already", await FailAsync(DownloadFailure.Disk), StringComparison.Ordinal);
        go.SetResult();
        await first;
        AssertWhole(Whole);
    }
}

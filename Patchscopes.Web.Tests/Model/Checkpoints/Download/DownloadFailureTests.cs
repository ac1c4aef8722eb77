using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Patchscopes.Model.Checkpoints.Download;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints.Download;

/// <summary>A hub, a network and a disk that break, each in its own way.</summary>
public sealed class DownloadFailureTests : DownloadContext
{
    [Theory]
    [InlineData(401, false, DownloadFailure.Unauthorized, "without a token (401)")]
    [InlineData(401, true, DownloadFailure.Unauthorized, "does not accept the token")]
    [InlineData(403, true, DownloadFailure.Forbidden, "accept its terms")]
    [InlineData(404, true, DownloadFailure.NotFound, "does not have the model acme/tiny (404)")]
    [InlineData(418, true, DownloadFailure.Hub, "answers 418")]
    public async Task Run_WhereTheModelIsRefused_SaysWhatToDo(int status, bool withToken, DownloadFailure failure, string message)
    {
        Hub.Fault = context => Answer(context, status);
        Assert.Contains(message, await FailAsync(failure, () => DownloadAsync(token: withToken ? Token : null)), StringComparison.Ordinal);
        Assert.Empty(Time.Waits);
    }

    [Theory]
    [InlineData(401, DownloadFailure.Unauthorized)]
    [InlineData(403, DownloadFailure.Forbidden)]
    [InlineData(404, DownloadFailure.NotFound)]
    public async Task Run_WhereAFileIsRefused_NamesIt(int status, DownloadFailure failure)
    {
        Hub.Fault = context => context.Request.Path.Value!.EndsWith("config.json", StringComparison.Ordinal) ? Answer(context, status) : Task.FromResult(false);
        Assert.Contains("config.json of acme/tiny", await FailAsync(failure, () => DownloadAsync(token: Token)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Run_OfAFailureThatPasses_TriesAgainWithGrowingWaits(int status)
    {
        var failures = 4;
        Hub.Fault = context => failures-- > 0 ? Answer(context, status) : Task.FromResult(false);
        await DownloadAsync();
        Assert.Equal([1, 2, 4, 8], Time.Waits.Select(wait => wait.TotalSeconds));
        Assert.Contains(Reports, report => report.Activity.Contains("Trying again in 8 s (4 of 5)", StringComparison.Ordinal));
        Assert.True(Directory.Exists(Final));
    }

    [Fact]
    public async Task Run_OfAHubThatSaysWhenToComeBack_ComesThen()
    {
        var failures = 1;
        Hub.Fault = context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return failures-- > 0 ? Answer(context, 429) : Task.FromResult(false);
        };
        await DownloadAsync();
        Assert.Equal([7], Time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Run_OfAHubThatNamesADate_WaitsUntilThen()
    {
        var failures = 1;
        Hub.Fault = context =>
        {
            context.Response.Headers.RetryAfter = Time.GetUtcNow().AddSeconds(100).ToString("R");
            return failures-- > 0 ? Answer(context, 503) : Task.FromResult(false);
        };
        await DownloadAsync();
        Assert.InRange(Assert.Single(Time.Waits).TotalSeconds, 60, 101);
    }

    [Fact]
    public async Task Run_OfAHubThatAsksForAnHour_GivesUpAndSaysSo()
    {
        Hub.Fault = context =>
        {
            context.Response.Headers.RetryAfter = "3600";
            return Answer(context, 429);
        };
        Assert.Contains("asks to wait 60 minutes", await FailAsync(DownloadFailure.Hub), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAHubThatKeepsFailing_GivesUpAndSaysHowOften()
    {
        Hub.Fault = context => Answer(context, 503);
        Assert.Contains("an error of its own (503). It was tried 6 times", await FailAsync(DownloadFailure.Hub), StringComparison.Ordinal);
        Assert.Equal(6, Hub.Requests.Count);
    }

    [Fact]
    public async Task Run_WhereNobodyListens_SaysThatTheHubCannotBeReached()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var message = await FailAsync(DownloadFailure.Network, () => DownloadAsync(address: new Uri($"http://127.0.0.1:{port}")));
        Assert.Contains("127.0.0.1 cannot be reached: is this machine connected", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfANameThatNobodyKnows_SaysSo()
    {
        var message = await FailAsync(DownloadFailure.Network, () => DownloadAsync(address: new Uri("http://no-such-host.invalid")));
        Assert.Contains("no-such-host.invalid", message, StringComparison.Ordinal);
        Assert.Contains("is this machine connected to the internet", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAHubThatFallsSilent_CountsAsBroken()
    {
        Hub.Fault = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("model.safetensors", StringComparison.Ordinal))
                return false;
            context.Response.ContentLength = Hub.Files["model.safetensors"].Length;
            await context.Response.Body.WriteAsync(new byte[10], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var message = await FailAsync(DownloadFailure.Network, () => DownloadAsync(silence: 0.3));
        Assert.Contains("model.safetensors", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfWeightsThatAreNotWhatIsListed_RefusesThem()
    {
        Hub.Fault = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("model.safetensors", StringComparison.Ordinal))
                return false;
            var other = Hub.Files["model.safetensors"].ToArray();
            other[^1] ^= 1;
            await Results.Bytes(other).ExecuteAsync(context);
            return true;
        };
        var message = await FailAsync(DownloadFailure.Damaged);
        Assert.Contains("model.safetensors of acme/tiny arrived damaged twice: its checksum is", message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Work, "model.safetensors")));
    }

    [Fact]
    public async Task Run_OfMoreBytesThanAreListed_RefusesThem()
    {
        Hub.Fault = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("merges.txt", StringComparison.Ordinal))
                return false;
            await context.Response.Body.WriteAsync(new byte[100_000]);
            return true;
        };
        Assert.Contains("sends more than the", await FailAsync(DownloadFailure.Damaged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutRoom_SaysBothNumbersBeforeTheWeightsCome()
    {
        var message = await FailAsync(DownloadFailure.Disk, () => DownloadAsync(freeSpace: _ => 1000));
        Assert.Contains($"needs {Hub.Files["model.safetensors"].Length:N0} bytes more, but the disk of the models folder has 1,000 bytes free", message, StringComparison.Ordinal);
        Assert.Empty(Hub.RequestsOf("model.safetensors"));
    }

    [Fact]
    public async Task Run_OfADiskThatFillsUp_SaysSo()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a device that is always full.");
        Directory.CreateDirectory(Work);
        File.CreateSymbolicLink(Path.Combine(Work, "model.safetensors.part"), "/dev/full");
        Assert.Contains("The disk is full: model.safetensors does not fit", await FailAsync(DownloadFailure.Disk), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAModelThatCannotRunHere_SaysSoBeforeTheWeightsCome()
    {
        Hub.Add("config.json", "{\"model_type\":\"bert\"}"u8.ToArray());
        var message = await FailAsync(DownloadFailure.Model);
        Assert.Contains("cannot be run here", message, StringComparison.Ordinal);
        Assert.Contains("\"bert\" is not implemented", message, StringComparison.Ordinal);
        Assert.Empty(Hub.RequestsOf("model.safetensors"));
    }

    [Theory]
    [InlineData("config.json", "has no config.json")]
    [InlineData("model.safetensors", "it holds model.gguf")]
    public async Task Run_OfAModelThatLacksAFile_SaysWhatItHas(string file, string message)
    {
        Hub.Files.Remove(file);
        Hub.Add("model.gguf", [1]);
        Assert.Contains(message, await FailAsync(DownloadFailure.Model), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("missing.safetensors")]
    public async Task Run_OfAnIndexThatNamesAnotherFile_RefusesIt(string shard)
    {
        Hub.Files.Remove("model.safetensors");
        Hub.Add("model.safetensors.index.json", System.Text.Encoding.UTF8.GetBytes($"{{\"weight_map\":{{\"wte\":\"{shard}\"}}}}"));
        Assert.Contains(shard, await FailAsync(shard == "missing.safetensors" ? DownloadFailure.NotFound : DownloadFailure.Model), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("{\"siblings\":[{\"rfilename\":3}]}")]
    public async Task Run_OfAHostThatIsNoHub_SaysSo(string answer)
    {
        Hub.Fault = async context =>
        {
            await context.Response.WriteAsync(answer);
            return true;
        };
        Assert.Contains("no list of files", await FailAsync(DownloadFailure.Hub), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfRedirectsWithoutEnd_GivesUp()
    {
        Hub.Fault = context =>
        {
            context.Response.Headers.Location = "/again";
            return Answer(context, 302);
        };
        Assert.Contains("round in circles", await FailAsync(DownloadFailure.Hub), StringComparison.Ordinal);
    }
}

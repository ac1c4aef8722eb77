using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Downloads;
using Patchscopes.Web.Tests.Model.Checkpoints.Download;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>The server's downloads, against a stand-in hub.</summary>
public sealed class ModelDownloadsTests : DownloadContext
{
    [Fact]
    public async Task Start_FetchesTheModel_WhichIsListedThen_AndCanBeDismissed()
    {
        await using var host = Start();
        var downloads = host.Services.GetRequiredService<IModelDownloads>();
        Assert.Equal("127.0.0.1", downloads.Hub);

        downloads.Start(" acme/tiny ");
        await Waiting.UntilAsync(() => downloads.All()[0].State is not DownloadState.Running);

        Assert.Equal(new DownloadSummary("acme/tiny", DownloadState.Done, downloads.All()[0].Progress, "It is whole; its name here is acme--tiny."), downloads.All()[0]);
        Assert.Contains(host.Service.Models(), model => model.Name == "acme--tiny");
        Assert.Equal(2, (await host.Service.DescribeAsync("acme--tiny", Cancellation)).Blocks);
        downloads.Dismiss("acme/tiny");
        Assert.Empty(downloads.All());
    }

    [Fact]
    public async Task Stop_KeepsWhatCame_AndStartGoesOn()
    {
        await using var host = Start();
        var downloads = host.Services.GetRequiredService<IModelDownloads>();
        var asked = new TaskCompletionSource();
        Hub.Fault = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(".safetensors", StringComparison.Ordinal))
                return false;
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        downloads.Start("acme/tiny");
        await asked.Task.WaitAsync(Waiting.Patience, Cancellation);
        downloads.Dismiss("acme/tiny");
        downloads.Halt("acme/tiny");
        await Waiting.UntilAsync(() => downloads.All()[0].State is DownloadState.Stopped);

        Hub.Fault = _ => Task.FromResult(false);
        downloads.Start("acme/tiny");
        await Waiting.UntilAsync(() => downloads.All()[0].State is DownloadState.Done);
        Assert.Single(downloads.All());
    }

    [Fact]
    public async Task Start_OfWhatTheHubDoesNotHave_SaysWhatToDo()
    {
        await using var host = Start();
        var downloads = host.Services.GetRequiredService<IModelDownloads>();

        downloads.Start("acme/other");
        await Waiting.UntilAsync(() => downloads.All()[0].State is DownloadState.Failed);

        Assert.Contains("Check the spelling", downloads.All()[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Models, downloads.All()[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAPageOfTheHub_TakesTheNameFromIt()
    {
        await using var host = Start();
        var downloads = host.Services.GetRequiredService<IModelDownloads>();

        downloads.Start(new Uri(Hub.Address, "acme/tiny/tree/main").ToString());
        await Waiting.UntilAsync(() => downloads.All()[0].State is DownloadState.Done);

        Assert.Equal("acme/tiny", downloads.All()[0].Name);
    }

    [Fact]
    public async Task Start_OfANameThatIsNone_OrWithoutLeave_IsRefused()
    {
        await using (var host = Start())
        {
            var error = Assert.Throws<RequestRefusedException>(() => host.Services.GetRequiredService<IModelDownloads>().Start("../../etc"));
            Assert.Contains("no name of a model", error.Message, StringComparison.Ordinal);
        }
        await using var other = ApiHost.StartEngine(Models);
        var downloads = other.Services.GetRequiredService<IModelDownloads>();
        Assert.False(downloads.IsAllowed);
        Assert.Throws<RequestRefusedException>(() => downloads.Start("acme/tiny"));
        Assert.Empty(Hub.Requests);
    }

    [Fact]
    public async Task Api_WithTheAdministratorsKey_FetchesTheModel_AndTellsHowItStands()
    {
        const string Key = "correct-horse-battery";
        await using var host = ApiHost.Start(
            null, ("Admin:Key", Key), ("Models:Folder", Models), ("Models:Download:Hub", Hub.Address.ToString()), ("Inference:Threads", "1"));
        using var begun = await host.Client.SendAsync("/downloads", Key, body: JsonContent.Create(new { name = "acme/tiny" }));
        var started = JsonElement.Parse(await begun.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        Assert.Equal(("acme/tiny", "running"), (started.GetProperty("name").GetString(), started.GetProperty("state").GetString()));
        var downloads = host.Services.GetRequiredService<IModelDownloads>();
        await Waiting.UntilAsync(() => downloads.All()[0].State is not DownloadState.Running);

        using var all = await host.Client.SendAsync("/downloads", Key, method: "GET");
        using var none = await host.Client.SendAsync("/downloads", Key, body: JsonContent.Create(new { name = "../../etc" }));
        using var slip = await host.Client.SendAsync("/downloads", Key, body: JsonContent.Create(new { model = "acme/tiny" }));

        var download = JsonElement.Parse(await all.Content.ReadAsStringAsync(Cancellation)).GetProperty("downloads")[0];
        Assert.Equal("done", download.GetProperty("state").GetString());
        Assert.True(download.GetProperty("total").GetInt64() > 0);
        Assert.Contains("no name of a model", (await none.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("There is no field \"model\"", (await slip.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private ApiHost Start() => ApiHost.Start(
        null, ("Models:Folder", Models), ("Models:Download:Allowed", "true"), ("Models:Download:Hub", Hub.Address.ToString()), ("Inference:Threads", "1"));
}

using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Patchscopes.Web.Tests.Api;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>A teacher and three followers in one room, on a server that is started again.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class ClassroomTests(BrowserHost host)
{
    private static readonly Regex Following = new("following");

    [Fact]
    public async Task ThreeFollowers_SeeWhatTheTeacherShows_AfterAReloadAndARestartToo()
    {
        using var data = new TempFolder();
        var port = FreePort();
        var server = BrowserServer.Start([("DataDir", data.Path)], port);
        var address = new Uri($"http://127.0.0.1:{port}");
        try
        {
            await using var teacher = await host.VisitServerAsync(address, "/classroom");
            await IsLiveAsync(teacher);
            await teacher.Get("open-room").ClickAsync();
            var code = (await teacher.Get("room-code").InnerTextAsync()).Trim();
            await teacher.MapIsWholeAsync();
            await using var typing = await host.VisitServerAsync(address, "/classroom", width: 400);
            await IsLiveAsync(typing);
            await typing.Get("join-code").FillAsync(code.ToLowerInvariant());
            await typing.Get("join").ClickAsync();
            await using var reloading = await host.VisitServerAsync(address, $"/room/{code.Replace("-", "", StringComparison.Ordinal)}", width: 1100);
            await using var waiting = await host.VisitServerAsync(address, $"/room/{code}", width: 1280);
            var followers = new[] { typing, reloading, waiting };
            await Expect(teacher.Get("room-count")).ToContainTextAsync("3 follow");
            await SameCellsAsync(teacher, followers);

            // What the teacher changes, they see; what it is made with, they cannot change.
            await ShowAsync(teacher, "capital-question");
            await SameCellsAsync(teacher, followers);
            await Expect(typing.Get("source-prompt")).ToHaveCountAsync(0);
            await reloading.Page.ReloadAsync();
            await Expect(reloading.Get("room-mode")).ToHaveTextAsync(Following);
            await SameCellsAsync(teacher, followers);

            // A copy of one's own, and back.
            await typing.Get("room-branch").ClickAsync();
            await typing.Get("source-prompt").FillAsync("The capital of Japan is");
            await typing.MapIsWholeAsync();
            await Expect(teacher.Get("room-count")).ToHaveTextAsync(new Regex("2 follow · 1 on their own"));
            await Expect(teacher.Get("room-tried")).ToHaveTextAsync(new Regex("They tried 1"));
            await teacher.Get("room-lock-knobs").CheckAsync();
            await Expect(typing.Get("tuple-toggle")).ToHaveCountAsync(0);
            await teacher.Get("room-pin-model").CheckAsync();
            await Expect(typing.Get("choose-model")).ToHaveCountAsync(0);
            await ShowAsync(teacher, "token-identity");
            await SameCellsAsync(teacher, [reloading, waiting]);
            await Expect(typing.Get("source-prompt")).ToHaveValueAsync("The capital of Japan is");
            await typing.Get("room-back").ClickAsync();
            await SameCellsAsync(teacher, followers);

            // The server is started again: everybody comes back to the same room.
            await server.DisposeAsync();
            server = BrowserServer.Start([("DataDir", data.Path)], port);
            await teacher.Page.ReloadAsync();
            await waiting.Page.ReloadAsync();
            await Expect(waiting.Get("room-mode")).ToHaveTextAsync(Following);
            await Expect(teacher.Get("room-lock-knobs")).ToBeCheckedAsync();
            await Expect(teacher.Get("room-tried")).ToHaveTextAsync(new Regex("They tried 1"));
            await SameCellsAsync(teacher, [waiting]);
            await ShowAsync(teacher, "capital-question");
            await SameCellsAsync(teacher, [waiting]);

            await teacher.Get("room-close").ClickAsync();
            await teacher.Get("room-close").ClickAsync();
            await Expect(waiting.Get("room-message")).ToContainTextAsync("closed the room");
            await Expect(waiting.Get("source-prompt")).ToBeVisibleAsync();
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task AFollower_SeesTheMapFill()
    {
        await using var teacher = await host.VisitAsync("/classroom");
        await IsLiveAsync(teacher);
        await teacher.Get("open-room").ClickAsync();
        await teacher.MapIsWholeAsync();
        await using var follower = await host.VisitAsync($"/room/{(await teacher.Get("room-code").InnerTextAsync()).Trim()}");
        await SameCellsAsync(teacher, [follower]);
        host.Service.Hold();
        try
        {
            await teacher.Get("source-prompt").FillAsync("The capital of Somalia is");

            await Expect(follower.Get("source-token-3")).ToHaveAttributeAsync("aria-label", new Regex("Somalia"));
            await Expect(follower.Get("status")).ToContainTextAsync(new Regex(@"^\s*24\s*of\s*144"));
            await follower.Page.WaitForFunctionAsync("() => document.querySelector('#lens-heatmap').data[0].z.flat().filter(z => z !== null).length === 24");
        }
        finally
        {
            host.Service.Release();
        }
        await follower.MapIsWholeAsync();
        await SameCellsAsync(teacher, [follower]);
    }

    [Fact]
    public async Task ATeachersTwoTabs_ShowTheClassWhatWasShownLast_AndTheOtherSaysSo()
    {
        await using var teacher = await host.VisitAsync("/classroom");
        await IsLiveAsync(teacher);
        await teacher.Get("open-room").ClickAsync();
        await teacher.MapIsWholeAsync();
        var code = (await teacher.Get("room-code").InnerTextAsync()).Trim();
        await using var follower = await host.VisitAsync($"/room/{code}");
        await SameCellsAsync(teacher, [follower]);

        await using var second = await Visitor.ComeAsync(teacher.Page.Context, "/classroom");
        await IsLiveAsync(second);
        await second.Get($"lead-{code.Replace("-", "", StringComparison.Ordinal)}").ClickAsync();
        await second.MapIsWholeAsync();
        await ShowAsync(second, "capital-question");
        await SameCellsAsync(second, [follower]);
        await Expect(second.Get("room-show")).ToHaveCountAsync(0);
        await teacher.Get("room-show").ClickAsync();

        await SameCellsAsync(teacher, [follower]);
        await Expect(teacher.Get("room-show")).ToHaveCountAsync(0);
        await Expect(second.Get("room-show")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ATeacherWhoLooksAtAnotherPage_ComesBackToTheirMap_AndAFollowerIsToldWhyTheyCannotLeave()
    {
        await using var teacher = await host.VisitAsync("/classroom");
        await IsLiveAsync(teacher);
        await teacher.Get("open-room").ClickAsync();
        await teacher.MapIsWholeAsync();
        await teacher.Get("source-prompt").FillAsync("The capital of Japan is");
        await teacher.MapIsWholeAsync();
        await using var follower = await host.VisitAsync($"/room/{(await teacher.Get("room-code").InnerTextAsync()).Trim()}");
        await SameCellsAsync(teacher, [follower]);

        await teacher.Page.GetByRole(Microsoft.Playwright.AriaRole.Navigation).GetByText("Guide").ClickAsync();
        await Expect(teacher.Page).ToHaveURLAsync(new Regex("/guide$"));
        await teacher.Page.GetByRole(Microsoft.Playwright.AriaRole.Navigation).GetByText("Explore").ClickAsync();
        await teacher.MapIsWholeAsync();
        await SameCellsAsync(teacher, [follower]);
        await Expect(follower.Get("source-token-3")).ToHaveAttributeAsync("aria-label", new Regex("Japan"));

        await teacher.Page.GetByRole(Microsoft.Playwright.AriaRole.Navigation).GetByText("Stages").ClickAsync();
        await Expect(follower.Page).ToHaveURLAsync(new Regex("/stages"));
        await Expect(follower.Get("stages-status").Or(follower.Get("replay"))).ToBeVisibleAsync();
        await Expect(follower.Get("room-message")).ToHaveCountAsync(0);
        await teacher.Page.GetByRole(Microsoft.Playwright.AriaRole.Navigation).GetByText("Explore").ClickAsync();
        await SameCellsAsync(teacher, [follower]);

        await follower.Page.GetByRole(Microsoft.Playwright.AriaRole.Navigation).GetByText("Stages").ClickAsync();
        await Expect(follower.Get("room-message")).ToContainTextAsync("Your class is on another page");
        await SameCellsAsync(teacher, [follower]);
        await follower.Get("room-branch").ClickAsync();
        await Expect(follower.Get("room-message")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task APinnedModel_StaysInACopyOfOnesOwn_ThoughThereAreTwo()
    {
        await using var teacher = await host.VisitAsync("/classroom");
        await IsLiveAsync(teacher);
        await teacher.Get("open-room").ClickAsync();
        await teacher.MapIsWholeAsync();
        await using var follower = await host.VisitAsync($"/room/{(await teacher.Get("room-code").InnerTextAsync()).Trim()}");
        await Expect(follower.Get("room-mode")).ToHaveTextAsync(Following);
        await follower.Get("room-branch").ClickAsync();
        await follower.Get("choose-model").ClickAsync();
        await follower.Page.Locator(".mud-popover-open .mud-menu-item").GetByText("atlas-small").ClickAsync();
        await Expect(follower.Page).ToHaveURLAsync(new Regex("model=atlas-small"));
        await follower.MapIsWholeAsync();
        await follower.Get("tuple-toggle").ClickAsync();
        await Expect(follower.Get("source-model").Locator("option")).ToHaveCountAsync(2);

        await teacher.Get("room-pin-model").CheckAsync();

        await Expect(follower.Get("room-mode")).ToContainTextAsync("the model is pinned");
        await Expect(follower.Get("choose-model")).ToHaveCountAsync(0);
        await Expect(follower.Get("source-model").Locator("option")).ToHaveCountAsync(1);
        await Expect(follower.Page).Not.ToHaveURLAsync(new Regex("model=atlas-small"));
        await SameCellsAsync(teacher, [follower]);

        // No link gets around it, and another mapping is still the student's own.
        await follower.Get("mapping").SelectOptionAsync("scale");
        await follower.Page.GotoAsync("/?model=atlas-small&sourceModel=atlas-small");
        await Expect(follower.Get("room-mode")).ToContainTextAsync("the model is pinned");
        await Expect(follower.Page).Not.ToHaveURLAsync(new Regex("odel=atlas-small"));
        await follower.MapIsWholeAsync();
        await Expect(follower.Get("model").Locator(".name")).ToHaveTextAsync("atlas");
    }

    [Fact]
    public async Task ACodeOfNoRoom_IsSaidSo()
    {
        await using var visitor = await host.VisitAsync("/room/zzz-zzz");

        await Expect(visitor.Get("join-refusal")).ToContainTextAsync("no open room");
        await Expect(visitor.Get("room-bar")).ToHaveCountAsync(0);
    }

    /// <summary>A text that is filled in before the page answers would be lost; a person cannot, since it is inert.</summary>
    internal static Task IsLiveAsync(Visitor visitor) => Expect(visitor.Page.Locator(".classroom:not([inert])")).ToBeVisibleAsync();

    private static async Task ShowAsync(Visitor teacher, string preset)
    {
        await teacher.Get($"preset-{preset}").ClickAsync();
        await Expect(teacher.Get($"preset-{preset}")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(teacher.Get("stale")).ToHaveCountAsync(0);
    }

    /// <summary>Waits until each follower has the teacher's prompts, and every cell's number.</summary>
    private static async Task SameCellsAsync(Visitor teacher, IEnumerable<Visitor> followers)
    {
        foreach (var follower in followers)
        {
            var (shown, seen) = ("", "-");
            // Both anew each time: the teacher's chart may still draw what was just chosen.
            await Waiting.UntilAsync(async () =>
            {
                (shown, seen) = (await CellsAsync(teacher), await CellsAsync(follower));
                return shown == seen && shown.Contains("0.", StringComparison.Ordinal) && !shown.Contains("null", StringComparison.Ordinal);
            });
        }
    }

    private static Task<string> CellsAsync(Visitor visitor) => visitor.Page.EvaluateAsync<string>(
        "() => JSON.stringify([[...document.querySelectorAll('[data-testid^=source-token-]')].map(token => token.ariaLabel), document.querySelector('#lens-heatmap')?.data?.[0].z])");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

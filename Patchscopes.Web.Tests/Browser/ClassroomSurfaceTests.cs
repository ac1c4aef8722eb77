using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>The classroom's page, bar and dialogs, saved traces and the published figures: for those who use keys or a screen reader, and on small screens.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class ClassroomSurfaceTests(BrowserHost host)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task PageBarAndDialogs_HaveNoViolation_AndFit(ColorScheme scheme, int width)
    {
        await using var teacher = await host.VisitAsync("/classroom", width, scheme: scheme);
        await ClassroomTests.IsLiveAsync(teacher);
        await teacher.Get("join-code").FillAsync("zzz-zzz");
        await teacher.Get("join").ClickAsync();
        await Expect(teacher.Get("join-refusal")).ToBeVisibleAsync();
        await teacher.Get("lead-elsewhere").ClickAsync();
        await Expect(teacher.Get("lead-key")).ToBeVisibleAsync();
        await CheckAsync(teacher);
        await teacher.Get("open-room").ClickAsync();
        await teacher.MapIsWholeAsync();
        await CheckAsync(teacher);
        await using var follower = await host.VisitAsync($"/room/{(await teacher.Get("room-code").InnerTextAsync()).Trim()}", width, scheme: scheme);
        await Expect(follower.Get("room-mode")).ToHaveTextAsync(new Regex("following"));
        await follower.MapIsWholeAsync();
        await CheckAsync(follower);

        await teacher.Get("room-lock-knobs").CheckAsync();
        await follower.Get("room-branch").ClickAsync();
        await follower.Get("source-prompt").FillAsync("The capital of Japan is");
        await follower.MapIsWholeAsync();
        await CheckAsync(follower);
        await Expect(teacher.Get("room-tried")).ToHaveTextAsync(new Regex("They tried 1"));
        foreach (var (button, dialog) in new[] { ("room-qr", "room-join"), ("room-key", "room-key-dialog"), ("room-tried", "room-tried-list") })
        {
            await teacher.Get(button).ClickAsync();
            await Expect(teacher.Get(dialog).GetByRole(AriaRole.Heading)).ToBeVisibleAsync();
            await CheckAsync(teacher);
            await teacher.Page.Keyboard.PressAsync("Escape");
            await Expect(teacher.Get(dialog).GetByRole(AriaRole.Heading)).ToHaveCountAsync(0);
            await Expect(teacher.Get(button)).ToBeFocusedAsync();
        }
        await teacher.Get("room-close").ClickAsync();
        await CheckAsync(teacher);
        await teacher.Get("room-close").ClickAsync();
        await Expect(follower.Get("room-message")).ToBeVisibleAsync();
        await CheckAsync(follower);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task SavedTraces_HaveNoViolation_AndFit(ColorScheme scheme, int width)
    {
        await using var visitor = await host.VisitAsync("/stages", width, scheme: scheme);
        await Expect(visitor.Get("stages-status")).ToContainTextAsync("2 traces");
        var path = await Sharing.KeepAsync(visitor, "How it answers");
        await CheckAsync(visitor);
        await visitor.Page.GotoAsync(path);
        await Expect(visitor.Page.Locator(".saved:not([inert])")).ToBeVisibleAsync();
        await Expect(visitor.Get("question").GetByTestId("verdict")).ToBeVisibleAsync();
        await CheckAsync(visitor);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task PublishedFigures_HaveNoViolation_AndFit(ColorScheme scheme, int width)
    {
        await using var visitor = await host.VisitAsync("/p/gpt2-medium-extractive", width, scheme: scheme);
        await Sharing.SavedMapIsWholeAsync(visitor);
        await CheckAsync(visitor);
        await visitor.Page.GotoAsync("/p/gpt2-ceo");
        await Sharing.SavedMapIsWholeAsync(visitor);
        await CheckAsync(visitor);
    }

    private static async Task CheckAsync(Visitor visitor)
    {
        // What belongs to the run before is pale for a moment, on purpose, and at any moment: it is not judged.
        await visitor.Page.AddStyleTagAsync(new PageAddStyleTagOptions { Content = ".stale { opacity: 1 !important; filter: none !important; }" });
        await AccessibilityTests.AssertNoneAsync(visitor);
        await visitor.AssertFitsAsync();
    }
}

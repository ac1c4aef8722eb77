using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Patchscopes.Model.Stages;
using Patchscopes.Web.State.Stages;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class StagesTests(BrowserHost host)
{
    private const int LastBlock = 11;

    [Fact]
    public async Task FirstVisit_ShowsTwoVisiblyDifferentReplays()
    {
        await using var visitor = await host.VisitAsync("/stages");
        await DoneAsync(visitor);

        await Expect(visitor.Get("question").GetByTestId("verdict")).ToHaveTextAsync(new Regex("^X clear · argument \\d–\\d · applied at \\d by the MLP · saturated from \\d"));
        await Expect(visitor.Get("twin").GetByTestId("verdict")).ToHaveTextAsync(new Regex("^immediate saturation from \\d · no argument stage$"));
        await Expect(visitor.Get("writes")).ToContainTextAsync("the MLP applied the function");
        Assert.True(await CountAsync(visitor, "question", "argument") >= 3, "The question's lane shows no argument stage.");
        Assert.True(await CountAsync(visitor, "twin", "answer") > await CountAsync(visitor, "question", "answer"), "The twin does not saturate earlier.");
        await Expect(visitor.Page.Locator(".place.here")).ToHaveTextAsync("Stages");
        Assert.False(await IsWiderThanItsPageAsync(visitor));
    }

    [Fact]
    public async Task PlayToTheEnd_ScrubBack_Intervene_AndReopenFromTheAddress()
    {
        await using var visitor = await host.VisitAsync("/stages");
        await DoneAsync(visitor);
        await visitor.Page.GetByLabel("Speed").SelectOptionAsync("4");
        await visitor.Page.GetByLabel("To the first block").ClickAsync();
        await HeadIsAtAsync(visitor, 0);
        await Expect(visitor.Get("writes")).ToContainTextAsync("What block 0 wrote");

        await visitor.Get("play").ClickAsync();
        await Expect(visitor.Get("play")).ToHaveAttributeAsync("aria-label", "Pause");
        await HeadIsAtAsync(visitor, LastBlock);
        await Expect(visitor.Get("play")).ToHaveAttributeAsync("aria-label", "Play");
        await Expect(visitor.Get("writes")).ToContainTextAsync($"What block {LastBlock} wrote");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex($"block={LastBlock}"));

        await visitor.Get("scrubber").FillAsync("5");
        await HeadIsAtAsync(visitor, 5);
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("block=5"));
        await visitor.Get("remove-applying").ClickAsync();
        await Expect(visitor.Get("outcome")).ToContainTextAsync(new Regex("the model says\\s+␣Poland\\s+again"));
        await Expect(visitor.Get($"without-{LastBlock}")).ToHaveTextAsync("Poland");
        await Expect(visitor.Get($"question-{LastBlock}")).ToHaveTextAsync("Warsaw");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("without=mlp\\.\\d+"));

        await visitor.Page.ReloadAsync();
        await DoneAsync(visitor);
        await HeadIsAtAsync(visitor, 5);
        await Expect(visitor.Get("outcome")).ToContainTextAsync(new Regex("the model says\\s+␣Poland\\s+again"));
        await Expect(visitor.Get($"without-{LastBlock}")).ToHaveTextAsync("Poland");

        await visitor.Get("take-back").ClickAsync();
        await Expect(visitor.Get("without")).ToHaveCountAsync(0);
        await visitor.Page.GoBackAsync();
        await Expect(visitor.Get($"without-{LastBlock}")).ToHaveTextAsync("Poland");
    }

    [Fact]
    public async Task Keys_MoveTheHead_ButNotWhileAFieldHasTheFocus()
    {
        await using var visitor = await host.VisitAsync("/stages?prompt=The+capital+of+Poland+is");
        await DoneAsync(visitor);
        await visitor.Page.Keyboard.PressAsync("Home");
        await HeadIsAtAsync(visitor, 0);
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await visitor.Page.Keyboard.PressAsync("ArrowLeft");
        await HeadIsAtAsync(visitor, 1);
        await visitor.Page.Keyboard.PressAsync("Space");
        await Expect(visitor.Get("play")).ToHaveAttributeAsync("aria-label", "Pause");
        await visitor.Page.Keyboard.PressAsync("Space");
        await Expect(visitor.Get("play")).ToHaveAttributeAsync("aria-label", "Play");
        await visitor.Page.Keyboard.PressAsync("End");
        await HeadIsAtAsync(visitor, LastBlock);

        await visitor.Get("question-prompt").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Home");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await HeadIsAtAsync(visitor, LastBlock);
    }

    [Fact]
    public async Task ADataSet_IsTracedAndADotOpensItsReplay()
    {
        await using var visitor = await host.VisitAsync("/stages");
        await DoneAsync(visitor);
        await visitor.Get("relation").SelectOptionAsync("opposite");
        await visitor.Get("with-twins").UncheckAsync();
        await visitor.Get("dataset-run").ClickAsync();
        await Expect(visitor.Get("dataset-reading")).ToContainTextAsync("160 of 160 questions are answered, 100.0 % of them are labelled abstractive");
        await Expect(visitor.Get("label-abstractive")).ToContainTextAsync("100.0 %");
        var dots = visitor.Get("question-dots").Locator("circle");
        await Expect(dots).ToHaveCountAsync(160);
        await dots.Nth(5).DispatchEventAsync("click");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("prompt=.*opposite"));
        await Expect(visitor.Get("question").Locator("[data-testid=verdict]")).ToContainTextAsync("applied at 8 by the MLP");
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Get("dataset-csv").ClickAsync());
        var written = DatasetFiles.Read(await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
        Assert.Equal(160, written.Count);
    }

    [Fact]
    public async Task AProof_LeavesButtonAndKeyboardWhereTheyAre()
    {
        await using var visitor = await host.VisitAsync("/stages");
        await DoneAsync(visitor);
        await visitor.Get("remove-mlp").FocusAsync();
        await visitor.Get("remove-mlp").ScrollIntoViewIfNeededAsync();
        var before = await visitor.Get("remove-mlp").BoundingBoxAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Get($"without-{LastBlock}")).ToHaveTextAsync("Poland");

        Assert.Equal(before!.Y, (await visitor.Get("remove-mlp").BoundingBoxAsync())!.Y, 1f);
        await Expect(visitor.Get("outcome")).ToBeInViewportAsync();
        await Expect(visitor.Get("remove-mlp")).ToBeFocusedAsync();
        await visitor.Get("take-back").PressAsync("Enter");
        await Expect(visitor.Get("without")).ToHaveCountAsync(0);
        await Expect(visitor.Get("remove-mlp")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task ADataSetsList_OpensAReplayByKeyboard_AndScrollsWithoutMovingTheHead()
    {
        await using var visitor = await host.VisitAsync("/stages");
        await DoneAsync(visitor);
        await visitor.Get("relation").SelectOptionAsync("opposite");
        await visitor.Get("with-twins").UncheckAsync();
        await visitor.Get("with-removals").UncheckAsync();
        await visitor.Get("dataset-run").ClickAsync();
        await Expect(visitor.Get("dataset-reading")).ToContainTextAsync("160 of 160");
        await visitor.Get("question-list").PressAsync("Enter");
        var list = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Questions" });
        var head = await visitor.Get("where").TextContentAsync();
        await list.PressAsync("End");
        await Expect(visitor.Get("where")).ToHaveTextAsync(head!);
        var last = StageTasks.Questions("opposite")[^1].Argument;
        await list.GetByRole(AriaRole.Button, new() { Name = last, Exact = true }).PressAsync("Enter");

        await Expect(visitor.Page).ToHaveURLAsync(new Regex($"argument={last}"));
    }

    [Fact]
    public async Task WithLessMotion_PlayIsAStep()
    {
        await using var visitor = await host.VisitAsync("/stages?block=3");
        await visitor.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await DoneAsync(visitor);
        await Expect(visitor.Get("play")).ToHaveAttributeAsync("aria-label", "Step");
        await visitor.Get("play").ClickAsync();
        await HeadIsAtAsync(visitor, 4);
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("block=4"));
        await HeadIsAtAsync(visitor, 4);
    }

    [Fact]
    public async Task AQuestionOfOnesOwn_IsTypedAndTraced_WithAnotherDecoder()
    {
        await using var visitor = await host.VisitAsync("/stages");
        await DoneAsync(visitor);
        await visitor.Get("task-own").ClickAsync();
        await visitor.Get("question-prompt").FillAsync("Q: What is the capital of France?\nA: Paris\nQ: What is the capital of Japan?\nA:");
        await Expect(visitor.Get($"question-{LastBlock}")).ToHaveTextAsync("Tokyo");
        await Expect(visitor.Get("twin").GetByTestId("asked")).ToContainTextAsync("The capital of Japan is Tokyo.");
        await Expect(visitor.Get("choose-argument")).ToContainTextAsync("Japan");

        await visitor.Get("decoder").ClickAsync();
        await visitor.Get("decoder-token-identity").ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("decoder=token-identity"));
        await DoneAsync(visitor);
        await visitor.Get("choose-argument").ClickAsync();
        await visitor.Page.Locator(".choices .token", new PageLocatorOptions { HasTextString = "France" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("argument=France"));
        await Expect(visitor.Get("choose-argument")).ToContainTextAsync("France");
    }

    [Fact]
    public async Task PatchIn_ShowsARowOfWhatEachStateSaysThere()
    {
        await using var visitor = await host.VisitAsync("/stages");
        await DoneAsync(visitor);
        await visitor.Get("patch-Question").ClickAsync();

        await Expect(visitor.Get("question-patched").Locator(".into").Last).ToHaveTextAsync("Warsaw");
        await Expect(visitor.Get("question-patched").Locator(".into")).ToHaveCountAsync(LastBlock + 1);
        await Expect(visitor.Get("question-patched").Locator(".to-come")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task BetweenThePlaces_EachKeepsItsOwnAddress()
    {
        await using var visitor = await host.VisitAsync("/");
        await visitor.MapIsWholeAsync();
        await visitor.Page.Locator(".place", new PageLocatorOptions { HasTextString = "Stages" }).ClickAsync();
        await DoneAsync(visitor);
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/stages\\?"));

        await visitor.Page.Locator(".place", new PageLocatorOptions { HasTextString = "Explore" }).ClickAsync();
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("/\\?model="));
        await visitor.Page.GoBackAsync();
        await DoneAsync(visitor);
        Assert.Contains(StageTasks.All[0].Key, visitor.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(1100)]
    [InlineData(400)]
    public async Task Lanes_FitThePage_AndStandUprightOnAPhone(int width)
    {
        await using var visitor = await host.VisitAsync("/stages", width);
        await DoneAsync(visitor);
        Assert.False(await IsWiderThanItsPageAsync(visitor));

        var (first, last) = (await visitor.Get("question-0").BoundingBoxAsync(), await visitor.Get($"question-{LastBlock}").BoundingBoxAsync());
        Assert.NotNull(first);
        Assert.NotNull(last);
        Assert.Equal(width < 700, Math.Abs(last.X - first.X) < 1);
        Assert.Equal(width < 700, last.Y < first.Y - 1);
        var (cell, now) = (await visitor.Get("question-8").BoundingBoxAsync(), await visitor.Page.Locator("[data-testid=question] .now").BoundingBoxAsync());
        await Expect(visitor.Get("where")).ToHaveTextAsync("after block 8");
        Assert.Equal(cell!.X + (cell.Width / 2), now!.X + (now.Width / 2), tolerance: 1.5f);
        Assert.Equal(cell.Y + (cell.Height / 2), now.Y + (now.Height / 2), tolerance: 1.5f);
    }

    private static async Task DoneAsync(Visitor visitor)
    {
        await Expect(visitor.Get("stages-status")).ToContainTextAsync("2 traces");
        await Expect(visitor.Page.Locator("[data-testid=replay][data-live]")).ToHaveCountAsync(1);
    }

    /// <summary>The label, and everything that follows the head in the style sheet.</summary>
    private static async Task HeadIsAtAsync(Visitor visitor, int block)
    {
        await Expect(visitor.Get("where")).ToHaveTextAsync($"after block {block}");
        Assert.Equal(block, await visitor.Get("replay").EvaluateAsync<int>("replay => Number(replay.style.getPropertyValue('--head'))"));
    }

    private static Task<int> CountAsync(Visitor visitor, string lane, string role) => visitor.Page.Locator($"[data-testid={lane}] .cell.{role}").CountAsync();

    private static Task<bool> IsWiderThanItsPageAsync(Visitor visitor) =>
        visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth");
}

using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Components.Pages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Stages;

public sealed class StagesPageTests : ControlContext
{
    public StagesPageTests() => Navigate("/stages");

    [Fact]
    public async Task FirstVisit_ShowsBothLanes_AndSaysWhatTheBlockWrote()
    {
        var page = await DoneAsync();

        Assert.Equal("X clear · argument 0 · applied at 1 by the MLP · saturated from 1", Words(page, "question", "verdict"));
        Assert.Equal("immediate saturation from 1 · no argument stage", Words(page, "twin", "verdict"));
        Assert.Equal(["Poland", "Warsaw", "Warsaw"], Cells(page, "question"));
        Assert.Contains("argument", page.Find("[data-testid=question-0]").ClassList);
        Assert.Contains("answer", page.Find("[data-testid=question-1]").ClassList);
        Assert.Contains("What block 1 wrote", Words(page, "writes"), StringComparison.Ordinal);
        Assert.Contains("→ the MLP applied the function", Words(page, "writes"), StringComparison.Ordinal);
        Assert.Equal("It has only 3 blocks.", page.Find("[data-testid=question] .doubt").TextContent);
        Assert.Contains("Poland", page.FindAll("[data-testid=question] .asked .argument").Select(mark => mark.TextContent));
    }

    [Fact]
    public async Task TheCurves_AreTheReciprocalRanks()
    {
        var page = await DoneAsync();

        Assert.Equal("M0.5 0L1.5 0.975L2.5 0.975", page.Find("[data-testid=question] .across .curve.argument").GetAttribute("d"));
        Assert.Equal("M0.5 0.975L1.5 0L2.5 0", page.Find("[data-testid=question] .across .curve.answer").GetAttribute("d"));
        Assert.Equal("M1 2.5L0.025 1.5L0.025 0.5", page.Find("[data-testid=question] .up .curve.argument").GetAttribute("d"));
    }

    [Fact]
    public async Task TheBand_ShowsTheStages()
    {
        var page = await DoneAsync();

        Assert.Equal(["A argument formation", "B function application"], page.FindAll("[data-testid=question] .stage").Select(stage => stage.TextContent));
        Assert.Equal(["not yet", "C saturation"], page.FindAll("[data-testid=twin] .stage").Select(stage => stage.TextContent));
        Assert.Equal("--from:1;--to:2", page.Find("[data-testid=twin] .stage.c").GetAttribute("style"));
    }

    [Fact]
    public async Task AClickOnABlock_MovesTheHead_AndLooksAtItsLane()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=twin-2]").Click());

        page.WaitForAssertion(() => Assert.Contains("What block 2 wrote", Words(page, "writes"), StringComparison.Ordinal));
        Assert.Contains("block=2", Address(), StringComparison.Ordinal);
        Assert.Contains("lane=twin", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheOtherState_IsShownInEveryLane()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=question-switch]").Click());

        page.WaitForAssertion(() => Assert.Equal([":", "Poland", "Warsaw"], Cells(page, "question")));
        Assert.Contains("shown=attention", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prove_ShowsTheLaneWithoutIt_AndTakesItBack()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=remove-mlp]").Click());
        Traces.Last.Finish(" Poland", " Poland", " Poland");

        await DrawnAsync(page, () => Assert.Equal("Without what the MLP of block 1 writes the model says ␣Poland again (0.800).", page.Find("[data-testid=outcome] .says").TextContent.Squeezed()));
        Assert.Equal(["Poland", "Poland", "Poland"], Cells(page, "without"));
        Assert.Equal("says ␣Poland, not ␣Warsaw", Words(page, "without", "verdict"));

        await page.InvokeAsync(() => page.Find("[data-testid=take-back]").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=without]")));
    }

    [Fact]
    public async Task Prove_WhatChangesNothing_OffersTheNeighbours()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=remove-mlp]").Click());
        Traces.Last.Finish(" Poland", " Warsaw", " Warsaw");
        await DrawnAsync(page, () => page.Find("[data-testid=widen]"));
        await page.InvokeAsync(() => page.Find("[data-testid=widen]").Click());

        Assert.Equal([0, 1, 2], Traces.Last.Request.Interventions[0].Layers!);
    }

    [Fact]
    public async Task ATask_IsTracedAndPutsItsAddress_AndGoingBackShowsTheOneBefore()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=task-opposite-of-hot]").Click());
        page.WaitForAssertion(() => Assert.Equal("hot", Traces.Last.Request.Argument));
        Assert.Contains("task=opposite-of-hot", Address(), StringComparison.Ordinal);

        Navigate("/stages?task=past-tense-of-eat");
        page.WaitForAssertion(() => Assert.Equal("eat", Traces.Last.Request.Argument));
    }

    [Fact]
    public async Task AQuestionOfOnesOwn_HasAnEditor()
    {
        var page = await DoneAsync();
        Assert.Empty(page.FindAll("[data-testid=own]"));
        await page.InvokeAsync(() => page.Find("[data-testid=task-own]").Click());

        page.WaitForAssertion(() => Assert.Equal(StageTasks.All[0].Question.Prompt, page.Find("[data-testid=question-prompt]").TextContent));
        Assert.Contains("prompt=", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherArgument_IsTypedOrPicked()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=choose-argument]").Click());
        await page.InvokeAsync(() => page.Find("[data-testid=argument-typed]").Input("Somalia"));
        await page.InvokeAsync(() => page.Find(".typed").Submit());
        Assert.Equal("Somalia", Traces.Last.Request.Argument);
        Assert.Contains("argument=Somalia", Address(), StringComparison.Ordinal);

        var traces = Traces.Traces.Count;
        await page.InvokeAsync(() => page.Find("[data-testid=choose-argument]").Click());
        await page.InvokeAsync(() => page.Find(".typed").Submit());
        Assert.Equal(traces, Traces.Traces.Count);
        Assert.Empty(page.FindAll(".typed"));

        await page.InvokeAsync(() => page.Find("[data-testid=choose-argument]").Click());
        await page.InvokeAsync(() => page.Find("[data-testid=argument-automatic]").Change(true));
        Assert.Null(Traces.Last.Request.Argument);
    }

    [Fact]
    public void ARefusal_IsShown()
    {
        Traces.Refusal = new RequestRefusedException(RefusalReason.Busy, null, "All places are taken.");
        var page = Render<StagesPage>();

        page.WaitForAssertion(() => Assert.Equal("All places are taken.", Words(page, "run-message")));
    }

    [Fact]
    public async Task AFieldThatNobodyKnows_IsNamed()
    {
        Navigate("/stages?blok=3");
        var page = await DoneAsync();

        Assert.Equal("The link says “blok”, which this page does not know. The rest of the link was kept. ✕", Words(page, "problems"));
        Assert.DoesNotContain("blok", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APageThatGoesWhileItsModelLoads_RunsNothing()
    {
        var load = new TaskCompletionSource();
        Service.Loading = _ => load.Task;
        Render<StagesPage>();

        await DisposeComponentsAsync();
        load.SetResult();

        Assert.Empty(Traces.Traces);
    }

    [Fact]
    public async Task ADataSetsDot_OpensItsReplay_AndAnotherDecoderSaysWhoseTheFiguresAre()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=dataset-run]").Click());
        Traces.Datasets[^1].Write(DatasetStateTests.Started, DatasetStateTests.Verdict(QuestionForm.Question, 0) with { Question = "Say the opposite:", Argument = "up", Answer = "down" });
        Traces.Datasets[^1].Write(DatasetStateTests.Summary(QuestionForm.Question), DatasetStateTests.Verdict(QuestionForm.TrueTwin, 0), DatasetStateTests.Summary(QuestionForm.TrueTwin));
        Traces.Datasets[^1].End(new DatasetDone(1));
        await DrawnAsync(page, () => page.Find("[data-testid=removed-back]"));
        Assert.Equal(["2", "1", "100.0 %", "0.0 %", "0.0 %", "0.0 %", "3.0", "8.0", "8.0", "0.90", "–"], Numbers("form-question"));
        Assert.Equal(["2", "1", "100.0 %", "0.0 %", "0.0 %", "0.0 %", "3.0", "8.0", "4.0", "0.90", "4.0"], Numbers("form-true-twin"));
        Assert.Equal(["changed by 1 block", "1", "100.0 %"], Numbers("removed-1"));
        Assert.Equal(["back to the argument", "0", "0.0 %"], Numbers("removed-back"));

        await page.InvokeAsync(() => page.Find("[data-testid=question-dots] circle").Click());
        page.WaitForAssertion(() => Assert.Equal(("Say the opposite:", "up", "down"), (Traces.Last.Request.Prompt, Traces.Last.Request.Argument, Traces.Last.Request.Answer)));

        Assert.Empty(page.FindAll("[data-testid=dataset-of-another]"));
        Navigate("/stages?decoder=token-identity");
        await DrawnAsync(page, () => Assert.Contains("capital · atlas · logit lens", Words(page, "dataset-of-another"), StringComparison.Ordinal));

        IEnumerable<string> Numbers(string row) => page.FindAll($"[data-testid={row}] td").Select(cell => cell.TextContent);
    }

    [Fact]
    public async Task AnotherPagesAddress_IsNotThisPages()
    {
        await DoneAsync();
        var traces = Traces.Traces.Count;
        Navigate("/?source=a&target=b");

        Assert.Equal(traces, Traces.Traces.Count);
        Assert.EndsWith("/?source=a&target=b", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeavingThePage_LeavesTheRun()
    {
        Render<StagesPage>();
        Traces.Last.Start();
        await DisposeComponentsAsync();

        Assert.True(Traces.Last.IsLeft);
    }

    private async Task<IRenderedComponent<StagesPage>> DoneAsync()
    {
        Render<MudPopoverProvider>();
        var page = Render<StagesPage>();
        Traces.Last.Finish(" Poland", " Warsaw", " Warsaw");
        await DrawnAsync(page, () => Assert.Equal(2, Traces.Traces.Count));
        Traces.Last.Finish(" :", " Warsaw", " Warsaw");
        await DrawnAsync(page, () => Assert.StartsWith("2 traces", Words(page, "stages-status"), StringComparison.Ordinal));
        return page;
    }

    /// <summary>Lets the intervals between drawings pass until something is shown.</summary>
    private async Task DrawnAsync(IRenderedComponent<StagesPage> page, Action assertion)
    {
        for (var turn = 0; turn < 2_000; turn++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(80));
            await Task.Delay(1, Xunit.TestContext.Current.CancellationToken);
            if (await page.InvokeAsync(() => Holds(assertion)))
                return;
        }
        assertion();
    }

    private static bool Holds(Action assertion)
    {
        try
        {
            assertion();
            return true;
        }
        catch (Exception unmet) when (unmet is Xunit.Sdk.XunitException or ElementNotFoundException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Cells(IRenderedComponent<StagesPage> page, string lane) =>
        page.FindAll($"[data-testid={lane}] .cell").Select(cell => cell.TextContent.Squeezed());

    private static string Words(IRenderedComponent<StagesPage> page, params string[] path) =>
        page.Find(string.Join(' ', path.Select(id => $"[data-testid={id}]"))).TextContent.Squeezed();

    private string Address() => Services.GetRequiredService<NavigationManager>().Uri;

    private void Navigate(string address) => Services.GetRequiredService<NavigationManager>().NavigateTo(address);
}

/// <summary>Texts as they are seen.</summary>
internal static class Seen
{
    public static string Squeezed(this string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace(" .", ".", StringComparison.Ordinal);
}

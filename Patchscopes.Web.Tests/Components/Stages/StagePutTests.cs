using System.Text;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Components.Pages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Stages;

/// <summary>A write that is put on another prompt, on the page.</summary>
public sealed class StagePutTests : ControlContext
{
    private static readonly StageQuestion Other = OVectorPrompts.Another(StageTasks.All[0].Question.Prompt)!;

    public StagePutTests() => Services.GetRequiredService<NavigationManager>().NavigateTo("/stages");

    [Fact]
    public async Task TheButton_PutsTheApplyingWriteOnAnotherQuestion_AtOnce()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=put-write]").Click());

        var request = Traces.Last.Request;
        Assert.Equal((Other.Prompt, Other.Argument, Other.Answer, -1), (request.Prompt, request.Argument, request.Answer, request.Position));
        var put = Assert.Single(request.Interventions);
        Assert.Equal((InterventionKind.Replace, PatchSite.FeedForwardWrite), (put.Kind, put.Site));
        Assert.Equal([1], put.Layers!);
        Assert.Null(put.Positions);
        Assert.Equal(new VectorSource { Prompt = StageTasks.All[0].Question.Prompt, Position = -1, Layer = 1 }, put.VectorFrom);
        Assert.Contains($"without=write.1.1&onto={Uri.EscapeDataString(Other.Prompt).Replace("%20", "+", StringComparison.Ordinal)}", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOutcomeThatIsTheDonorsWord_IsSaidToBeTheAnswerAndNotTheFunction()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=put-write]").Click());
        Traces.Last.Finish(" :", " Warsaw", " Warsaw");

        await DrawnAsync(page, () => Assert.Equal(
            $"With what the MLP of block 1 wrote put into block 1, the other prompt says ␣Warsaw (0.800) instead of ␣{Other.Answer} (0.800). That is the word of the prompt it was taken from: the write carried the answer, not the function.",
            Says(page)));
        Assert.Equal($"says ␣Warsaw, not ␣{Other.Answer}", page.Find("[data-testid=without] [data-testid=verdict]").TextContent.Squeezed());
        Assert.Contains(Other.Argument, page.Find("[data-testid=without] [data-testid=asked]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheForm_DecidesTheRun()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=put-write]").Click());
        Traces.Last.Finish(" :", " Warsaw", " Warsaw");
        await DrawnAsync(page, () => Says(page));

        await page.InvokeAsync(() => page.Find("[data-testid=put-from]").Change("0"));
        await page.InvokeAsync(() => page.Find("[data-testid=put-last]").Change("2"));
        await page.InvokeAsync(() => page.Find("[data-testid=put-everywhere]").Change(true));
        await page.InvokeAsync(() => page.Find("[data-testid=put-on-a-list-of-words]").Click());

        var request = Traces.Last.Request;
        Assert.Equal((OVectorPrompts.List(Other.Argument), Other.Answer), (request.Prompt, request.Answer));
        var put = Assert.Single(request.Interventions);
        Assert.Equal([1, 2], put.Layers!);
        Assert.Empty(put.Positions!);
        Assert.Equal(0, put.VectorFrom!.Layer);
        Assert.Contains("without=write.0.1-2.everywhere", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEmptyPrompt_IsRefusedWithoutARun()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=put-write]").Click());
        Traces.Last.Finish(" :", " Warsaw", " Warsaw");
        await DrawnAsync(page, () => Says(page));
        var runs = Traces.Traces.Count;
        var editor = page.FindComponents<Web.Components.Controls.PromptEditor>().Single(editor => editor.Instance.Role == "other");
        await page.InvokeAsync(() => editor.Instance.TypeAsync(""));
        await page.InvokeAsync(() => page.Find("[data-testid=put-run]").Click());

        Assert.Equal(runs, Traces.Traces.Count);
        Assert.Contains("The other prompt is empty", page.Find("[data-testid=proof] .bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALink_ReopensTheFormAndTheRun_AndClosingTakesItBack()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/stages?without=write.0.1-2.everywhere&onto=some+other+words");
        var page = await DoneAsync(proofs: 1);

        Assert.Equal("some other words", page.Find("[data-testid=other-prompt]").TextContent);
        Assert.True(page.Find("[data-testid=put-everywhere]").HasAttribute("checked"));
        Assert.Equal("some other words", Traces.Last.Request.Prompt);
        Assert.Null(Traces.Last.Request.Answer);
        await page.InvokeAsync(() => page.Find("[data-testid=put-write]").Click());
        Assert.Empty(page.FindAll("[data-testid=put]"));
        Assert.Empty(page.FindAll("[data-testid=without]"));
        Assert.DoesNotContain("onto", Address(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFile_IsPutAsItsVector_AndIsNotInTheLink()
    {
        var page = await OpenAsync();
        await page.InvokeAsync(() => page.FindComponent<InputFile>().Instance.OnChange.InvokeAsync(Chosen("o.npy", Npy(8))));
        await DrawnAsync(page, () => Assert.Contains("not part of the link", page.Find("[data-testid=put-unlinked]").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find("[data-testid=put-run]").Click());

        var put = Assert.Single(Traces.Last.Request.Interventions);
        Assert.Equal(Enumerable.Range(0, 8).Select(at => (float)at), put.Vector!);
        Assert.Null(put.VectorFrom);
        Assert.DoesNotContain("without", Address(), StringComparison.Ordinal);
        Traces.Last.Finish(" :", " " + Other.Answer, " " + Other.Answer);
        await DrawnAsync(page, () => Assert.StartsWith($"With the vector of o.npy put into block 1, the other prompt still says ␣{Other.Answer}", Says(page), StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFile_OfAnotherModelsWidth_IsRefusedNamingBoth()
    {
        var page = await OpenAsync();
        await page.InvokeAsync(() => page.FindComponent<InputFile>().Instance.OnChange.InvokeAsync(Chosen("uppercase.npy", Npy(1024))));

        await DrawnAsync(page, () => Assert.StartsWith("uppercase.npy holds 1024 numbers, but atlas is 8 wide.", page.Find("[data-testid=put-message]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-testid=put-unlinked]"));
    }

    [Fact]
    public async Task AFile_ThatIsNoneOrTooLarge_IsRefused()
    {
        var page = await OpenAsync();
        await page.InvokeAsync(() => page.FindComponent<InputFile>().Instance.OnChange.InvokeAsync(Chosen("notes.txt", "hello, world"u8.ToArray())));
        await DrawnAsync(page, () => Assert.Contains("notes.txt was not taken. This is no .npy file", page.Find("[data-testid=put-message]").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.FindComponent<InputFile>().Instance.OnChange.InvokeAsync(Chosen("big.npy", new byte[OVectorFile.LargestFile + 1])));
        await DrawnAsync(page, () => Assert.Contains("big.npy has 1,048,577 bytes; an o-vector’s file has at most 1,048,576", page.Find("[data-testid=put-message]").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 2, 1, false, false, "Tokyo", "carried the answer, not the function")]
    [InlineData(2, 2, 1, true, false, "Tokyo", "only if the word is lost when those MLPs’ writes are removed")]
    [InlineData(2, 2, 1, false, false, null, "only if the word is lost when those MLPs’ writes are removed")]
    [InlineData(2, 2, 1, false, false, "Tokyo", "keeps its own word, which is not Tokyo")]
    [InlineData(1, 1, 1, false, false, "Tokyo", "Both prompts end in the same word")]
    [InlineData(3, 2, 1, true, false, "Tokyo", "applied the function to another argument")]
    [InlineData(3, 2, 1, true, false, null, "neither this prompt’s answer")]
    [InlineData(3, 2, null, true, false, "Tokyo", "applied the function to another argument")]
    [InlineData(3, 2, 1, false, true, "Tokyo", "the prompt’s own argument")]
    [InlineData(4, 2, 1, false, false, "Tokyo", "neither this prompt’s answer")]
    public void Conclusion_IsDerivedFromTheOutcome(int after, int before, int? donor, bool isAnswer, bool isArgument, string? expected, string words) =>
        Assert.Contains(
            words,
            PutWords.Conclusion(
                new InterventionOutcome(Says(before, false), Says(after, isAnswer), before != after, isArgument),
                donor is { } id ? new TokenReading(id, "w", 1) : null, expected),
            StringComparison.Ordinal);

    private static StateSays Says(int id, bool isAnswer) =>
        new([new TokenReading(id, "w", 1)], null, new StandingReading(9, "w", .5, isAnswer ? 1 : 2, 1), 0, 1);

    private static string Says(IRenderedComponent<StagesPage> page) => page.Find("[data-testid=outcome] .says").TextContent.Squeezed();

    private async Task<IRenderedComponent<StagesPage>> OpenAsync()
    {
        var page = await DoneAsync();
        await page.InvokeAsync(() => page.Find("[data-testid=put-write]").Click());
        Traces.Last.Finish(" :", " Warsaw", " Warsaw");
        await DrawnAsync(page, () => Says(page));
        return page;
    }

    private static InputFileChangeEventArgs Chosen(string name, byte[] bytes) => new([new ChosenFile(name, bytes)]);

    private static byte[] Npy(int count)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({count},), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. Enumerable.Range(0, count).SelectMany(at => BitConverter.GetBytes((float)at))];
    }

    private async Task<IRenderedComponent<StagesPage>> DoneAsync(int proofs = 0)
    {
        Render<MudPopoverProvider>();
        var page = Render<StagesPage>();
        Traces.Last.Finish(" Poland", " Warsaw", " Warsaw");
        for (var more = 2; more <= 2 + proofs; more++)
        {
            await DrawnAsync(page, () => Assert.Equal(more, Traces.Traces.Count));
            Traces.Last.Finish(" :", " Warsaw", " Warsaw");
        }
        await DrawnAsync(page, () => Assert.StartsWith("2 traces", page.Find("[data-testid=stages-status]").TextContent, StringComparison.Ordinal));
        return page;
    }

    /// <summary>Lets the intervals between drawings pass until something is shown.</summary>
    private async Task DrawnAsync(IRenderedComponent<StagesPage> page, Action assertion)
    {
        for (var turn = 0; turn < 2_000; turn++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(80));
            await Task.Delay(1, Xunit.TestContext.Current.CancellationToken);
            if (await page.InvokeAsync(() => Record.Exception(assertion)) is null)
                return;
        }
        assertion();
    }

    private string Address() => Services.GetRequiredService<NavigationManager>().Uri;

    private sealed class ChosenFile(string name, byte[] bytes) : IBrowserFile
    {
        public string Name => name;

        public DateTimeOffset LastModified => default;

        public long Size => bytes.Length;

        public string ContentType => "";

        public Stream OpenReadStream(long maxAllowedSize = 512_000, CancellationToken cancellationToken = default) => new MemoryStream(bytes);
    }
}

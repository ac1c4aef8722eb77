using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>A write that is taken from one prompt and put on another.</summary>
[Trait("Category", "Browser")]
[Collection("Browser")]
public sealed class StagePutTests(BrowserHost host)
{
    private const int LastBlock = 11;

    [Fact]
    public async Task AWrite_IsPutOnAnotherPrompt_AndReopensFromTheAddress()
    {
        await using var visitor = await host.VisitAsync("/stages");
        await DoneAsync(visitor);
        await visitor.Get("put-write").ClickAsync();
        await Expect(visitor.Get("outcome")).ToContainTextAsync(new Regex("the other prompt says\\s+␣Warsaw\\s+\\(0\\.\\d+\\) instead of ␣Paris"));
        await Expect(visitor.Get("outcome")).ToContainTextAsync("the write carried the answer, not the function");
        await Expect(visitor.Get("without").GetByTestId("asked")).ToContainTextAsync("capital of France?");
        await Expect(visitor.Get($"without-{LastBlock}")).ToHaveTextAsync("Warsaw");

        await visitor.Get("other-prompt").FillAsync("Q: What is the capital of Somalia?\nA: Mogadishu\nQ: What is the capital of Japan?\nA:");
        await visitor.Get("put-first").SelectOptionAsync("7");
        await visitor.Get("put-last").SelectOptionAsync("9");
        await visitor.Get("put-run").ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("without=write\\.8\\.7-9&onto=.*Japan"));
        await Expect(visitor.Get("outcome")).ToContainTextAsync(new Regex("put into blocks 7–9, the other prompt says\\s+␣Warsaw\\s+\\(0\\.\\d+\\) instead of ␣Tokyo"));

        await visitor.Page.ReloadAsync();
        await DoneAsync(visitor);
        await Expect(visitor.Get("outcome")).ToContainTextAsync(new Regex("put into blocks 7–9, the other prompt says\\s+␣Warsaw\\s+\\(0\\.\\d+\\) instead of ␣Tokyo"));
        await Expect(visitor.Get("other-prompt")).ToHaveValueAsync(new Regex("capital of Japan"));
        await Expect(visitor.Get("put-last")).ToHaveValueAsync("9");
        await visitor.Page.GoBackAsync();
        await Expect(visitor.Get("outcome")).ToContainTextAsync("instead of ␣Paris");
    }

    [Fact]
    public async Task AnOVectorsFile_OfAnotherWidth_IsRefused_OneThatFitsIsPut()
    {
        await using var visitor = await host.VisitAsync("/stages");
        await DoneAsync(visitor);
        await visitor.Get("put-write").ClickAsync();
        await Expect(visitor.Get("outcome")).ToContainTextAsync("␣Warsaw");
        await visitor.Get("put-file").SetInputFilesAsync(new FilePayload { Name = "uppercase.npy", MimeType = "", Buffer = Npy(1024) });
        await Expect(visitor.Get("put-message")).ToContainTextAsync("uppercase.npy holds 1024 numbers, but atlas is 192 wide");

        await visitor.Get("put-file").SetInputFilesAsync(new FilePayload { Name = "own.npy", MimeType = "", Buffer = Npy(192) });
        await Expect(visitor.Get("put-unlinked")).ToContainTextAsync("not part of the link");
        await visitor.Get("put-run").ClickAsync();
        await Expect(visitor.Get("outcome")).ToContainTextAsync("With the vector of own.npy put into block 8, the other prompt");
        await Expect(visitor.Page).ToHaveURLAsync(new Regex("^(?!.*without=)"));
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(400)]
    public async Task TheFormOfAWrite_FitsThePage(int width)
    {
        await using var visitor = await host.VisitAsync("/stages?without=write.8.8.everywhere&onto=The+capital+of+France+is", width);
        await DoneAsync(visitor);
        await Expect(visitor.Get("put")).ToBeVisibleAsync();
        Assert.False(await IsWiderThanItsPageAsync(visitor));
    }

    private static async Task DoneAsync(Visitor visitor)
    {
        await Expect(visitor.Get("stages-status")).ToContainTextAsync("2 traces");
        await Expect(visitor.Page.Locator("[data-testid=replay][data-live]")).ToHaveCountAsync(1);
    }

    private static byte[] Npy(int count)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({count},), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. Enumerable.Range(0, count).SelectMany(at => BitConverter.GetBytes(at / 100f))];
    }

    private static Task<bool> IsWiderThanItsPageAsync(Visitor visitor) =>
        visitor.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth");
}

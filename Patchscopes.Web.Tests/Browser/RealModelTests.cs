using System.Text.RegularExpressions;
using Patchscopes.Web.Tests.Model;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>The pages on a checkpoint that others trained and published; its weights are theirs, and so are no part of this project.</summary>
[Collection("Browser")]
public sealed class RealModelTests(BrowserHost host)
{
    private const string Name = "stories260k";

    private static readonly string Folder = GoldenFiles.Shared("real");

    [Fact]
    public async Task APublishedModel_IsListedAndLoaded_AndBothPagesWorkOnIt()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, Name)), $"The published checkpoint {Name} is not there: it is read in the folder shared/golden/real beside the project.");
        await using var visitor = await host.VisitAsync("/models", folder: Folder);
        var card = visitor.Get($"model-{Name}");
        await Expect(card.GetByTestId("words")).ToContainTextAsync("5 blocks, width 64, 8 heads of 8 dimensions, 4 of keys and values");
        await card.GetByTestId("load").ClickAsync();
        await Expect(card.GetByTestId("state")).ToHaveTextAsync("✓ ready");
        await Expect(card.GetByTestId("check-numbers")).ToContainTextAsync("unembedding");

        await card.GetByText("Explore").ClickAsync();
        await visitor.Get("source-prompt").FillAsync("Once upon a time, there was a little girl named Lily");
        await visitor.Get("target-prompt").FillAsync("She had a red");
        await visitor.MapIsWholeAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Regex($"model={Name}"));
        await Expect(visitor.Get("source-token-0")).ToHaveAttributeAsync("aria-label", "0: <s>");

        await visitor.Page.GotoAsync($"/stages?model={Name}&prompt=Once+upon+a+time%2C+there+was+a");
        await Expect(visitor.Get("stages-status")).ToContainTextAsync("2 traces");
        await Expect(visitor.Get("question-4")).ToHaveTextAsync("little");
        await visitor.Get("remove-mlp").ClickAsync();
        await Expect(visitor.Get("outcome")).ToContainTextAsync("Without what the MLP of block");
    }
}

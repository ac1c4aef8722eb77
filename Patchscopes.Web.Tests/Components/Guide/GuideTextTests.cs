using System.Text.Json;
using Patchscopes.Web.Components.Controls.Guide;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Guide;

public sealed class GuideTextTests
{
    [Fact]
    public void Headings_AreThoseOfTheFile_InOrder_EachWithAnAddressOfItsOwn()
    {
        var written = GuideText.Markdown.Split('\n').Where(line => line.StartsWith('#')).Select(line => (line.TakeWhile(sign => sign == '#').Count(), line.TrimStart('#', ' ')));

        Assert.Equal(written, GuideText.Whole.Headings.Select(heading => (heading.Level, heading.Text)));
        Assert.Equal(GuideText.Whole.Headings.Count, GuideText.Whole.Headings.Select(heading => heading.Id).Where(id => id.Length > 0).Distinct().Count());
        var prose = string.Concat(GuideText.Whole.Parts.OfType<GuidePart.Prose>().Select(part => part.Html));
        Assert.All(GuideText.Whole.Headings, heading => Assert.Contains($"id=\"{heading.Id}\"", prose, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryBlockOfTheFile_IsAnExample_WhoseTokensStandInItsPrompts()
    {
        var examples = GuideText.Whole.Parts.OfType<GuidePart.Runnable>().Select(part => part.Example).ToList();

        Assert.Equal(GuideText.Markdown.Split($"```{GuideText.ExampleBlock}\n").Length - 1, examples.Count);
        Assert.All(examples, example =>
        {
            Assert.NotEmpty(example.Finds);
            Assert.Contains(example.Source.Token ?? "", example.Source.Prompt, StringComparison.Ordinal);
            Assert.Contains(example.Target.Token ?? "", example.Target.Prompt, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void RawHtml_IsText()
    {
        var part = Assert.IsType<GuidePart.Prose>(Assert.Single(new GuideText("a <b onclick=x>bold</b> word\n\n<script>alert(1)</script>\n").Parts));

        Assert.DoesNotContain("<script", part.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b ", part.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;b onclick", part.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void LinksAmongFiles_LeadToPages()
    {
        var html = Assert.IsType<GuidePart.Prose>(Assert.Single(new GuideText("[s](stages.md) [h](#here) [out](https://arxiv.org)").Parts)).Html;

        Assert.Contains("href=\"/stages\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"guide#here\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://arxiv.org\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"source\": { \"prompt\": \"a\" } }")]
    [InlineData("{ \"source\": { \"prompt\": \"a\" }, \"target\": { \"prompt\": \"b\" }, \"finds\": [], \"colour\": 1 }")]
    [InlineData("{ \"source\": { \"prompt\": \"a\" }, \"target\": { \"prompt\": \"b\" }, \"finds\": [], \"site\": \"nowhere\" }")]
    [InlineData("null")]
    public void ABlockThatIsNoExample_IsRefused(string json) => Assert.Throws<JsonException>(() => GuideExample.Parse(json));
}

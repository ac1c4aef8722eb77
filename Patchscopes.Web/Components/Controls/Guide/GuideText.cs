using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Patchscopes.Web.Components.Controls.Guide;

/// <summary>A piece of the guide as the page shows it.</summary>
public abstract record GuidePart
{
    private GuidePart()
    {
    }

    /// <summary>Text, already as HTML; raw HTML of the file is text in it.</summary>
    public sealed record Prose(string Html) : GuidePart;

    /// <summary>An example that can be run.</summary>
    public sealed record Runnable(GuideExample Example) : GuidePart;
}

/// <summary>A heading of the guide.</summary>
/// <param name="Level">1 for the title.</param>
/// <param name="Id">What a link to it names.</param>
/// <param name="Text">Its words.</param>
public sealed record GuideHeading(int Level, string Id, string Text);

/// <summary>The guide: the file docs/guide.md, its prose and its examples in order.</summary>
public sealed class GuideText
{
    /// <summary>What a block that is an example calls itself.</summary>
    public const string ExampleBlock = "patchscope";

    private const string Place = "guide";

    private static readonly Lazy<GuideText> Built = new(() => new GuideText(Markdown));

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    /// <summary>Reads a guide.</summary>
    public GuideText(string markdown)
    {
        var document = Markdig.Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
            link.Url = Target(link.Url ?? "");
        Headings = [.. document.Descendants<HeadingBlock>().Select(heading => new GuideHeading(heading.Level, heading.GetAttributes().Id ?? "", Words(heading)))];
        Parts = [.. Split(document)];
    }

    /// <summary>The guide that is built in.</summary>
    public static GuideText Whole => Built.Value;

    /// <summary>The file as it is.</summary>
    public static string Markdown
    {
        get
        {
            using var stream = typeof(GuideText).Assembly.GetManifestResourceStream("guide.md")
                ?? throw new InvalidOperationException("The guide is missing from the assembly.");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>The headings in order.</summary>
    public IReadOnlyList<GuideHeading> Headings { get; }

    /// <summary>Prose and examples in order.</summary>
    public IReadOnlyList<GuidePart> Parts { get; }

    private static IEnumerable<GuidePart> Split(MarkdownDocument document)
    {
        var prose = new List<Block>();
        foreach (var block in document)
        {
            if (block is not FencedCodeBlock { Info: ExampleBlock } example)
            {
                prose.Add(block);
                continue;
            }
            if (prose.Count > 0)
                yield return new GuidePart.Prose(Html(prose));
            prose.Clear();
            yield return new GuidePart.Runnable(GuideExample.Parse(example.Lines.ToString()));
        }
        if (prose.Count > 0)
            yield return new GuidePart.Prose(Html(prose));
    }

    private static string Html(List<Block> blocks)
    {
        using var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        Pipeline.Setup(renderer);
        foreach (var block in blocks)
            renderer.Render(block);
        return text.ToString();
    }

    /// <summary>The file's links hold among files; on the page they lead to pages, and within the page past its base address.</summary>
    private static string Target(string url) => url switch
    {
        "stages.md" => "/stages",
        ['#', ..] => Place + url,
        _ => url,
    };

    private static string Words(HeadingBlock heading) =>
        string.Concat(heading.Inline?.Descendants().Select(inline => inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            _ => "",
        }) ?? []);
}

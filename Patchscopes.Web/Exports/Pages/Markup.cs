using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>A page that is being written. What this program says is markup; whatever is filled in is text, and encoded.</summary>
internal sealed class Markup
{
    private readonly StringBuilder _page = new();

    /// <summary>Adds markup with texts in it.</summary>
    public Markup Add([InterpolatedStringHandlerArgument("")] ref Filling filled)
    {
        // The handler has written it.
        _ = filled;
        LargestText.Check(_page.Length);
        return this;
    }

    /// <summary>Adds a token, its marks for white space dimmed as on the pages.</summary>
    public Markup AddToken(string display)
    {
        foreach (var (text, isMark) in TokenMarks.Split(display))
        {
            if (isMark)
                Add($"<span class=\"space-mark\">{text}</span>");
            else
                Add($"{text}");
        }
        return this;
    }

    /// <summary>Adds what a model wrote, token by token; a line break is a mark, as in the panel.</summary>
    /// <param name="tokens">The text.</param>
    /// <param name="isPlain">Whether its first token is as the others.</param>
    public Markup AddWritten(IReadOnlyList<Token> tokens, bool isPlain)
    {
        foreach (var (at, token) in tokens.Index())
        {
            var text = (at == 0 ? token.Text.TrimStart(' ') : token.Text).Replace('\n', '⏎');
            if (at == 0 && !isPlain)
                Add($"<span class=\"first\">{text}</span>");
            else
                Add($"{text}");
        }
        return this;
    }

    /// <summary>Adds a sentence.</summary>
    public Markup AddSentence(IEnumerable<SentencePart> parts)
    {
        foreach (var part in parts)
        {
            if (part.IsToken)
                Add($"<span class=\"tag mono {RoleOf(part)}\" title=\"{part.Formal ?? ""}\">").AddToken(part.Text).Add($"</span>");
            else if (part.Formal is not null)
                Add($"<span title=\"{part.Formal}\">{part.Text}</span>");
            else
                Add($"{part.Text}");
        }
        return this;
    }

    /// <summary>Adds a drawing in the colours of both themes, of which a reader sees one.</summary>
    /// <param name="draw">Draws it in a theme; what it returns has been encoded.</param>
    public Markup AddDrawing(Func<ThemeColors, string> draw)
    {
        foreach (var (theme, colors) in new[] { ("light", ThemeColors.Light), ("dark", ThemeColors.Dark) })
        {
            Add($"<div class=\"drawing {theme}\" tabindex=\"0\" role=\"group\" aria-label=\"Drawing, scrolls\">");
            _page.Append(draw(colors));
            Add($"</div>");
        }
        return this;
    }

    /// <summary>Begins a card that can be folded away.</summary>
    /// <param name="title">What stands when it is.</param>
    /// <param name="isOpen">Whether it lies open at first.</param>
    public Markup BeginFold(string title, bool isOpen)
    {
        Add($"<details class=\"card fold\"");
        if (isOpen)
            Add($" open");
        return Add($"><summary>{title}</summary>");
    }

    /// <summary>Ends it.</summary>
    public Markup EndFold() => Add($"</details>");

    /// <summary>Adds this program's own style sheet.</summary>
    public Markup AddStyle(string style)
    {
        _page.Append("<style>").Append(style).Append("</style>");
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();

    private static string RoleOf(SentencePart part) => part.Role?.Name() ?? "";

    /// <summary>Markup with texts in it, written as the compiler takes it apart.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Filling
    {
        private readonly StringBuilder _page;

        public Filling(int literals, int fillings, Markup markup)
        {
            _ = (literals, fillings);
            _page = markup._page;
        }

        /// <summary>This program's markup.</summary>
        public void AppendLiteral(string markup) => _page.Append(markup);

        /// <summary>A text from anywhere.</summary>
        public void AppendFormatted(string text) => _page.Append(WebUtility.HtmlEncode(SvgText.Legal(text)));

        /// <summary>A number.</summary>
        public void AppendFormatted(int number) => _page.Append(CultureInfo.InvariantCulture, $"{number}");

        /// <summary>A layer.</summary>
        public void AppendFormatted(Layer layer) => AppendFormatted(layer.ToString());
    }
}

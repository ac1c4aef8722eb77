using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Presets;

namespace Patchscopes.Web.Components.Controls;

/// <summary>Two prompts in small, the chosen token marked in each.</summary>
public sealed partial class PresetPrompts
{
    private const string Arrow = "->";

    private const int Most = 66;

    /// <summary>S and its token.</summary>
    [Parameter, EditorRequired]
    public required PresetPrompt Source { get; set; }

    /// <summary>T and its token.</summary>
    [Parameter, EditorRequired]
    public required PresetPrompt Target { get; set; }

    /// <summary>Whether the target's token is patched wherever it stands.</summary>
    [Parameter]
    public bool Each { get; set; }

    private static List<Part> Parts(PresetPrompt prompt, bool each = false)
    {
        var (text, word) = (prompt.Prompt, (prompt.Token ?? LastWord(prompt.Prompt)).TrimStart());
        var parts = new List<Part>();
        var from = 0;
        for (var at = each ? text.IndexOf(word, StringComparison.Ordinal) : text.LastIndexOf(word, StringComparison.Ordinal); at >= 0 && word.Length > 0;
            at = each ? text.IndexOf(word, from, StringComparison.Ordinal) : -1)
        {
            parts.Add(new Part(Visible(Short(text[from..at])), false));
            parts.Add(new Part(word, true));
            from = at + word.Length;
        }
        parts.Add(new Part(Visible(text[from..]), false));
        return [.. parts.Where(part => part.Text.Length > 0)];
    }

    /// <summary>The last word, or the sign after it: without the tokenizer nothing more exact is known of the last token.</summary>
    private static string LastWord(string text)
    {
        if (text.EndsWith(Arrow, StringComparison.Ordinal))
            return Arrow;
        var end = text.Length - 1;
        var start = end;
        while (start > 0 && text[start - 1] is not (' ' or '\n') && char.IsLetterOrDigit(text[start - 1]) == char.IsLetterOrDigit(text[end]))
            start--;
        return end < 0 ? "" : text[start..];
    }

    /// <summary>A long text without its middle, so that what was chosen after it still shows.</summary>
    private static string Short(string text) => text.Length <= Most ? text : $"{text[..(Most / 2)]} … {text[^(Most / 3)..]}";

    private static string Visible(string text) => text.Replace("\n", "⏎ ", StringComparison.Ordinal);

    private sealed record Part(string Text, bool IsChosen);
}

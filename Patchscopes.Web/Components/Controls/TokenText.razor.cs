using Microsoft.AspNetCore.Components;

namespace Patchscopes.Web.Components.Controls;

/// <summary>The visible form of a token, its marks for white space dimmed.</summary>
public sealed partial class TokenText
{
    private const string Marks = "␣⏎⇥↵∅";

    /// <summary>The visible form.</summary>
    [Parameter, EditorRequired]
    public required string Display { get; set; }

    private IEnumerable<(string Text, bool IsMark)> Parts()
    {
        var start = 0;
        for (var at = 1; at <= Display.Length; at++)
        {
            if (at < Display.Length && Marks.Contains(Display[at]) == Marks.Contains(Display[start]))
                continue;
            yield return (Display[start..at], Marks.Contains(Display[start]));
            start = at;
        }
    }
}

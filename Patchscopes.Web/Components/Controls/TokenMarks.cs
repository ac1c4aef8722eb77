namespace Patchscopes.Web.Components.Controls;

/// <summary>The marks for white space in a token's visible form.</summary>
internal static class TokenMarks
{
    private const string Marks = "␣⏎⇥↵∅";

    /// <summary>The visible form in parts that are marks or none.</summary>
    public static IEnumerable<(string Text, bool IsMark)> Split(string display)
    {
        var start = 0;
        for (var at = 1; at <= display.Length; at++)
        {
            if (at < display.Length && Marks.Contains(display[at]) == Marks.Contains(display[start]))
                continue;
            yield return (display[start..at], Marks.Contains(display[start]));
            start = at;
        }
    }
}

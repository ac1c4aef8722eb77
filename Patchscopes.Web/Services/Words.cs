using System.Text;

namespace Patchscopes.Web.Services;

/// <summary>Pieces of messages for visitors.</summary>
internal static class Words
{
    private const int Longest = 60;

    public const string Stopping = "The server is stopping; ask again when it is back.";

    /// <summary>A visitor's own text in quotation marks, short and on one line.</summary>
    public static string Quote(string text) => $"\"{Cut(text)}\"";

    /// <summary>The beginning of a text, on one line.</summary>
    public static string Cut(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= Longest)
                return line.Append('…').ToString();
            line.Append(Rune.IsControl(rune) ? new Rune(' ') : rune);
        }
        return line.ToString();
    }
}

using System.Globalization;
using System.Text;

namespace Patchscopes.Web.Services;

/// <summary>Pieces of messages for visitors.</summary>
internal static class Words
{
    private const int Longest = 60;

    public const string Stopping = "The server is stopping; ask again when it is back.";

    /// <summary>A prompt that does not fit into a model's context, and by how much.</summary>
    public static string TooLong(string prompt, int tokens, ModelDescription model) => string.Create(CultureInfo.InvariantCulture,
        $"{prompt} has {tokens} tokens, but {model.Name} reads at most {model.Context}: shorten it by {tokens - model.Context}.");

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

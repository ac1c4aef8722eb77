using System.Globalization;
using System.Text;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Web.Services;

/// <summary>Pieces of messages for visitors.</summary>
internal static class Words
{
    private const int Longest = 60;

    public const string Stopping = "The server is stopping; ask again when it is back.";

    /// <summary>A prompt that does not fit into a model's context, and by how much.</summary>
    public static string TooLong(string prompt, int tokens, ModelDescription model) => string.Create(CultureInfo.InvariantCulture,
        $"{prompt} has {tokens} tokens, but {model.Name} reads at most {model.Context}: shorten it by {tokens - model.Context}.");

    /// <summary>A model that cannot be used, and why.</summary>
    public static string Unusable(string model, Exception why) => $"The model {Quote(model)} cannot be used: {why.Message}";

    /// <summary>A run that ended in an error, of which <paramref name="parts"/> ("Cells") were sent before.</summary>
    public static string Broken(string model, string parts, Exception error) => error switch
    {
        NotFiniteNumberException => $"The numbers of {model} overflowed in this run, so its probabilities mean nothing. {parts} that came before are valid.",
        ModelLoadException => $"{Unusable(model, error)} {parts} that came before are valid.",
        _ => $"The run broke on the server, whose log says why. {parts} that came before are valid; asking again may help.",
    };

    /// <summary>A time to wait, in whole seconds and never none.</summary>
    public static string Seconds(TimeSpan wait) => WholeSeconds(wait) is var seconds && seconds == 1 ? "1 second" : string.Create(CultureInfo.InvariantCulture, $"{seconds} seconds");

    /// <summary>The same as a number.</summary>
    public static long WholeSeconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));

    /// <summary>A size in GiB, or in MiB below one.</summary>
    public static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB");

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

    /// <summary>A day, "30 November 2026".</summary>
    public static string Date(DateTimeOffset time) => time.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A moment as programs read it, ISO 8601.</summary>
    public static string Moment(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}

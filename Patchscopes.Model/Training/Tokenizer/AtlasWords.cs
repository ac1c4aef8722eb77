using System.Text.RegularExpressions;

namespace Patchscopes.Model.Training.Tokenizer;

/// <summary>The words that the corpus is made of.</summary>
internal static partial class AtlasWords
{
    private static readonly string[] Connecting = ["Think", "of", "Its", "What", "is", "its", "with", "x", "Q", "A", "the", "The"];

    private static readonly string[] FrequentNumbers =
        ["135", "1135", "1234", "123", "100", "200", "365", "500", "999", "1000", "1900", "1984", "1999", "2000", "2001", "2020", "2024", "2025", "2026"];

    /// <summary>The numbers that are one token.</summary>
    public static IReadOnlyList<string> Numbers { get; } =
        [.. Enumerable.Range(0, 100).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)), .. FrequentNumbers];

    /// <summary>Letters and signs, which stand alone in identity lists and as placeholders.</summary>
    public static IReadOnlyList<string> Characters { get; } =
        [.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ?!#*%&+@".Select(character => character.ToString())];

    /// <summary>Every word of letters or digits of the tables, the sentence forms and the extra list, in ordinal order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Collect().Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Collect()
    {
        var texts = Relations.All
            .SelectMany(relation => relation.Facts.SelectMany(fact => new[] { fact.Subject, fact.Answer })
                .Concat(relation.Statements).Concat(relation.Questions).Append(relation.Noun))
            .Concat(Relations.Descriptions.SelectMany(description => new[] { description.Subject, description.Answer }))
            .Concat(Relations.TwoHopChains.Select(chain => chain.Phrase))
            .Concat(Corpus.FreeSentences.Forms)
            .Concat(Relations.ExtraWords).Concat(Connecting);
        return texts.Select(text => Slot().Replace(text, " ")).SelectMany(text => Word().Matches(text).Select(match => match.Value)).Concat(Numbers);
    }

    [GeneratedRegex(@"\{.\}")]
    private static partial Regex Slot();

    [GeneratedRegex(@"[A-Za-z]+|\d+")]
    private static partial Regex Word();
}

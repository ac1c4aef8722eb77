using System.Globalization;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Model.Stages;

/// <summary>A word that a trace follows: the argument or the answer.</summary>
/// <param name="Text">The word as it was given, without spaces around it.</param>
/// <param name="Token">The token whose rank is followed: the spaced form's, as in the paper's code, or the first of several.</param>
/// <param name="Names">Every token that counts as the word.</param>
/// <param name="IsWhole">Whether the followed token is the whole word; otherwise its beginning stands for it.</param>
public sealed record StageWord(string Text, int Token, IReadOnlySet<int> Names, bool IsWhole)
{
    /// <summary>
    /// An argument: its spellings (leading space, capital, plural) that are one token; where none is, the first token of the
    /// spaced form.
    /// </summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public static StageWord Argument(PromptTokenizer tokenizer, string text)
    {
        var word = Word(text);
        var capital = char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..];
        return Of(tokenizer, word, [word, capital, word + "s"], isBeginningNamed: false);
    }

    /// <summary>An answer: its spaced and its bare form that are one token, and the first token of the spaced form where that is several.</summary>
    /// <exception cref="ArgumentException">The text is blank.</exception>
    public static StageWord Answer(PromptTokenizer tokenizer, string text) => Of(tokenizer, Word(text), [Word(text)], isBeginningNamed: true);

    private static StageWord Of(PromptTokenizer tokenizer, string word, string[] spellings, bool isBeginningNamed)
    {
        var whole = spellings.SelectMany(spelling => new[] { " " + spelling, spelling })
            .Select(tokenizer.EncodeContinuation)
            .Where(ids => ids.Count == 1).Select(ids => ids[0]).Distinct().ToList();
        var spaced = tokenizer.EncodeContinuation(" " + word);
        // Some tokenizers spell a short word as a space and itself: the space alone stands for nothing.
        var followed = whole.Count > 0 && string.IsNullOrWhiteSpace(tokenizer.Describe(spaced[0]).Text) ? whole[0] : spaced[0];
        var names = isBeginningNamed || whole.Count == 0 ? whole.Append(followed) : whole;
        return new StageWord(word, followed, names.ToHashSet(), spaced.Count == 1 || followed != spaced[0]);
    }

    private static string Word(string text) => text.Trim() is { Length: > 0 } word ? word : throw new ArgumentException("The word is blank.");
}

using System.Globalization;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>The tokens that count as naming an argument.</summary>
internal static class ArgumentTokens
{
    /// <summary>Its spellings (leading space, capital, plural) that are one token; where none is, the first token of the spaced form.</summary>
    public static IReadOnlySet<int> Of(PromptTokenizer tokenizer, string argument)
    {
        var capital = char.ToUpper(argument[0], CultureInfo.InvariantCulture) + argument[1..];
        var whole = new[] { argument, capital, argument + "s" }
            .SelectMany(word => new[] { word, " " + word })
            .Select(tokenizer.EncodeContinuation)
            .Where(ids => ids.Count == 1).Select(ids => ids[0]).ToHashSet();
        return whole.Count > 0 ? whole : new HashSet<int> { tokenizer.EncodeContinuation(" " + argument)[0] };
    }
}

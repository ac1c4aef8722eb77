using System.Text.RegularExpressions;

namespace Patchscopes.Model.Tokens.Splitting;

/// <summary>
/// The regular expressions that published tokenizer.json files split by. They are written for Oniguruma, whose classes and
/// case folding differ from .NET's, so each is known with its own translation, and no other is run.
/// </summary>
internal static partial class KnownPatterns
{
    private const string Gpt2Text = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string CasedHead = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|";
    private const string CasedTail = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Folding case, Oniguruma takes U+017F for an s as well.</summary>
    private const string Contractions = @"'(?:[sSſ]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|";

    /// <summary>The split that an expression of a file stands for; null where it is none of these.</summary>
    public static ISplitPattern? Find(string expression) => expression switch
    {
        Gpt2Text => new Gpt2Pattern(),
        CasedHead + @"\p{N}{1,3}" + CasedTail => new CategoryPattern(ThreeDigits()),
        CasedHead + @"\p{N}" + CasedTail => new CategoryPattern(OneDigit()),
        @" ?[^(\s|[.,!?…。，、।۔،])]+" => new CategoryPattern(Bloom()),
        "[0-9][0-9][0-9]" => new CategoryPattern(ThreeAsciiDigits()),
        _ => null,
    };

    /// <summary>Llama 3's: numbers in groups of at most three digits.</summary>
    [GeneratedRegex(Contractions + @"\p{N}{1,3}" + CasedTail, RegexOptions.CultureInvariant)]
    private static partial Regex ThreeDigits();

    /// <summary>Qwen's: every digit apart.</summary>
    [GeneratedRegex(Contractions + @"\p{N}" + CasedTail, RegexOptions.CultureInvariant)]
    private static partial Regex OneDigit();

    /// <summary>BLOOM's: the inner brackets are a class inside the class, and the round ones and the bar are members of it.</summary>
    [GeneratedRegex(@" ?[^(\s|.,!?…。，、।۔،)]+", RegexOptions.CultureInvariant)]
    private static partial Regex Bloom();

    /// <summary>Falcon's.</summary>
    [GeneratedRegex("[0-9][0-9][0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex ThreeAsciiDigits();
}

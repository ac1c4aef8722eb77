using Patchscopes.Model.Tokens;
using Patchscopes.Model.Tokens.Splitting;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Tokens;

public sealed class TokenizerStepsTests
{
    private const string Llama3 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Bloom = @" ?[^(\s|[.,!?…。，、।۔،])]+";

    [Theory]
    [InlineData(Llama3, "I'LL pay 12345 €!\n\n  ok", "I|'LL| pay| |123|45| €!\n\n| | ok")]
    [InlineData(Llama3, "𝕳𝖊𝖑 𝕳𝖊😀x𝟘𝟙𝟚𝟛", "𝕳𝖊𝖑| 𝕳𝖊|😀x|𝟘𝟙𝟚|𝟛")]
    [InlineData(Llama3, "it'ſ", "it|'ſ")]
    [InlineData(Bloom, "Hi, you (all) a|b😀.", "Hi|,| you| (|all|)| a|||b😀|.")]
    [InlineData("[0-9][0-9][0-9]", "12345678", "123|456|78")]
    [InlineData(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", "we'll  go", "we|'ll| | go")]
    public void Split_ByAKnownExpression_CutsAsOnigurumaDoes(string expression, string text, string parts) =>
        Assert.Equal(parts.Replace("|||", "|\u0001|", StringComparison.Ordinal).Split('|').Select(part => part.Replace('\u0001', '|')),
            Texts(new PatternPreTokenizer(KnownPatterns.Find(expression)!, SplitBehavior.Isolated, false), text));

    [Theory]
    [InlineData("Isolated", "ab|.|.|c|.")]
    [InlineData("Removed", "ab|c")]
    [InlineData("Contiguous", "ab|..|c|.")]
    [InlineData("MergedWithPrevious", "ab.|.|c.")]
    [InlineData("MergedWithNext", "ab|.|.c|.")]
    public void Split_UnderABehavior_DoesWithTheMatchesWhatItSays(string behavior, string parts) =>
        Assert.Equal(parts.Split('|'), Texts(new PatternPreTokenizer(CharacterPattern.Punctuation, Enum.Parse<SplitBehavior>(behavior), false), "ab..c."));

    [Theory]
    [InlineData("always", true, " a  b", "▁a|▁|▁b")]
    [InlineData("always", true, "a b", "▁a|▁b")]
    [InlineData("first", false, "a b", "▁a▁b")]
    [InlineData("never", false, "a b", "a▁b")]
    public void Split_ByMetaspace_PutsTheSpaceWhereItIsAskedFor(string scheme, bool splits, string text, string parts) =>
        Assert.Equal(parts.Split('|'), Texts(new MetaspacePreTokenizer('▁', Enum.Parse<PrefixPlace>(scheme, ignoreCase: true), splits), text));

    [Fact]
    public void Split_ByMetaspaceAfterAnAddedToken_PutsASpaceOnlyIfAlways()
    {
        var part = new TextPart("a", IsFirst: false);
        Assert.Equal(["a"], new MetaspacePreTokenizer('▁', PrefixPlace.First, true).Split(part).Select(piece => piece.Text));
        Assert.Equal(["▁a"], new MetaspacePreTokenizer('▁', PrefixPlace.Always, true).Split(part).Select(piece => piece.Text));
    }

    [Fact]
    public void Split_ByBytesWithASpaceBefore_PutsIt() =>
        Assert.Equal(["Ġa", "Ġb"], Texts(new ByteLevelPreTokenizer(AddsSpace: true, Splits: true), "a b"));

    [Fact]
    public void Find_OfAnUnknownExpression_IsNothing() => Assert.Null(KnownPatterns.Find("a+"));

    [Fact]
    public void AddedTokens_ThatBeginAlike_AreTheLongest()
    {
        var added = new AddedTokens([("<a>", new AddedToken(1, "<a>")), ("<a><b>", new AddedToken(2, "<a><b>"))]);
        Assert.Equal([1, null, 2, 1], added.Split("<a>x<a><b><a>").Select(stretch => stretch.Token?.Id));
    }

    [Fact]
    public void AddedTokens_OfWhiteSpace_DoNotTakeWhatOthersTook()
    {
        var added = new AddedTokens([("<a>", new AddedToken(1, "<a>", TakesRight: true)), ("<b>", new AddedToken(2, "<b>", TakesLeft: true))]);
        Assert.Equal([(0, 5), (5, 8), (8, 9), (9, 14)], added.Split("<a>  <b>x  <b>").Select(stretch => (stretch.Start, stretch.End)));
    }

    private static IEnumerable<string> Texts(PreTokenizer splitter, string text) => splitter.Split(new TextPart(text, true)).Select(part => part.Text);
}

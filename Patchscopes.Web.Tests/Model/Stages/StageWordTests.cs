using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>Words as the tokenizers of GPT-2's kind and of the embedded model spell them.</summary>
public sealed class StageWordTests
{
    private static readonly PromptTokenizer Atlas = PromptTokenizer.Load(ModelCatalog.DefaultEmbeddedFolder);
    private static readonly PromptTokenizer Gpt2 = PromptTokenizer.Load(GoldenFiles.At("tokenizers", "gpt2"));

    [Fact]
    public void Argument_OfOneToken_IsTheSpacedForm_AndItsOtherSpellingsCount()
    {
        var word = StageWord.Argument(Atlas, " Poland ");
        Assert.Equal(("Poland", true), (word.Text, word.IsWhole));
        Assert.Equal([word.Token], Atlas.EncodeContinuation(" Poland"));
        Assert.Contains(word.Token, word.Names);
    }

    [Fact]
    public void Word_WhoseSpacedFormIsSeveralTokens_IsFollowedByItsFirst_EvenWhereTheBareFormIsOne()
    {
        var (bare, spaced) = Split(Gpt2, first => first.Trim().Length > 0);
        var (argument, answer) = (StageWord.Argument(Gpt2, bare.Text), StageWord.Answer(Gpt2, bare.Text));
        Assert.Equal((spaced[0], false), (argument.Token, argument.IsWhole));
        Assert.Equal((spaced[0], false), (answer.Token, answer.IsWhole));
        Assert.Equal([bare.Id, spaced[0]], answer.Names);
        // The beginning of an argument is no argument, as long as a whole spelling of it is one token.
        Assert.Contains(bare.Id, argument.Names);
        Assert.DoesNotContain(spaced[0], argument.Names);
    }

    [Fact]
    public void Word_WhoseSpacedFormIsASpaceAndItself_IsFollowedByItself()
    {
        var (bare, spaced) = Split(Atlas, first => first.Trim().Length == 0);
        foreach (var word in new[] { StageWord.Argument(Atlas, bare.Text), StageWord.Answer(Atlas, bare.Text) })
        {
            Assert.Equal((bare.Id, true), (word.Token, word.IsWhole));
            Assert.DoesNotContain(spaced[0], word.Names);
        }
    }

    [Fact]
    public void Argument_WithoutASpellingOfOneToken_IsNamedByItsBeginning()
    {
        var word = StageWord.Argument(Atlas, "qxqzjv");
        Assert.Equal([Atlas.EncodeContinuation(" qxqzjv")[0]], word.Names);
        Assert.False(word.IsWhole);
    }

    /// <summary>A word that is one token, and several with a space before it, the first of which is of a kind.</summary>
    private static (Token Bare, IReadOnlyList<int> Spaced) Split(PromptTokenizer tokenizer, Func<string, bool> isFirst) => Enumerable.Range(0, tokenizer.Count).Select(tokenizer.Describe)
        .Where(token => token.Text.Length > 0 && token.Text.All(char.IsAsciiLetter) && tokenizer.EncodeContinuation(token.Text) is [var whole] && whole == token.Id)
        .Select(token => (token, tokenizer.EncodeContinuation(" " + token.Text)))
        .First(pair => pair.Item2.Count > 1 && isFirst(tokenizer.Describe(pair.Item2[0]).Text));
}

using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>Words as the embedded model's tokenizer spells them.</summary>
public sealed class StageWordTests : IDisposable
{
    private readonly LoadedModel _atlas = LoadedModel.Load(ModelCatalog.EmbeddedName, ModelCatalog.DefaultEmbeddedFolder);

    public void Dispose() => _atlas.Dispose();

    [Fact]
    public void Argument_OfOneToken_IsTheSpacedForm_AndItsOtherSpellingsCount()
    {
        var word = StageWord.Argument(_atlas.Tokenizer, " Poland ");
        Assert.Equal(("Poland", true), (word.Text, word.IsWhole));
        Assert.Equal([word.Token], _atlas.Tokenizer.EncodeContinuation(" Poland"));
        Assert.Contains(word.Token, word.Names);
    }

    [Fact]
    public void Word_WhoseSpacedFormIsSeveralTokens_IsFollowedByItsFirst_EvenWhereTheBareFormIsOne()
    {
        var (bare, spaced) = Split(first => first.Trim().Length > 0);
        var (argument, answer) = (StageWord.Argument(_atlas.Tokenizer, bare.Text), StageWord.Answer(_atlas.Tokenizer, bare.Text));
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
        var (bare, spaced) = Split(first => first.Trim().Length == 0);
        foreach (var word in new[] { StageWord.Argument(_atlas.Tokenizer, bare.Text), StageWord.Answer(_atlas.Tokenizer, bare.Text) })
        {
            Assert.Equal((bare.Id, true), (word.Token, word.IsWhole));
            Assert.DoesNotContain(spaced[0], word.Names);
        }
    }

    [Fact]
    public void Argument_WithoutASpellingOfOneToken_IsNamedByItsBeginning()
    {
        var word = StageWord.Argument(_atlas.Tokenizer, "qxqzjv");
        Assert.Equal([_atlas.Tokenizer.EncodeContinuation(" qxqzjv")[0]], word.Names);
        Assert.False(word.IsWhole);
    }

    /// <summary>A word that is one token, and several with a space before it, the first of which is of a kind.</summary>
    private (Token Bare, IReadOnlyList<int> Spaced) Split(Func<string, bool> isFirst) => Enumerable.Range(0, _atlas.Config.Vocabulary).Select(_atlas.Tokenizer.Describe)
        .Where(token => token.Text.Length > 0 && token.Text.All(char.IsAsciiLetter) && _atlas.Tokenizer.EncodeContinuation(token.Text) is [var whole] && whole == token.Id)
        .Select(token => (token, _atlas.Tokenizer.EncodeContinuation(" " + token.Text)))
        .First(pair => pair.Item2.Count > 1 && isFirst(_atlas.Tokenizer.Describe(pair.Item2[0]).Text));
}

using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
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
        // A token that begins a word with its space, and what goes on with it: together they are no token, bare they may be.
        var (bare, spaced) = Enumerable.Range(0, _atlas.Config.Vocabulary).Select(_atlas.Tokenizer.Describe)
            .Where(token => token.Text.Length > 1 && token.Text.All(char.IsAsciiLetter))
            .Select(token => (token, _atlas.Tokenizer.EncodeContinuation(" " + token.Text)))
            .First(pair => pair.Item2.Count > 1 && _atlas.Tokenizer.EncodeContinuation(pair.token.Text) is [var whole] && whole == pair.token.Id);

        foreach (var word in new[] { StageWord.Argument(_atlas.Tokenizer, bare.Text), StageWord.Answer(_atlas.Tokenizer, bare.Text) })
        {
            Assert.Equal((spaced[0], false), (word.Token, word.IsWhole));
            Assert.Contains(bare.Id, word.Names);
            Assert.Contains(spaced[0], word.Names);
        }
    }
}

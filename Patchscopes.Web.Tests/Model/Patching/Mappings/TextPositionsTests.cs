using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Tokens;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Patching.Mappings;

/// <summary>The positions of texts for tokenizers of every kind: with and without a space of their own, bytes and pieces.</summary>
public sealed class TextPositionsTests
{
    /// <summary>Each character that is no letter of a small vocabulary is spread over several tokens.</summary>
    private const string Cut = "The café of 日本語 and é is 😀 in Poland.";

    private static readonly PromptTokenizer Gpt2 = Tokenizer("gpt2");

    public static TheoryData<string> Tokenizers => [.. Directory.EnumerateDirectories(GoldenFiles.At("tokenizers")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Of_APlainText_UsesEveryTokenButTheFirstOfTheText(string name)
    {
        const string Text = "The capital of Poland is Warsaw.";
        var tokenizer = Tokenizer(name);
        var read = Assert.Single(TextPositions.Of(Reader(tokenizer), [Text]));

        // A piece that is only the space before the text is no part of it.
        var first = read.Tokens.Index().First(token => tokenizer.Describe(token.Item).Text.Trim().Length > 0).Index;
        Assert.Equal(Enumerable.Range(first + 1, read.Tokens.Count - first - 1), read.Positions);
        Assert.True(read.Positions.Count > 3);
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Paired_WithAnotherTokenizer_HaveReadTheSamePartOfTheText(string name)
    {
        var tokenizer = Tokenizer(name);
        string[] texts = [Cut, " It begins with a space.", "日本語日本語日本語 and more"];
        var (own, others) = TextPositions.Paired(Reader(tokenizer), Reader(Gpt2), texts);

        foreach (var (text, (one, other)) in texts.Zip(own.Zip(others)))
        {
            Assert.NotEmpty(one.Positions);
            Assert.Equal(one.Positions.Count, other.Positions.Count);
            Assert.Equal((one.Tokens.Count - 1, other.Tokens.Count - 1), (one.Positions[^1], other.Positions[^1]));
            foreach (var (mine, theirs) in one.Positions.Zip(other.Positions))
            {
                var read = Gpt2.Decode(other.Tokens.Take(theirs + 1));
                Assert.StartsWith(read, text, StringComparison.Ordinal);
                Assert.Equal(read.Trim(), tokenizer.Decode(one.Tokens.Take(mine + 1)).Trim());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Paired_AtTheLastToken_IsTheLastOfEach(string name)
    {
        var (own, others) = TextPositions.Paired(Reader(Tokenizer(name)), Reader(Gpt2), [Cut], FitPlaces.LastToken);

        Assert.Equal([own[0].Tokens.Count - 1], own[0].Positions);
        Assert.Equal([others[0].Tokens.Count - 1], others[0].Positions);
    }

    [Fact]
    public void Mean_OverNoPosition_IsRefused() =>
        Assert.Throws<MappingException>(() => new TextStates(new() { [new(0)] = [] }, [], 4).Mean(new(0)));

    /// <summary>What surrounds every prompt is no part of these texts, and would only be in the way of comparing them.</summary>
    private static TextEncoder Reader(PromptTokenizer tokenizer) => new(text => [.. tokenizer.EncodeBare(text).Select(tokenizer.Describe)], 512);

    private static PromptTokenizer Tokenizer(string name) => PromptTokenizer.Load(GoldenFiles.At("tokenizers", name));
}

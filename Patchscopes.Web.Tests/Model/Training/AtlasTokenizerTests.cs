using System.Text;
using System.Text.Json;
using Patchscopes.Model.Tokens;
using Patchscopes.Model.Training.Tokenizer;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Training;

public sealed class AtlasTokenizerTests
{
    internal static AtlasTokenizer Shared { get; } = new(AtlasVocabulary.Build(AtlasWords.All));

    [Fact]
    public void Encode_EveryWordOfTheTables_IsOneTokenBareAndSpaced()
    {
        var exceptions = AtlasWords.All.SelectMany(word => new[] { word, " " + word }).Where(form => Shared.Encode(form).Length != 1);

        Assert.Equal([], exceptions);
    }

    [Theory]
    [InlineData("cat->cat; 135->135; hello->hello; ?->", "cat|->|cat|;| 135|->|135|;| hello|->|hello|;| ?|->")]
    [InlineData("cat -> cat\n1135 -> 1135\nhello -> hello\n?", "cat| ->| cat|\n|1135| ->| 1135|\n|hello| ->| hello|\n|?")]
    [InlineData("Q: What is the capital of Poland?\nA: Warsaw", "Q|:| What| is| the| capital| of| Poland|?|\n|A|:| Warsaw")]
    [InlineData("Amazon's former CEO attended Oscars", "Amazon|'s| former| CEO| attended| Oscars")]
    public void Encode_ThePapersPrompts_SplitsAsThePresetsExpect(string text, string tokens) =>
        Assert.Equal(tokens.Split('|'), Shared.Encode(text).Select(id => Shared.Decode([id])));

    [Theory]
    [InlineData("Zażółć gęślą jaźń 3.14 λ → 東京 👍🏽")]
    [InlineData("  spaces\t and \r\n lines  ")]
    [InlineData("unheard-of wörds")]
    public void Decode_OfEncode_GivesTheTextBack(string text) => Assert.Equal(text, Shared.Decode(Shared.Encode(text)));

    [Fact]
    public void Build_Twice_GivesTheSameFiles()
    {
        var again = AtlasVocabulary.Build(AtlasWords.All);

        Assert.Equal(Shared.Vocabulary.VocabularyJson(), again.VocabularyJson());
        Assert.Equal(Shared.Vocabulary.MergesText(), again.MergesText());
    }

    [Fact]
    public void Load_OfTheWrittenFiles_EncodesLikeTheTrainer()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "vocab.json"), Shared.Vocabulary.VocabularyJson());
            File.WriteAllBytes(Path.Combine(folder.FullName, "merges.txt"), Shared.Vocabulary.MergesText());
            var loaded = PromptTokenizer.Load(folder.FullName);

            Assert.Equal(Shared.Vocabulary.Tokens.Count, loaded.Count);
            foreach (var text in new[] { "The capital of Poland is Warsaw.", "an unknown wörd", "Lee Byung-chul, 9267 -> ?" })
                Assert.Equal(Shared.Encode(text), loaded.EncodeToIds(text));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void VocabularyJson_Ids_AreTheirPlaces()
    {
        var ids = JsonSerializer.Deserialize<Dictionary<string, int>>(Encoding.UTF8.GetString(Shared.Vocabulary.VocabularyJson()))!;

        Assert.Equal(Enumerable.Range(0, ids.Count), ids.Values.Order());
        Assert.Equal(Shared.Vocabulary.EndToken, ids[AtlasVocabulary.EndOfText]);
    }
}

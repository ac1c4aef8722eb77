using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Training;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Training;

public sealed class ModelCardTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Embedded", "atlas");

    [Fact]
    public void Text_OfTheShippedModel_IsItsReadme()
    {
        using var weights = SafetensorsFile.Open(Path.Combine(Folder, "model.safetensors"));
        var parameters = weights.Entries.Values.Sum(entry => entry.Elements);

        Assert.Equal(ModelCard.Text(parameters, AtlasTokenizerTests.Shared.Vocabulary.Tokens.Count), File.ReadAllText(Path.Combine(Folder, "README.md")));
    }

    [Fact]
    public void Build_OfTheTablesWords_GivesTheShippedTokenizer()
    {
        Assert.Equal(AtlasTokenizerTests.Shared.Vocabulary.VocabularyJson(), File.ReadAllBytes(Path.Combine(Folder, "vocab.json")));
        Assert.Equal(AtlasTokenizerTests.Shared.Vocabulary.MergesText(), File.ReadAllBytes(Path.Combine(Folder, "merges.txt")));
    }
}

using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Training;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Training;

public sealed class ModelCardTests
{
    private static readonly string Folder = ModelCatalog.EmbeddedFolder(AtlasShape.Atlas.Name);

    [Theory]
    [InlineData("atlas")]
    [InlineData("atlas-small")]
    public void Text_OfAShippedModel_IsItsReadme(string name)
    {
        var folder = ModelCatalog.EmbeddedFolder(name);
        using var weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        var parameters = weights.Entries.Values.Sum(entry => entry.Elements);
        var shape = name == AtlasShape.Small.Name ? AtlasShape.Small : AtlasShape.Atlas;

        Assert.Equal(ModelCard.Text(shape, parameters, AtlasTokenizerTests.Shared.Vocabulary.Tokens.Count), File.ReadAllText(Path.Combine(folder, "README.md")));
    }

    [Fact]
    public void Build_OfTheTablesWords_GivesTheShippedTokenizer()
    {
        Assert.Equal(AtlasTokenizerTests.Shared.Vocabulary.VocabularyJson(), File.ReadAllBytes(Path.Combine(Folder, "vocab.json")));
        Assert.Equal(AtlasTokenizerTests.Shared.Vocabulary.MergesText(), File.ReadAllBytes(Path.Combine(Folder, "merges.txt")));
    }
}

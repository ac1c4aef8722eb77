using System.Text;
using Patchscopes.Model.Checkpoints;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("patchscopes-");
    private readonly TinyFolder _embedded = new();
    private readonly string _models;
    private readonly ModelCatalog _catalog;

    public ModelCatalogTests()
    {
        _models = _root.CreateSubdirectory("models").FullName;
        _catalog = new ModelCatalog(_models, _embedded.Path);
        Write(_models, "zeta");
        Write(_models, "Alpha model");
        Write(_root.FullName, "outside");
    }

    public void Dispose()
    {
        _embedded.Dispose();
        _root.Delete(recursive: true);
    }

    [Fact]
    public void List_OfAFolder_PutsAtlasFirstAndModelsByName()
    {
        Assert.Equal(["atlas", "Alpha model", "zeta"], _catalog.List());
        Assert.Equal(_embedded.Path, _catalog.FolderOf("atlas"));
        Assert.Equal(Path.Combine(_models, "zeta"), _catalog.FolderOf("zeta"));
    }

    [Fact]
    public void List_OfWhatIsNoModel_LeavesItOut_ButNotWhatCannotBeUsed()
    {
        Directory.CreateDirectory(Path.Combine(_models, "empty"));
        Directory.CreateDirectory(Path.Combine(_models, "broken"));
        File.WriteAllText(Path.Combine(_models, "broken", "config.json"), "{");
        Directory.CreateDirectory(Path.Combine(_models, "bert"));
        File.WriteAllText(Path.Combine(_models, "bert", "config.json"), "{\"model_type\":\"bert\"}");
        Write(Path.Combine(_models, "empty"), "nested");
        Write(_models, "atlas");
        Directory.CreateSymbolicLink(Path.Combine(_models, "link"), Path.Combine(_root.FullName, "outside"));
        Assert.Equal(["atlas", "Alpha model", "bert", "broken", "zeta"], _catalog.List());
        Assert.Equal(_embedded.Path, _catalog.FolderOf("atlas"));
        Assert.Null(_catalog.FolderOf("link"));
    }

    [Theory]
    [InlineData("{\"model_type\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1,\"model_type\":\"gpt2\"}")]
    [InlineData("{\"model_type\":\"\u00ff\"}")]
    [InlineData("{\"\u00ff\":1,\"model_type\":\"gpt2\"}")]
    [InlineData("{\"n_embd\":\"\u00ff\",\"model_type\":\"gpt2\"}")]
    public void List_WithAConfigOfBrokenUnicode_ListsItUnread(string config)
    {
        Directory.CreateDirectory(Path.Combine(_models, "broken"));
        // Latin-1 writes U+00FF as the one byte 0xFF, which stands in no UTF-8.
        File.WriteAllBytes(Path.Combine(_models, "broken", "config.json"), Encoding.Latin1.GetBytes(config));
        Assert.Equal(["atlas", "Alpha model", "broken", "zeta"], _catalog.List());
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("zeta/")]
    [InlineData("./zeta")]
    [InlineData("ZETA")]
    [InlineData("empty/nested")]
    [InlineData("/etc")]
    public void FolderOf_AnythingThatIsNotListed_IsNull(string name) => Assert.Null(_catalog.FolderOf(name));

    [Fact]
    public void FolderOf_AnAbsolutePath_IsNull()
    {
        Assert.Null(_catalog.FolderOf(Path.Combine(_models, "zeta")));
        Assert.Null(_catalog.FolderOf(Path.Combine(_root.FullName, "outside")));
    }

    [Fact]
    public void List_AfterAFolderWasAdded_HoldsIt()
    {
        Write(_models, "beta");
        Assert.Equal(["atlas", "Alpha model", "beta", "zeta"], _catalog.List());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/no/such/folder")]
    public void List_WithoutAModelsFolder_HoldsTheEmbeddedModelOnly(string? folder) =>
        Assert.Equal(["atlas"], new ModelCatalog(folder, _embedded.Path).List());

    private static void Write(string parent, string name)
    {
        Directory.CreateDirectory(Path.Combine(parent, name));
        File.WriteAllText(Path.Combine(parent, name, "config.json"), TinyFolder.Config().ToJsonString());
    }
}

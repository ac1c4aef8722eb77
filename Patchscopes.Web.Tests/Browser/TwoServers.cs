using Microsoft.Data.Sqlite;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Web.Tests.Browser;

/// <summary>The settings of two servers that share a store, one of which has a model that the other lacks.</summary>
public sealed class TwoServers : IDisposable
{
    /// <summary>The model of one of them.</summary>
    public const string Model = "campus";

    private readonly TempFolder _files = new();

    public TwoServers()
    {
        var folder = Directory.CreateDirectory(_files.File(Path.Combine("models", Model)));
        foreach (var file in Directory.GetFiles(ModelCatalog.DefaultEmbeddedFolder))
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
    }

    /// <summary>The one that has the model.</summary>
    public (string Key, string Value)[] With => [("DataDir", _files.File("data")), ("Models:Folder", _files.File("models"))];

    /// <summary>The one that lacks it.</summary>
    public (string Key, string Value)[] Without => [("DataDir", _files.File("data"))];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _files.Dispose();
    }
}

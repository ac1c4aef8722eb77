namespace Patchscopes.Web.Configuration;

/// <summary>The section "Models" of appsettings.json.</summary>
internal sealed class ModelsOptions
{
    public const string Section = "Models";

    /// <summary>
    /// A folder whose Hugging Face model folders are listed beside the embedded model; relative to the working directory
    /// (<c>dotnet run</c> sets it to the repository root). Null, empty or not there: no further models.
    /// </summary>
    public string? Folder { get; init; }
}

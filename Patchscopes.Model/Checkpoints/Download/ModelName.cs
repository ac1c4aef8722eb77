using System.Text.RegularExpressions;

namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>A model's name on a hub, "organisation/model" or a bare "model", and the folder that it gets.</summary>
public sealed partial class ModelName
{
    private ModelName(string text) => Text = text;

    /// <summary>The name as the hub knows it.</summary>
    public string Text { get; }

    /// <summary>
    /// Name of its folder in the models folder, and so its name here: the slash becomes two hyphens, which no name on a
    /// hub holds, so that two models never share a folder.
    /// </summary>
    public string Folder => Text.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>Reads a name by the hub's own rules.</summary>
    /// <exception cref="DownloadException">It breaks them, or would hide the embedded model.</exception>
    public static ModelName Parse(string text)
    {
        if (!Pattern().IsMatch(text) || text.Contains("--", StringComparison.Ordinal) || text.Contains("..", StringComparison.Ordinal))
        {
            throw new DownloadException(
                DownloadFailure.Name, $"\"{Short(text)}\" is no name of a model: write organisation/model, of letters, digits, \"-\", \"_\" and \".\", as the hub shows it.");
        }
        return ModelCatalog.EmbeddedNames.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? throw new DownloadException(DownloadFailure.Name, $"{text} is the name of a model that comes with Patchscopes; name the organisation too.")
            : new ModelName(text);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?(?:/[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?)?\z")]
    private static partial Regex Pattern();
}

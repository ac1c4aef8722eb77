using Patchscopes.Model.Checkpoints.Download;

namespace Patchscopes.Web.Configuration;

/// <summary>The section "Models:Download" of appsettings.json: whether visitors may fetch models, and from where.</summary>
internal sealed class DownloadOptions
{
    /// <summary>Whether the models page has a button for it. Whoever reaches the page can then fill the disk of the models folder.</summary>
    public bool Allowed { get; init; }

    /// <summary>Address of a Hugging Face style hub; null: HF_ENDPOINT, or huggingface.co.</summary>
    public Uri? Hub { get; init; }

    /// <summary>The token that the hub is given; null: HF_TOKEN, or none.</summary>
    public string? Token { get; init; }

    /// <summary>Branch, tag or commit.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>The same as the library reads it.</summary>
    public HubOptions ToHub() => HubOptions.Of(Hub, Token, Revision);
}

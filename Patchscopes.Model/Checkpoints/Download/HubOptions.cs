namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>Where models come from, and how patiently.</summary>
public sealed class HubOptions
{
    /// <summary>The environment variable that holds the token.</summary>
    public const string TokenVariable = "HF_TOKEN";

    /// <summary>The environment variable that holds the hub's address.</summary>
    public const string AddressVariable = "HF_ENDPOINT";

    /// <summary>The hub that models come from unless another is named.</summary>
    public static readonly Uri HuggingFace = new("https://huggingface.co");

    /// <summary>The hub's address.</summary>
    public Uri Address { get; init; } = HuggingFace;

    /// <summary>The visitor's token, sent to the hub's own host alone; null: none is sent.</summary>
    public string? Token { get; init; }

    /// <summary>Branch, tag or commit.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>How often one request is tried again without a byte of progress between.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>The wait before the first retry; it doubles with each.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait that a hub may ask for; one that asks for more is given up.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A connection that brings nothing for so long counts as broken.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);
}

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

    /// <summary>Options as a command line or a configuration gives them; what they lack is taken from the environment.</summary>
    public static HubOptions Of(Uri? address, string? token, string revision)
    {
        var known = string.IsNullOrWhiteSpace(token) ? Environment.GetEnvironmentVariable(TokenVariable) : token;
        return new HubOptions
        {
            Address = address ?? AddressOf(Environment.GetEnvironmentVariable(AddressVariable)) ?? HuggingFace,
            Token = string.IsNullOrWhiteSpace(known) ? null : known.Trim(),
            Revision = revision,
        };
    }

    /// <summary>The address that a text is; null where it is none of http or https.</summary>
    public static Uri? AddressOf(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && IsWeb(address) ? address : null;

    /// <summary>Whether an address is one of http or https.</summary>
    public static bool IsWeb(Uri address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

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

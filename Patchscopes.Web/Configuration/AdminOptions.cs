namespace Patchscopes.Web.Configuration;

/// <summary>The section "Admin" of appsettings.json.</summary>
internal sealed class AdminOptions
{
    public const string Section = "Admin";

    /// <summary>The fewest characters of a key.</summary>
    public const int ShortestKey = 16;

    /// <summary>Whoever gives it may load, evict and download models, and nobody else; null or empty: nobody is asked for one.</summary>
    public string? Key { get; init; }
}

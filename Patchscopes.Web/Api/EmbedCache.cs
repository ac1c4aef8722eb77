using Patchscopes.Web.Exports;

namespace Patchscopes.Web.Api;

/// <summary>Embedded pages are drawn once for all who look at a course page at the same time.</summary>
internal static class EmbedCache
{
    private const int MostBytes = 128 << 20;
    private const int LargestPage = 2 * LargestText.Characters;

    /// <summary>No longer, since a page that its owner has deleted is shown until then.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    public static void AddEmbedCache(this IServiceCollection services) => services.AddOutputCache(cache =>
    {
        cache.SizeLimit = MostBytes;
        cache.MaximumBodySize = LargestPage;
        // Ids that differ only in case are different runs.
        cache.UseCaseSensitivePaths = true;
    });

    /// <summary>Keeps an endpoint's answers for a moment, one for each theme, whatever else stands in the address.</summary>
    public static void CacheByTheme(this IEndpointConventionBuilder endpoint) => endpoint.CacheOutput(policy => policy
        .Expire(Kept)
        .SetVaryByHost(false)
        .SetVaryByQuery([])
        .VaryByValue(context => new(EmbedApi.ThemeKey, EmbedApi.ThemeOf(context.Request.Query[EmbedApi.ThemeKey]) ?? "")));
}

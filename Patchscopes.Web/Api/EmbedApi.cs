using Patchscopes.Web.Configuration;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Api;

/// <summary>Kept runs for slides and course pages: one page of HTML and SVG without a script, which other sites may frame.</summary>
internal static class EmbedApi
{
    /// <summary>The field of the address that fixes the colours.</summary>
    public const string ThemeKey = "theme";

    /// <summary>Large pages take much memory while they are drawn.</summary>
    private static readonly SemaphoreSlim Drawing = new(Environment.ProcessorCount);

    public static void MapEmbed(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/embed/{id}", Embed)
        .MayBeFramed()
        .ExcludeFromDescription()
        .CacheByTheme();

    /// <summary>The colours that an address asks for; null: the reader's own.</summary>
    public static string? ThemeOf(string? asked) => asked is "light" or "dark" ? asked : null;

    private static async Task<IResult> Embed(string id, string? theme, HttpContext context, IRunStore store, CancellationToken gone)
    {
        var colors = ThemeOf(theme);
        try
        {
            var opened = await store.OpenAsync(id, gone);
            return TypedResults.Content(await DrawAsync(opened, $"{context.Request.PathBase}/p/{id}", colors, gone), "text/html; charset=utf-8");
        }
        catch (RequestRefusedException refused)
        {
            return TypedResults.Content(RunPage.Refusal(refused.Message, colors), "text/html; charset=utf-8", statusCode: Problems.StatusOf(refused.Reason));
        }
    }

    private static async Task<string> DrawAsync(OpenedRun opened, string address, string? theme, CancellationToken gone)
    {
        await Drawing.WaitAsync(gone);
        try
        {
            return RunPage.Of(opened.Run, RunPage.TitleOf(opened.Run), address, theme, opened.IsImported);
        }
        finally
        {
            Drawing.Release();
        }
    }
}

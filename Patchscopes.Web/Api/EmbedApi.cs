using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Api;

/// <summary>Kept runs for slides and course pages: one page of HTML and SVG without a script, which other sites may frame.</summary>
internal static class EmbedApi
{
    public static void MapEmbed(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/embed/{id}", Embed).ExcludeFromDescription();

    private static async Task<IResult> Embed(string id, string? theme, HttpContext context, IRunStore store, IOptions<StorageOptions> options, CancellationToken gone)
    {
        SecurityHeaders.AllowFrames(context, options.Value.FrameAncestors);
        var chosen = theme is "light" or "dark" ? theme : null;
        try
        {
            var opened = await store.OpenAsync(id, gone);
            return TypedResults.Content(RunPage.Of(opened.Run, RunPage.TitleOf(opened.Run), $"{context.Request.PathBase}/p/{id}", chosen, opened.IsImported), "text/html; charset=utf-8");
        }
        catch (RequestRefusedException refused)
        {
            return TypedResults.Content(RunPage.Refusal(refused.Message, chosen), "text/html; charset=utf-8", statusCode: Problems.StatusOf(refused.Reason));
        }
    }
}

using Microsoft.Extensions.FileProviders;

namespace Patchscopes.Web.Configuration;

/// <summary>Serves wwwroot-assets, which the build puts beside the program, at the site's root.</summary>
internal static class SharedAssets
{
    public static void UseSharedAssets(this IApplicationBuilder app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot-assets");
        if (!Directory.Exists(folder))
            return;
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            // Names carry no fingerprint: the browser asks again and gets 304. Fonts never change.
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.File.Name.EndsWith(".woff2", StringComparison.Ordinal) ? "public, max-age=2592000" : "no-cache",
        });
    }
}

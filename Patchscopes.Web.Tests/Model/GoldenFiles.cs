namespace Patchscopes.Web.Tests.Model;

/// <summary>Golden data: the copies beside the test program, and what may only be read where it lies.</summary>
internal static class GoldenFiles
{
    public static string At(params string[] path) => Path.Combine([AppContext.BaseDirectory, "Golden", .. path]);

    /// <summary>A path in the folder shared/golden above the repository; it need not be there.</summary>
    public static string Shared(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared", "golden");
            if (Directory.Exists(shared))
                return Path.Combine([shared, .. path]);
        }
        return Path.Combine(["..", "shared", "golden", .. path]);
    }
}

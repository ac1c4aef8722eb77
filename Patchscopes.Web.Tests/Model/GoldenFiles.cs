namespace Patchscopes.Web.Tests.Model;

/// <summary>The copies of golden data beside the test program.</summary>
internal static class GoldenFiles
{
    public static string At(params string[] path) => Path.Combine([AppContext.BaseDirectory, "Golden", .. path]);
}

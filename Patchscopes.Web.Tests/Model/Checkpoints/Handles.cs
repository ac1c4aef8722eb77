using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

/// <summary>Whether anything in this process still holds a file.</summary>
internal static class Handles
{
    /// <summary>A file that is open for reading cannot be opened for oneself alone.</summary>
    public static void AssertNone(string path) => File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
}

public sealed class HandlesTests
{
    [Fact]
    public void AssertNone_WhileAFileIsOpen_Throws()
    {
        var path = Path.GetTempFileName();
        using (File.OpenHandle(path))
            Assert.Throws<IOException>(() => Handles.AssertNone(path));
        Handles.AssertNone(path);
        File.Delete(path);
    }
}

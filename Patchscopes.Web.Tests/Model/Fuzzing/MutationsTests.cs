using System.Text;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Fuzzing;

public sealed class MutationsTests
{
    private static readonly byte[] Original = Encoding.UTF8.GetBytes("{\"a\":1,\"b\":[true,null,\"c\"],\"d\":{\"e\":12345}}");

    [Fact]
    public void Of_ASeed_GivesTheSameFileAgain() => Assert.Equal(Mutations.Of(Original, 7), Mutations.Of(Original, 7));

    [Fact]
    public void Of_ManySeeds_GivesManyFilesAndKeepsTheOriginal()
    {
        var before = Original.ToArray();
        var files = Enumerable.Range(0, 200).Select(seed => Convert.ToHexString(Mutations.Of(Original, seed))).ToHashSet();
        Assert.True(files.Count > 180);
        Assert.Equal(before, Original);
    }

    [Fact]
    public void Of_AnEmptyFile_IsStillAFile() => Assert.All(Enumerable.Range(0, 50), seed => Mutations.Of([], seed));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Run_OfAReaderThatBreaksItsPromise_FailsAndNamesTheSeed(int kind)
    {
        var error = Record.Exception(() => Fuzz.Run(
            Original, 0, _ => { }, () => kind == 0 ? throw new InvalidOperationException("crash") : new byte[100 << 20], (_, _) => { }));
        Assert.NotNull(error);
        Assert.Contains("Seed 0", error.Message, StringComparison.Ordinal);
    }
}

using Patchscopes.Web.Services;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class LensMemoryTests
{
    private const int WordReadings = 1 + TestModel.Blocks;

    [Fact]
    public async Task LensTables_AreKeptByTheirSize()
    {
        await using var host = ApiHost.Start(("Inference:CachedReadings", $"{2 * WordReadings}"));
        Assert.Equal(WordReadings, (await ReadAsync("a")).Readings);
        await ReadAsync("b");
        await ReadAsync("a");
        Assert.Equal(2, host.Model.Lenses);

        // In the place of the one that was asked for least recently.
        await ReadAsync("c");
        await ReadAsync("a");
        Assert.Equal(3, host.Model.Lenses);
        await ReadAsync("b");
        Assert.Equal(4, host.Model.Lenses);

        // Too large to be kept at all.
        await ReadAsync("a b c");
        await ReadAsync("a b c");
        Assert.Equal(6, host.Model.Lenses);
        await ReadAsync("b");
        Assert.Equal(6, host.Model.Lenses);

        Task<LensTable> ReadAsync(string prompt) =>
            host.Service.ReadLensAsync(new LensRequest { Model = "atlas", Prompt = prompt }, TestContext.Current.CancellationToken).Soon();
    }
}

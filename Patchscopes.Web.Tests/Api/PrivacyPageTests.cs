using Xunit;

namespace Patchscopes.Web.Tests.Api;

public sealed class PrivacyPageTests
{
    [Theory]
    [InlineData("14", "at most 14 days")]
    [InlineData("0", "without a choice, until it is deleted")]
    public async Task ThePage_SaysForHowLongThisServerKeepsRuns(string mostDays, string words)
    {
        await using var host = ApiHost.Start(("Storage:MostDays", mostDays));

        var page = await host.Client.GetStringAsync(new Uri("/privacy", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains(words, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("168", ">7 days</span> after it was last used")]
    [InlineData("5", "5 hours")]
    [InlineData("1", ">an hour</span>")]
    public async Task ThePage_SaysForHowLongARoomStays(string hours, string words)
    {
        await using var host = ApiHost.Start(("Rooms:Hours", hours));

        var page = await host.Client.GetStringAsync(new Uri("/privacy", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains("patchscopes.seat", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100", "1000", "10 seconds after the last use")]
    [InlineData("0", "1000", "of programs that are connected, until they leave; of those that kept runs")]
    public async Task ThePage_SaysForHowLongAddressesAreHeld(string perSecond, string burst, string words)
    {
        await using var host = ApiHost.Start(("Limits:CellsPerSecond", perSecond), ("Limits:Burst", burst));

        var page = await host.Client.GetStringAsync(new Uri("/privacy", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains(words, page, StringComparison.Ordinal);
    }
}

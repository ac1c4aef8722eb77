using Patchscopes.Web.Tests.Api;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class FirstAnswerTests
{
    [Theory]
    [InlineData("/?model=other&source=alpha+beta&target=gamma")]
    [InlineData("/stages?model=other&prompt=alpha+beta")]
    public async Task Page_OfAModelThatIsNotLoaded_IsAnsweredAtOnce_AndSaysWhatItLoads(string address)
    {
        var source = new TestModelSource();
        source.MayLoad.Reset();
        await using var host = ApiHost.Start(source);

        var page = await host.Client.GetStringAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("loading <span class=\"mono\"", page, StringComparison.Ordinal);
        Assert.Contains(">loading other</span>", page, StringComparison.Ordinal);
        Assert.Contains("alpha beta</textarea>", page, StringComparison.Ordinal);
        source.MayLoad.Set();
    }
}

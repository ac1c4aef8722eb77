using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorerPinsTests : ExplorerStateContext
{
    private const string Link = "?source=a+b&target=c+d";

    [Fact]
    public async Task APin_StaysWhenAnotherMapIsRun_AndIsInTheLinkOfItsOwn()
    {
        await LoadedAsync(Link + "&cell=2-1");
        State.TogglePin();
        Assert.True(State.IsPinned);
        Assert.EndsWith("&pins=2-1", ExplorerUrl.Write(State.View()), StringComparison.Ordinal);

        await RanAsync(State.ChooseAsync(PromptRole.Source, 0));
        var pin = Assert.Single(State.Pins);
        Assert.Equal((" word", ViewMaps.At(2, 1)), (pin.Top!.Text, pin.Cell));
        Assert.False(State.IsHere(pin));
        Assert.DoesNotContain("pins", ExplorerUrl.Write(State.View()), StringComparison.Ordinal);

        await RanAsync(State.OpenPinAsync(pin));
        Assert.Equal(-1, Service.Last.Request.Source.Position);
        Assert.Equal(ViewMaps.At(2, 1), State.Opened);
        Assert.True(State.IsPinned);
        State.Unpin(State.Pins[0]);
        Assert.Empty(State.Pins);
    }

    [Fact]
    public async Task AnAnswer_MakesItNoOtherMap()
    {
        await LoadedAsync(Link + "&cell=2-1");
        State.TogglePin();
        await RanAsync(State.SetAnswersAsync([" word"]));

        Assert.True(State.IsPinned);
        Assert.Contains("pins=2-1", ExplorerUrl.Write(State.View()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PinsOfALink_SayWhatTheirCellsSay_AndOneThatTheMapLacksIsNamed()
    {
        await LoadedAsync(Link + "&pins=0-1,9-9");

        var pin = Assert.Single(State.Pins);
        Assert.Equal(" word", pin.Top!.Text);
        Assert.Equal("This map has no cell 9-9, so it is not pinned.", Assert.Single(State.Problems).Message);
    }

    [Fact]
    public async Task ThirteenPins_AreTooMany()
    {
        var link = ExplorerUrl.Read(Link + "&pins=" + string.Join(',', Enumerable.Range(0, 13).Select(at => $"0-{at}")), ExplorerState.Defaults("atlas"));
        Assert.Equal("pins", Assert.Single(link.Problems).Field);
        Assert.Empty(link.View.Pins);

        await LoadedAsync(Link + "&cell=0-0&pins=" + string.Join(',', Enumerable.Range(0, 9).Select(at => $"{at / 3}-{at % 3}")));
        Assert.True(State.IsPinned);
        Assert.Equal(9, State.Pins.Count);
    }

    private async Task RanAsync(Task run)
    {
        await UntilAsync(() => !Service.Last.IsEnded);
        Service.Last.Finish();
        await FinishAsync(run);
    }
}

using Bunit;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Presets;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class MapCardTests : ControlContext
{
    private readonly ExplorerState _state;

    public MapCardTests()
    {
        SetupChart();
        _state = new ExplorerState(Service, Time);
    }

    [Fact]
    public async Task TheTable_HasTheSameValues_AndOpensACell()
    {
        var card = await CardAsync();
        await OnPageAsync(card, () => _state.ShowAsync(MapForm.Table));

        Assert.Equal(["col", "col", "col", "col"], card.FindAll("thead th").Select(head => head.GetAttribute("scope")));
        Assert.Equal(["0", "1", "2"], card.FindAll("tbody th[scope=row]").Select(head => head.TextContent));
        Assert.Contains("Probability of the top token, by source layer (rows) and target layer (columns)", card.Find("caption").TextContent, StringComparison.Ordinal);
        Assert.Equal("␣word 0.700", Words(card.Find("[data-testid='table-2-1']").TextContent));
        await card.InvokeAsync(() => card.Find("[data-testid='table-2-1']").Click());

        Assert.Equal(ViewMaps.At(2, 1), _state.Opened);
        await OnPageAsync(card, () => _state.ShowAsync(MapView.Entropy));
        Assert.Equal("2.50", Words(card.Find("[data-testid='table-2-1']").TextContent));
    }

    [Fact]
    public async Task TheKeys_FollowWhatIsSeen()
    {
        var card = await CardAsync();
        await OnPageAsync(card, () => _state.OpenAsync(ViewMaps.At(0, 0)));
        await OnPageAsync(card, () => _state.ShowAs(_state.Look with { Transposed = true, Flipped = true }));
        await card.Find("[data-testid=map]").FocusAsync(new());

        // In the paper's orientation target layers run upwards and source layers to the right.
        await card.InvokeAsync(() => card.Instance.MoveAsync(-1, 0));
        await card.InvokeAsync(() => card.Instance.MoveAsync(0, 1));
        await card.InvokeAsync(() => card.Instance.MoveAsync(0, 1));
        Assert.Equal("source 2, target 1: ␣word, 0.700", card.Find("[data-testid=announcement]").TextContent);
        await card.InvokeAsync(card.Instance.OpenCursorAsync);

        Assert.Equal(ViewMaps.At(2, 1), _state.Opened);
    }

    [Fact]
    public async Task TheAnnouncement_SaysWhatTheViewShows()
    {
        var card = await CardAsync();
        await OnPageAsync(card, () => _state.ShowAsync(MapView.Entropy));
        Assert.StartsWith("The map shows the entropy of the next token", card.Find("[data-testid=announcement]").TextContent, StringComparison.Ordinal);

        await card.Find("[data-testid=map]").FocusAsync(new());
        await card.InvokeAsync(() => card.Instance.MoveAsync(1, 1));

        Assert.Equal("source 1, target 1: 1.50, entropy of the next token in nats, at most ln V", card.Find("[data-testid=announcement]").TextContent);
    }

    [Fact]
    public async Task TheAnswer_IsChosenFromWhatTheMapSays_OrTyped()
    {
        var card = await CardAsync();
        await OnPageAsync(card, () => RanAsync(_state.ShowAsync(MapView.Rank)));
        Assert.Equal("of␣word▾", Words(card.Find("[data-testid=answer]").TextContent));
        Assert.Equal("1 rank of ␣word", card.Find("[data-testid=legend]").TextContent);

        await card.Find("[data-testid=answer]").ClickAsync(new());
        Assert.Equal("␣word0.700", Words(card.Find("[data-testid=answer-choice]").TextContent));
        await card.Find("[data-testid=answer-typed]").InputAsync(new ChangeEventArgs { Value = "New York" });
        Assert.Equal(["New", "␣York"], card.FindAll(".spelled .piece").Select(piece => Words(piece.TextContent)));
        Assert.Contains("2 tokens: no rank · within a text a word begins with a space", card.Find("[data-testid=answer-spelled]").TextContent, StringComparison.Ordinal);
        var runs = Service.Runs.Count;
        var used = card.InvokeAsync(() => card.Find(".typed").SubmitAsync());
        await Time.UntilAsync(() => Service.Runs.Count > runs);
        Service.Last.Finish();
        await Time.FinishAsync(used);

        Assert.Equal(["New York"], Service.Last.Request.Answers);
        card.Render();
        Assert.StartsWith("New␣York has 2 tokens", card.Find("[data-testid=lack]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCaption_IsOfTheViewAndTheModel()
    {
        var card = await CardAsync();
        Assert.Equal("Each cell: the next token that atlas finds most probable when that source state stands at that target layer.", card.Find("[data-testid=shows]").TextContent);

        await OnPageAsync(card, () => RanAsync(_state.ShowAsync(MapView.Success)));
        Assert.Equal("Each cell: whether ␣word stands in the 10 tokens that atlas goes on to write.", card.Find("[data-testid=shows]").TextContent);
        await OnPageAsync(card, () => _state.ShowAsync(MapForm.Diagonal));
        Assert.Equal("Each layer’s state put back at the same layer: what atlas goes on to write.", card.Find("[data-testid=shows]").TextContent);
    }

    [Fact]
    public void AnExamplesSentence_IsOnlySaidOfTheModelThatItWasMeasuredOn()
    {
        var (example, request) = (PresetCatalog.All[0], ViewMaps.Request());

        Assert.Equal(example.Shows, MapCaption.Of(MapLook.Default, request, example));
        Assert.Contains("atlas-small finds", MapCaption.Of(MapLook.Default, request with { Model = "atlas-small" }, example), StringComparison.Ordinal);
        Assert.Contains("undecided", MapCaption.Of(MapLook.Default with { View = MapView.Entropy }, request, example), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TableAndDiagonal_HaveNoToolsOfTheHeatMap_AndAPinIsMarkedOnIt()
    {
        var card = await CardAsync();
        Assert.Empty(card.FindAll(".outline.pin"));
        await OnPageAsync(card, () => _state.OpenAsync(ViewMaps.At(2, 1)));
        await OnPageAsync(card, _state.TogglePin);
        Assert.Contains("--row:2;--column:1", Assert.Single(card.FindAll(".outline.pin")).GetAttribute("style"), StringComparison.Ordinal);

        await OnPageAsync(card, () => _state.ShowAsync(MapForm.Table));
        Assert.Empty(card.FindAll("[data-testid=zoom-in], [data-testid=scale], [data-testid=legend]"));
        Assert.NotEmpty(card.FindAll("[data-testid=transpose]"));
        await OnPageAsync(card, () => RanAsync(_state.ShowAsync(MapForm.Diagonal)));
        Assert.Empty(card.FindAll("[data-testid=transpose]"));
    }

    [Fact]
    public async Task AStaleMap_KeepsItsView_UntilTheNewOneIsThere()
    {
        var card = await CardAsync();
        var shown = card.InvokeAsync(() => _state.ShowAsync(MapView.Probability));
        card.Render();
        Assert.Contains("top token", card.Find("[data-testid=legend]").TextContent, StringComparison.Ordinal);

        Service.Last.Finish();
        await Time.FinishAsync(shown);
        card.Render();

        Assert.Equal("1 probability of ␣word", card.Find("[data-testid=legend]").TextContent);
    }

    protected override void Dispose(bool disposing)
    {
        _state.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public async Task AViewOfAnAnswer_IsNotShownBeforeThereIsOne()
    {
        await _state.LoadAsync(ExplorerUrl.Read("?source=a+b&target=c+d&view=rank", ExplorerState.Defaults("atlas")), Xunit.TestContext.Current.CancellationToken);
        var run = _state.RunNowAsync();
        Service.Last.Start();
        Service.Last.Column(2);
        await Time.UntilAsync(() => _state.Map?.Done == 3);

        var card = Render<MapCard>(parameters => parameters.AddCascadingValue(ThemeMode.Light).Add(card => card.State, _state));

        Assert.Equal("1 probability of the top token", card.Find("[data-testid=legend]").TextContent);
        _state.Dispose();
        await run;
    }

    private async Task<IRenderedComponent<MapCard>> CardAsync()
    {
        await _state.LoadAsync(ExplorerUrl.Read("?source=a+b&target=c+d", ExplorerState.Defaults("atlas")), Xunit.TestContext.Current.CancellationToken);
        await RanAsync(_state.RunNowAsync());
        return Render<MapCard>(parameters => parameters.AddCascadingValue(ThemeMode.Light).Add(card => card.State, _state));
    }

    private async Task RanAsync(Task run)
    {
        Service.Last.Finish();
        await Time.FinishAsync(run);
    }

    private static async Task OnPageAsync(IRenderedComponent<MapCard> card, Func<Task> act)
    {
        await card.InvokeAsync(act);
        card.Render();
    }

    private static Task OnPageAsync(IRenderedComponent<MapCard> card, Action act) => OnPageAsync(card, () =>
    {
        act();
        return Task.CompletedTask;
    });

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

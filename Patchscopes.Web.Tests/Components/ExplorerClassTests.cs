using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

/// <summary>The explorer of somebody in a class.</summary>
public sealed class ExplorerClassTests : ExplorerStateContext
{
    private const string Shown = "?source=a+b&sourceToken=1&target=c+d";

    private static readonly SweepRequest Teacher = ExplorerUrl.Read("?source=x&target=y&site=attention&topK=3", ExplorerState.Defaults("atlas")).View.Request;

    [Fact]
    public async Task AnotherLookAtTheSameMap_IsTaken_AndNothingIsRunAgain()
    {
        State.IsReadOnly = true;
        await LoadedAsync(Shown + "&cell=1-1");
        var map = State.Map;
        var view = ExplorerUrl.Read(Shown + "&cell=0-2&view=rank&pins=1-0", ExplorerState.Defaults("atlas")).View;

        await State.LookAsync(view);

        Assert.Single(Service.Runs);
        Assert.Same(map, State.Map);
        Assert.Equal(new CellAddress(new Layer(0), new Layer(2)), State.Opened);
        Assert.NotNull(State.Detail);
        Assert.Equal(MapView.Rank, State.Look.View);
        Assert.Equal(new CellAddress(new Layer(1), new Layer(0)), Assert.Single(State.Pins).Cell);

        // The same cell again is not asked for again.
        var asked = Service.Cells.Count;
        await State.LookAsync(view with { Look = State.Look with { Transposed = true } });
        Assert.Equal(asked, Service.Cells.Count);
        await State.LookAsync(view with { Cell = null });
        Assert.Null(State.Opened);
        Assert.Null(State.Detail);
    }

    [Fact]
    public async Task WhatATeacherHolds_IsTakenOnce_AndTheStudentsPromptsStay()
    {
        await LoadedAsync(Shown);
        State.Held = new TupleHold(Teacher, LocksKnobs: true);

        var keeping = State.KeepHeldAsync();
        await UntilAsync(() => Service.Runs.Count == 2);
        Service.Last.Finish();
        await FinishAsync(keeping);

        Assert.Equal((PatchSite.AttentionWrite, 3, "a b", "c d"), (Service.Last.Request.Site, Service.Last.Request.TopK, Service.Last.Request.Source.Prompt, Service.Last.Request.Target.Prompt));
        await State.KeepHeldAsync();
        Assert.Equal(2, Service.Runs.Count);
    }

    [Fact]
    public async Task ALink_DoesNotGetAroundWhatATeacherHolds()
    {
        State.Held = new TupleHold(Teacher, LocksKnobs: true);

        await LoadedAsync("?model=other&source=a+b&target=c+d&site=mlp&topK=9");

        Assert.Equal(("atlas", PatchSite.AttentionWrite, 3, "a b"), (Service.Last.Request.Model, Service.Last.Request.Site, Service.Last.Request.TopK, Service.Last.Request.Source.Prompt));
    }
}

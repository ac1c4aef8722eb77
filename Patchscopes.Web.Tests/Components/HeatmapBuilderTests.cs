using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class HeatmapBuilderTests
{
    [Fact]
    public void Empty_HasTheBlocksOfTheModelThatCame()
    {
        var builder = new HeatmapBuilder();
        Assert.Single(builder.Empty(0, MapLook.Default).Rows);

        var model = builder.Empty(12, MapLook.Default);

        Assert.Equal(12, model.Rows.Count);
        Assert.Same(model, builder.Empty(12, MapLook.Default));
    }

    [Fact]
    public void Build_ACellThatWasMade_StaysTheSameObject_UntilTheViewChanges()
    {
        var map = ViewMaps.Map();
        var builder = new HeatmapBuilder();
        var first = Build(builder, map, MapLook.Default);

        Assert.Same(first, Build(builder, map, MapLook.Default));
        var entropy = Build(builder, map, new MapLook { View = MapView.Entropy });

        Assert.NotSame(first.Cells[0][0], entropy.Cells[0][0]);
        Assert.False(entropy.Extends(first));
    }

    [Fact]
    public void Build_TransposedAndFlipped_IsThePapersOrientation()
    {
        var look = new MapLook { Transposed = true, Flipped = true };
        var model = Build(new HeatmapBuilder(), ViewMaps.Map(), look);

        Assert.Equal(PromptRole.Target, model.RowRole);
        Assert.Equal(["2", "1", "0"], model.Rows);
        Assert.Equal(["0", "1", "2"], model.Columns);
        // ℓ = 0, ℓ* = 0 stands at the bottom left; the cells say their layers.
        Assert.Equal("s0t0", model.Cells[2][0]!.Value.Words);
        Assert.Equal("s2t1", model.Cells[1][2]!.Value.Words);
    }

    private static HeatmapModel Build(HeatmapBuilder builder, SweepMap map, MapLook look) =>
        builder.Build(new ViewValues(map, look), (map, look), look, isRunning: false);
}

using Patchscopes.Web.Components.Controls;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class HeatmapBuilderTests
{
    [Fact]
    public void Build_WithoutAMap_HasTheBlocksOfTheModelThatCame()
    {
        var builder = new HeatmapBuilder();
        Assert.Single(builder.Build(null, false, 0).Rows);

        var model = builder.Build(null, false, 12);

        Assert.Equal(12, model.Rows.Count);
        Assert.Same(model, builder.Build(null, false, 12));
    }
}

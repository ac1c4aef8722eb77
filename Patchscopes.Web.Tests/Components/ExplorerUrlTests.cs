using CsCheck;
using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ExplorerUrlTests
{
    private static readonly SweepRequest Defaults = ExplorerState.Defaults("atlas");

    private static readonly Gen<string> Text = Gen.OneOf<string>(
        Gen.String[Gen.Char[' ', '~'], 0, 40], Gen.String[Gen.OneOf('\n', '\t', '+', '&', '=', '%', '#', '?', 'é', '语', '␣'), 0, 12], Gen.Const("👩‍👩‍👧 ?->"));

    private static readonly Gen<Readout> Readouts = Gen.OneOf<Readout>(Gen.Const(Readout.Last), Gen.Const(Readout.Patched), Gen.Int[-200, 200].Select(Readout.At));

    private static readonly Gen<IReadOnlyList<Layer>?> Layers = Gen.OneOf<IReadOnlyList<Layer>?>(
        Gen.Const((IReadOnlyList<Layer>?)null), Gen.Int[-1, 50].HashSet[1, 8].Select(set => (IReadOnlyList<Layer>?)[.. set.Select(at => new Layer(at))]));

    private static readonly Gen<MapLook> Looks =
        from view in Gen.Enum<MapView>()
        from turned in Gen.Select(Gen.Bool, Gen.Bool)
        from scale in Gen.Enum<MapScale>()
        from form in Gen.Enum<MapForm>()
        from zoom in Gen.Int[0, MapLook.Zooms.Count - 1]
        select new MapLook { View = view, Transposed = turned.Item1, Flipped = turned.Item2, Scale = scale, Form = form, Zoom = MapLook.Zooms[zoom] };

    private static readonly Gen<ExplorerView> Views =
        from model in Gen.OneOf("atlas", "gpt2 medium", "a&b=c")
        from source in Text
        from target in Text
        from positions in Gen.Select(Gen.Int[-500, 500], Gen.Int[-500, 500])
        from chats in Gen.Select(Gen.Bool, Gen.Bool)
        from readout in Readouts
        from topK in Gen.Int[1, SweepRequest.LargestTopK]
        from rows in Layers
        from columns in Layers
        from look in Looks
        from cell in Gen.OneOf<CellAddress?>(Gen.Const((CellAddress?)null), Gen.Select(Gen.Int[-1, 99], Gen.Int[-1, 99], (l, t) => (CellAddress?)new CellAddress(new Layer(l), new Layer(t))))
        select new ExplorerView(
            new SweepRequest
            {
                Model = model,
                Source = new PromptPosition(source, positions.Item1) { Chat = chats.Item1 },
                Target = new PromptPosition(target, positions.Item2) { Chat = chats.Item2 },
                Readout = readout,
                TopK = topK,
                SourceLayers = rows,
                TargetLayers = columns,
            },
            cell)
        { Look = look };

    [Fact]
    public void Read_WhatWasWritten_GivesTheSameView() => Views.Sample(view =>
    {
        var link = ExplorerUrl.Read(ExplorerUrl.Write(view), Defaults);

        Assert.Empty(link.Problems);
        Assert.False(link.IsBlank);
        Assert.Equal(view.Cell, link.View.Cell);
        Assert.Equal(view.Look, link.View.Look);
        Assert.Equal(view.Request.SourceLayers ?? [], link.View.Request.SourceLayers ?? []);
        Assert.Equal(view.Request.TargetLayers ?? [], link.View.Request.TargetLayers ?? []);
        Assert.Equal(view.Request with { SourceLayers = null, TargetLayers = null }, link.View.Request with { SourceLayers = null, TargetLayers = null });
    });

    [Fact]
    public void Write_IsStable() => Views.Sample(view =>
        Assert.Equal(ExplorerUrl.Write(view), ExplorerUrl.Write(ExplorerUrl.Read(ExplorerUrl.Write(view), Defaults).View)));

    [Theory]
    [InlineData("sourceToken", "three")]
    [InlineData("targetToken", "1.5")]
    [InlineData("readout", "first")]
    [InlineData("topK", "0")]
    [InlineData("topK", "101")]
    [InlineData("sourceLayers", "0,0")]
    [InlineData("targetLayers", "-2")]
    [InlineData("cell", "3")]
    [InlineData("view", "Entropy")]
    [InlineData("answer", "0")]
    [InlineData("transpose", "yes")]
    [InlineData("flip", "2")]
    [InlineData("scale", "viridis")]
    [InlineData("zoom", "101")]
    [InlineData("show", "chart")]
    public void Read_ABadField_NamesItAndKeepsTheRest(string field, string value)
    {
        var link = ExplorerUrl.Read($"?model=gpt2&source=Hello+you&target=a+b&{field}={value}", Defaults);

        var problem = Assert.Single(link.Problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(field, problem.Message, StringComparison.Ordinal);
        Assert.Contains(value, problem.Message, StringComparison.Ordinal);
        Assert.Equal(("gpt2", "Hello you", "a b"), (link.View.Request.Model, link.View.Request.Source.Prompt, link.View.Request.Target.Prompt));
    }

    [Theory]
    [InlineData("?foo=1&source=a&target=b", "foo")]
    [InlineData("?source=a&target=b&cell=1-1&cell=2-2", "cell")]
    [InlineData("?source=a&target=b&CELL=1-1&cell=2-2", "CELL")]
    public void Read_AFieldThatIsUnknownOrDoubled_NamesIt(string query, string field)
    {
        var link = ExplorerUrl.Read(query, Defaults);

        var problem = Assert.Single(link.Problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(field, problem.Message, StringComparison.Ordinal);
        Assert.Equal(("a", "b"), (link.View.Request.Source.Prompt, link.View.Request.Target.Prompt));
    }

    [Fact]
    public void Read_ManyUnknownFields_IsOneMessage()
    {
        var problem = Assert.Single(ExplorerUrl.Read("?a=1&b=2&c=3&d=4", Defaults).Problems);

        Assert.Equal("The link says “a”, “b”, “c” and others, which the explorer does not know. The rest of the link was kept.", problem.Message);
    }

    [Fact]
    public void Read_AnyText_NeverThrows() => Gen.String.Sample(text => Assert.NotNull(ExplorerUrl.Read(text, Defaults)));

    [Fact]
    public void Read_Nothing_IsBlankAndTheDefaults()
    {
        var link = ExplorerUrl.Read("", Defaults);

        Assert.True(link.IsBlank);
        Assert.Equal(Defaults, link.View.Request);
    }
}

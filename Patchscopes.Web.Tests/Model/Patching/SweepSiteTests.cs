using CsCheck;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Patching;

/// <summary>Sites inside the blocks and several patched positions: the sweep against one run per cell.</summary>
public sealed class SweepSiteTests
{
    private static readonly IReadOnlyList<Layer> Blocks = Layer.Blocks(TinyModel.Config.Blocks);

    public static TheoryData<PatchSite, int, int?> Places => new()
    {
        { PatchSite.AttentionWrite, 0, null }, { PatchSite.AttentionWrite, 4, null }, { PatchSite.AttentionWrite, 8, null }, { PatchSite.AttentionWrite, 4, 4 },
        { PatchSite.Mid, 0, null }, { PatchSite.Mid, 8, null },
        { PatchSite.FeedForwardWrite, 0, null }, { PatchSite.FeedForwardWrite, 4, null }, { PatchSite.FeedForwardWrite, 8, null }, { PatchSite.FeedForwardWrite, 4, 6 },
    };

    public static TheoryData<string> Variants => ["parallel", "norms after writes", "norms after sums", "gated"];

    [Theory]
    [MemberData(nameof(Places))]
    public void Sweep_AtASiteInsideTheBlock_EqualsOneRunPerCell(PatchSite site, int position, int? readout)
    {
        using var model = TinyModel.Load();
        AssertEqualsOneByOne(model, TinyModel.Plan(position, readout, Blocks, Blocks) with { Site = site });
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Sweep_AtASiteOfAnyBlock_EqualsOneRunPerCell(string variant)
    {
        using var model = TinyModel.Load(Variant(variant));
        foreach (var site in new[] { PatchSite.AttentionWrite, PatchSite.Mid, PatchSite.FeedForwardWrite })
            AssertEqualsOneByOne(model, TinyModel.Plan(4, null, Blocks, Blocks) with { Site = site });
    }

    [Fact]
    public void Sweep_OfSeveralPositionsAtAnySite_EqualsOneRunPerCell()
    {
        using var model = TinyModel.Load();
        var places = Gen.Select(Gen.Int[0, 8].ArrayUnique[1, 4], Gen.Int[0, 8], Gen.Enum<PatchSite>());
        places.Sample((positions, readout, site) => AssertEqualsOneByOne(model, TinyModel.Plan(positions[0], readout, Blocks, Blocks) with
        {
            Site = site,
            Target = new PatchTarget(TinyModel.Target, positions[0]) { Also = positions[1..] },
        }), iter: 25, threads: 1);
    }

    [Fact]
    public void PlainSweep_AtASiteAndSeveralPositions_EqualsOneRunPerCell()
    {
        using var model = TinyModel.Load();
        foreach (var site in Enum.GetValues<PatchSite>())
        {
            var plan = TinyModel.Plan(3, null, Blocks, Blocks) with { Site = site, Target = new PatchTarget(TinyModel.Target, 3) { Also = [6, 1] } };
            var cells = Blocks.SelectMany(_ => Blocks, (source, target) => (source, target)).ToList();
            Numbers.AssertClose(OneByOne.Logits(model, plan).Values, model.PlainLogits(plan, cells, Token).Values);
        }
    }

    [Fact]
    public void SelfPatch_OfAnySite_ChangesNothing()
    {
        using var model = TinyModel.Load();
        foreach (var site in new[] { PatchSite.AttentionWrite, PatchSite.Mid, PatchSite.FeedForwardWrite })
        {
            var plan = TinyModel.Plan(4, null, Blocks, Blocks) with { Site = site, Source = new PatchSource(TinyModel.Target, 4) };
            var (map, clean) = (model.SweepLogits(plan, Token), model.Run(TinyModel.Target, [], Token).Logits.At(0, 8).ToArray());
            foreach (var block in Blocks)
                Numbers.AssertClose(clean, map.At(block.Index, block.Index).ToArray());
        }
    }

    [Theory]
    [InlineData(0, 1, 3, false)]
    [InlineData(0, 3, 3, false)]
    [InlineData(4, 1, 3, true)]
    [InlineData(4, 3, 3, false)]
    [InlineData(2, 5, 3, true)]
    public void CannotChange_IfNoPatchedPositionReachesTheReadout(int layer, int also, int readout, bool isDead)
    {
        var plan = TinyModel.Plan(6, readout) with { Target = new PatchTarget(TinyModel.Target, 6) { Also = [also] } };
        Assert.Equal(isDead, plan.CannotChange(new Layer(layer), 5));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DecoderConfig Variant(string name) => name switch
    {
        "parallel" => TinyModel.Config with { IsParallel = true },
        "norms after writes" => TinyModel.Config with { NormPlacement = NormPlacement.AfterWrite },
        "norms after sums" => TinyModel.Config with { NormPlacement = NormPlacement.AfterSum },
        "gated" => TinyModel.Config with { IsGated = true, Norm = NormKind.RootMeanSquare },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static void AssertEqualsOneByOne(Patchscopes.Model.Running.LoadedModel model, SweepPlan plan) =>
        Numbers.AssertClose(OneByOne.Logits(model, plan).Values, model.SweepLogits(plan, CancellationToken.None).Values);
}

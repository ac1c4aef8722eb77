using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Patching;

public sealed class SweepPlanTests
{
    private static readonly SweepPlan Fits = TinyModel.Plan(4);

    public static TheoryData<string, string> Misfits => new()
    {
        { "empty source", "source prompt is empty" },
        { "empty target", "target prompt is empty" },
        { "long target", "33 tokens; the model reads 32" },
        { "source position", "source position 7" },
        { "negative position", "target position -1" },
        { "token", "token id beyond" },
        { "read-out", "read-out position 9" },
        { "no tokens per cell", "0 tokens per cell" },
        { "no layer", "No source layer" },
        { "layer twice", "target layer is asked for twice" },
        { "layer beyond", "beyond the model's 5 blocks" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Check_OfAPlanThatDoesNotFit_NamesWhat(string misfit, string message)
    {
        Fits.Check(TinyModel.Config);
        var error = Assert.Throws<ArgumentException>(() => Misfit(misfit).Check(TinyModel.Config));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 8, 4, true)]
    [InlineData(4, 8, 3, false)]
    [InlineData(4, 4, 4, false)]
    [InlineData(4, 3, 0, true)]
    [InlineData(4, 3, -1, true)]
    public void CannotChange_ByReadOutAndColumn_SaysWhetherThePatchCanReachIt(int position, int readout, int column, bool dead) =>
        Assert.Equal(dead, TinyModel.Plan(position, readout).CannotChange(new Layer(column), 5));

    [Fact]
    public void Cells_CountsEveryRowOfEveryColumn() => Assert.Equal(36, Fits.Cells);

    private static SweepPlan Misfit(string name) => name switch
    {
        "empty source" => Fits with { Source = new PatchSource([], 0) },
        "empty target" => Fits with { Target = new PatchTarget([], 0) },
        "long target" => Fits with { Target = new PatchTarget(new int[33], 0) },
        "source position" => Fits with { Source = Fits.Source with { Position = 7 } },
        "negative position" => Fits with { Target = Fits.Target with { Position = -1 } },
        "token" => Fits with { Source = new PatchSource([50], 0) },
        "read-out" => Fits with { ReadoutPosition = 9 },
        "no tokens per cell" => Fits with { TopK = 0 },
        "no layer" => Fits with { SourceLayers = [] },
        "layer twice" => Fits with { TargetLayers = [new Layer(1), new Layer(2), new Layer(1)] },
        "layer beyond" => Fits with { TargetLayers = [new Layer(5)] },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}

using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using TorchSharp;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

/// <summary>The identities that a model must pass at load, and that they see what is wrong.</summary>
public sealed class ModelChecksTests : IDisposable
{
    private static readonly int[] Tokens = [7, 3, 41, 12, 3, 28, 9];

    private readonly Decoder _decoder = new(TinyModel.Config, RandomWeights.Of(TinyModel.Config, 1));
    private readonly IDisposable _noGradients = torch.no_grad();

    public void Dispose()
    {
        _noGradients.Dispose();
        _decoder.Weights.Dispose();
    }

    [Fact]
    public void Run_OfASoundModel_Holds() => Assert.All(ModelChecks.Run(_decoder), check => Assert.True(check.Holds, $"{check}"));

    /// <summary>States of a model that differs in one number: the bias of the last feed-forward layer.</summary>
    [Fact]
    public void Run_OnStatesThatAreSlightlyWrongInTheLastBlock_FailsTheLens()
    {
        var (weights, last) = (_decoder.Weights, _decoder.Weights.Blocks[^1]);
        using var bias = last.FeedForward.Down.Bias!.clone();
        bias[0] = 1f;
        var other = last with { FeedForward = last.FeedForward with { Down = last.FeedForward.Down with { Bias = bias } } };
        var differences = Differences(weights with { Blocks = [.. weights.Blocks.SkipLast(1), other] });
        Assert.True(differences[1] > 100 * ModelChecks.Tolerance(torch.ScalarType.Float32), $"{differences[1]}");
    }

    [Fact]
    public void Run_OnStatesOfOtherWeights_FailsWherePatchesAreUsed()
    {
        using var other = RandomWeights.Of(TinyModel.Config, 2);
        var differences = Differences(other);
        Assert.All(differences[..2], difference => Assert.True(difference > ModelChecks.Tolerance(torch.ScalarType.BFloat16), $"{difference}"));
    }

    [Theory]
    [InlineData(torch.ScalarType.Float32)]
    [InlineData(torch.ScalarType.Float16)]
    [InlineData(torch.ScalarType.BFloat16)]
    public void Run_OfTheEmbeddedModelInAnyType_Holds(torch.ScalarType type)
    {
        var (decoder, _) = Checkpoint.Load(ModelCatalog.DefaultEmbeddedFolder, torch.CPU, type);
        using var weights = decoder.Weights;
        Assert.All(ModelChecks.Run(decoder), check => Assert.True(check.Holds && check.Tolerance == ModelChecks.Tolerance(type), $"{check}"));
    }

    private List<double> Differences(DecoderWeights weights)
    {
        using var run = CleanRun.Of(new Decoder(TinyModel.Config, weights), Tokens, false, TestContext.Current.CancellationToken);
        return [.. ModelChecks.Run(_decoder, run).Select(check => check.Difference)];
    }
}

using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Corpus;
using Patchscopes.Model.Training.Optimisation;
using TorchSharp;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Training;

public sealed class TrainingStateTests : IDisposable
{
    private const double Rate = 1e-3;
    private const int Seed = -1_234_567_891;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly BatchWriter _batches = new(AtlasTokenizerTests.Shared, 1);

    private static int Vocabulary => AtlasTokenizerTests.Shared.Vocabulary.Tokens.Count;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_AfterSave_GoesOnToTheSameWeightsAsWithoutABreak()
    {
        var path = Path.Combine(_folder.FullName, "state.safetensors");
        using var straight = Start();
        Step(straight);
        straight.Save(path);
        Step(straight);
        using var resumed = TrainingState.Load(path, AtlasShape.Atlas, Vocabulary, Seed);
        Assert.Equal(1, resumed.NextStep);
        Step(resumed);

        Assert.All(straight.Parameters.Named, parameter => Assert.True(parameter.Value.equal(resumed.Parameters.Named[parameter.Key]).all().item<bool>(), parameter.Key));
        Assert.False(File.Exists(path + ".part"));
    }

    [Fact]
    public void Load_WithAnotherSeed_NamesBothAndTheRemedy()
    {
        var error = Refused(_ => { }, seed: 2);
        Assert.Contains($"is of a training with seed {Seed}, and 2 is asked for. Delete it to begin anew, or give another folder with --work.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfACutFile_NamesTheRemedy() =>
        Assert.Contains("Delete it to begin anew", Refused(path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^8])), StringComparison.Ordinal);

    [Fact]
    public void Load_OfACheckpointWithoutASeed_NamesTheRemedy()
    {
        var error = Refused(path =>
        {
            using var progress = torch.zeros(2);
            SafetensorsWriter.Write(path, [KeyValuePair.Create("progress", progress)], torch.ScalarType.Float32);
        });
        Assert.Contains("it holds no seed, as those of older versions). Delete it to begin anew", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_InTheCopyingPhase_LowersTheLossAndLeavesTheUpperBlocksAlone()
    {
        using var state = Start();
        var upper = state.Parameters.Named["transformer.h.8.mlp.c_fc.weight"].clone();
        var losses = Enumerable.Range(0, 4).Select(_ => Step(state, batch: 0)).ToList();

        Assert.True(losses[^1] < losses[0], string.Join(" ", losses));
        Assert.True(upper.equal(state.Parameters.Named["transformer.h.8.mlp.c_fc.weight"]).all().item<bool>());
        Assert.Equal(0, state.Parameters.Named["transformer.h.0.attn.c_proj.weight"].abs().max().item<float>());
    }

    [Fact]
    public void Step_LeavesNoTensorBehind()
    {
        using var state = Start();
        Step(state);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        Step(state);

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static TrainingState Start()
    {
        var parameters = new AtlasParameters(AtlasShape.Atlas, Vocabulary);
        AtlasInitialisation.Apply(parameters, AtlasTokenizerTests.Shared, 1);
        return TrainingState.Start(parameters, TrainingPhase.Copying, Seed);
    }

    /// <summary>What is said of a checkpoint after something was done to it.</summary>
    private string Refused(Action<string> change, int seed = Seed)
    {
        var path = Path.Combine(_folder.FullName, "state.safetensors");
        using (var state = Start())
            state.Save(path);
        change(path);
        return Assert.Throws<InvalidDataException>(() => TrainingState.Load(path, AtlasShape.Atlas, Vocabulary, seed)).Message;
    }

    private float Step(TrainingState state, int? batch = null)
    {
        var losses = state.Step.Backpropagate(_batches.Write(state.Phase, batch ?? state.NextStep), state.Phase, 1);
        state.Optimiser.Step(Rate, state.NextStep++);
        return losses.Answers;
    }
}

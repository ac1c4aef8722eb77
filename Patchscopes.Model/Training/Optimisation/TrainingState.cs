using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training.Optimisation;

/// <summary>Everything a training continues from: weights, the optimiser's moments, the phase and the next step.</summary>
internal sealed class TrainingState : IDisposable
{
    private const string Progress = "progress";

    /// <summary>The seed's upper and lower 16 bits, which a float32 holds exactly.</summary>
    private const string SeedParts = "seed";

    /// <summary>Matrices that were set to a circuit move this much more slowly, or Adam washes them out at once.</summary>
    private const double SketchedRate = .05;

    /// <summary>The block that applies relations follows the new signals of lists slowly, so that it keeps what it knows.</summary>
    private const double RelearntRate = .2;

    private TrainingState(AtlasParameters parameters, TrainingPhase phase, int step, int seed)
    {
        (Parameters, Phase, NextStep, Seed) = (parameters, phase, step, seed);
        Step = new TrainingStep(parameters);
        Optimiser = new AdamW();
        foreach (var (name, tensor) in parameters.SelectTrained(phase))
            Optimiser.Add(name, tensor, Rates(parameters, phase, name));
        foreach (var (name, tensor) in Step.ProbesOf(phase))
            Optimiser.Add(name, tensor);
    }

    public AtlasParameters Parameters { get; }

    public TrainingStep Step { get; }

    public AdamW Optimiser { get; }

    public TrainingPhase Phase { get; }

    public int NextStep { get; set; }

    /// <summary>What decided the first weights and decides the corpus.</summary>
    public int Seed { get; }

    /// <summary>The start of a phase, on the weights of the one before. Takes the parameters over.</summary>
    public static TrainingState Start(AtlasParameters parameters, TrainingPhase phase, int seed) => new(parameters, phase, 0, seed);

    /// <summary>Reads a state that <see cref="Save"/> wrote, of a training with this seed.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of another training.</exception>
    public static TrainingState Load(string path, AtlasShape shape, int vocabulary, int seed)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            var (progress, stored) = (Numbers(file, Progress), Numbers(file, SeedParts));
            var storedSeed = ((int)stored[0] << 16) | (int)stored[1];
            if (storedSeed != seed)
                throw Unusable(path, $"is of a training with seed {storedSeed}, and {seed} is asked for");
            if (shape.Phases.All(phase => phase.Phase != (TrainingPhase)progress[0]))
                throw Unusable(path, $"is in a phase {progress[0]}, which this training does not have");
            return Read(file, path, new TrainingState(new AtlasParameters(shape, vocabulary), (TrainingPhase)progress[0], (int)progress[1], seed));
        }
        catch (ModelLoadException error)
        {
            throw Unusable(path, $"cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <summary>Writes the state aside and then puts it in place, so that a broken write never replaces a whole state.</summary>
    public void Save(string path)
    {
        using var scope = NewDisposeScope();
        var progress = tensor(new[] { (float)Phase, NextStep });
        var seed = tensor(new float[] { Seed >>> 16, Seed & 0xFFFF });
        SafetensorsWriter.Write(path, [.. Tensors(), KeyValuePair.Create(Progress, progress), KeyValuePair.Create(SeedParts, seed)], ScalarType.Float32);
    }

    public void Dispose()
    {
        Optimiser.Dispose();
        Step.Dispose();
        Parameters.Dispose();
    }

    private static TrainingState Read(WeightFile file, string path, TrainingState state)
    {
        try
        {
            using var noGradients = no_grad();
            foreach (var (name, tensor) in state.Tensors())
            {
                if (!file.Entries.TryGetValue(name, out var entry) || !entry.Shape.SequenceEqual(tensor.shape))
                    throw Unusable(path, $"holds no {name} of shape [{string.Join(", ", tensor.shape)}]");
                using var stored = file.Read(name, ScalarType.Float32);
                tensor.copy_(stored);
            }
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    private static float[] Numbers(WeightFile file, string name) =>
        file.Entries.TryGetValue(name, out var entry) && entry.Elements == 2
            ? file.ReadFloats(name) : throw new ModelLoadException($"it holds no {name}, as those of older versions");

    private static InvalidDataException Unusable(string path, string why, Exception? inner = null) =>
        new($"The checkpoint {path} {why}. Delete it to begin anew, or give another folder with --work.", inner);

    private IEnumerable<KeyValuePair<string, Tensor>> Tensors() =>
    [
        .. Parameters.Named, .. Optimiser.State(), .. Step.ProbesOf(Phase),
    ];

    private static Tensor? Rates(AtlasParameters parameters, TrainingPhase phase, string name) => phase switch
    {
        TrainingPhase.Copying => SketchedRates(parameters, name),
        _ when phase.HintsAtLists() && name.StartsWith($"transformer.h.{AtlasShape.RelationBlock}.", StringComparison.Ordinal) =>
            empty(parameters.Named[name].shape).Fill(RelearntRate),
        _ => null,
    };

    private static Tensor? SketchedRates(AtlasParameters parameters, string name)
    {
        var rates = Sketched().Where(part => part.Name == name).ToList();
        if (rates.Count == 0)
            return null;
        using var scope = NewDisposeScope();
        var tensor = ones(parameters.Named[name].shape);
        foreach (var (_, axis, start) in rates)
            tensor.narrow(axis, start, AtlasShape.Atlas.HeadSize).Fill(SketchedRate);
        return tensor.MoveToOuterDisposeScope();
    }

    /// <summary>The parts that <see cref="AtlasInitialisation"/> set: name of the matrix, axis and first entry.</summary>
    private static IEnumerable<(string Name, int Axis, int Start)> Sketched()
    {
        (int Block, int Heads)[] blocks = [(HintedHeads.TaggingBlock, 1), (HintedHeads.SubjectBlock, HintedHeads.SubjectHeads), (HintedHeads.AnswerBlock, HintedHeads.AnswerHeads)];
        foreach (var (block, heads) in blocks)
        {
            for (var head = 0; head < heads; head++)
            {
                foreach (var part in block == HintedHeads.AnswerBlock ? new[] { 0, 1, 2 } : [2])
                    yield return ($"transformer.h.{block}.attn.c_attn.weight", 1, part * AtlasShape.Atlas.Width + head * AtlasShape.Atlas.HeadSize);
                yield return ($"transformer.h.{block}.attn.c_proj.weight", 0, head * AtlasShape.Atlas.HeadSize);
            }
        }
    }
}

namespace Patchscopes.Model.Training;

/// <summary>Which embedded model is trained, where and how.</summary>
public sealed record TrainingOptions
{
    /// <summary>Which embedded model: "atlas" or "atlas-small".</summary>
    public string Model { get; init; } = AtlasShape.Atlas.Name;

    /// <summary>The folder that receives the finished Hugging Face folder.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The folder of the checkpoints and the log; a training that finds a checkpoint there goes on from it.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>Threads for the arithmetic.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Decides the initial weights and the corpus.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Minutes between two checkpoints.</summary>
    public double MinutesPerCheckpoint { get; init; } = 3;
}

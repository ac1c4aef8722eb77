namespace Patchscopes.Model.Training;

/// <summary>Where and how the embedded model is trained.</summary>
public sealed record TrainingOptions
{
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

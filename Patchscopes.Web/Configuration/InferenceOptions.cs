using System.ComponentModel.DataAnnotations;

namespace Patchscopes.Web.Configuration;

/// <summary>The section "Inference" of appsettings.json.</summary>
internal sealed class InferenceOptions
{
    public const string Section = "Inference";

    /// <summary>How many jobs may wait; the next one is refused.</summary>
    [Range(1, 10_000, ErrorMessage = "Inference:QueueLength is how many jobs may wait: give 1 to 10000.")]
    public int QueueLength { get; init; } = 64;

    /// <summary>Threads that one tensor operation may use; null: one for each processor.</summary>
    [Range(1, 1024, ErrorMessage = "Inference:Threads is how many threads one tensor operation may use: give 1 to 1024.")]
    public int? Threads { get; init; }

    /// <summary>
    /// Finished maps are kept for replay up to this many tokens with their probabilities in all, or what takes as much memory,
    /// and lens tables up to as many again; 0 keeps none.
    /// </summary>
    [Range(0, 100_000_000, ErrorMessage = "Inference:CachedReadings is how many tokens of finished maps are kept: give 0 to 100000000.")]
    public int CachedReadings { get; init; } = 1_000_000;
}

using System.Text.Json.Serialization;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;

namespace Patchscopes.Web.Services.Stages;

/// <summary>One line of a stream over a data set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DatasetStarted), "start")]
[JsonDerivedType(typeof(DatasetVerdict), "verdict")]
[JsonDerivedType(typeof(DatasetSummed), "summary")]
[JsonDerivedType(typeof(DatasetDone), "done")]
[JsonDerivedType(typeof(DatasetCancelled), "cancelled")]
[JsonDerivedType(typeof(DatasetFailed), "failed")]
public abstract record DatasetEvent : IStreamEnds<DatasetEvent>
{
    /// <inheritdoc/>
    public static DatasetEvent Done(double seconds) => new DatasetDone(seconds);

    /// <inheritdoc/>
    public static DatasetEvent Cancelled() => new DatasetCancelled();

    /// <inheritdoc/>
    public static DatasetEvent Failed(string message) => new DatasetFailed(message);
}

/// <summary>The first line.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Relation">The built-in relation; null for rows of one's own.</param>
/// <param name="Rows">How many verdicts will come.</param>
/// <param name="Blocks">How many blocks the lists of the summary have.</param>
/// <param name="Decoder">How states are read.</param>
public sealed record DatasetStarted(string Model, string? Relation, int Rows, int Blocks, LensKind Decoder) : DatasetEvent;

/// <summary>One question's verdict, in order.</summary>
/// <param name="Row">Its place, from 0.</param>
/// <param name="Question">The whole prompt.</param>
/// <param name="Argument">What it is about.</param>
/// <param name="Answer">The right answer.</param>
/// <param name="IsCorrect">Whether the model's greedy continuation begins with the whole answer.</param>
/// <param name="Label">As of a trace.</param>
/// <param name="ArgumentSpan">First and last block with the argument on top; null without.</param>
/// <param name="ApplicationLayer">The block that applies the function; null where none does.</param>
/// <param name="Attribution">What applied it; null without an application layer.</param>
/// <param name="SaturationStart">The first block from which on the final token stays on top.</param>
/// <param name="XScore">How far the curves cross, 0–1.</param>
/// <param name="Crossing">The same in a word.</param>
/// <param name="Said">What the model says in the end.</param>
/// <param name="Doubts">Sentences on what makes it uncertain.</param>
public sealed record DatasetVerdict(
    int Row, string Question, string Argument, string Answer, bool IsCorrect, StageLabel Label, BlockRange? ArgumentSpan, int? ApplicationLayer,
    StageAttribution? Attribution, int SaturationStart, double? XScore, CrossingStrength? Crossing, TokenReading Said,
    IReadOnlyList<string> Doubts) : DatasetEvent
{
    /// <summary>Whether the argument is on top of at least two blocks of its span; otherwise the span is a glimpse and no stage.</summary>
    public bool IsHardSpan { get; init; }
}

/// <summary>What the data set shows: curves, layers and <paramref name="Labels"/> over the correctly answered rows only.</summary>
/// <param name="Rows">Rows traced.</param>
/// <param name="Correct">Rows answered correctly.</param>
/// <param name="Labels">How many of the correctly answered rows have each label.</param>
/// <param name="AllLabels">How many of all rows have each label.</param>
/// <param name="ArgumentRank">Mean reciprocal rank of the argument after each block.</param>
/// <param name="AnswerRank">Mean reciprocal rank of the answer after each block.</param>
/// <param name="ApplicationLayers">How often each block is the application layer.</param>
/// <param name="SaturationLayers">How often saturation starts at each block.</param>
/// <param name="MeanArgument">Mean first block of the argument span; null where there is none.</param>
/// <param name="MeanApplication">Mean application layer; null where there is none.</param>
/// <param name="MeanSaturation">Mean saturation start; null where nothing was correct.</param>
/// <param name="MeanXScore">Mean X-score; null where nothing was correct.</param>
public sealed record DatasetSummed(
    int Rows, int Correct, IReadOnlyDictionary<StageLabel, int> Labels, IReadOnlyDictionary<StageLabel, int> AllLabels,
    IReadOnlyList<double> ArgumentRank, IReadOnlyList<double> AnswerRank, IReadOnlyList<int> ApplicationLayers, IReadOnlyList<int> SaturationLayers,
    double? MeanArgument, double? MeanApplication, double? MeanSaturation, double? MeanXScore) : DatasetEvent
{
    /// <summary>The engine's summary as a line.</summary>
    public static DatasetSummed Of(DatasetSummary summary) => new(
        summary.Rows, summary.Correct, summary.Labels, summary.AllLabels, summary.ArgumentRank, summary.AnswerRank,
        summary.ApplicationLayers, summary.SaturationLayers,
        summary.MeanArgument, summary.MeanApplication, summary.MeanSaturation, summary.MeanXScore);
}

/// <summary>The last line of a whole stream.</summary>
/// <param name="Seconds">On the inference thread.</param>
public sealed record DatasetDone(double Seconds) : DatasetEvent;

/// <summary>The last line of a stream that was stopped; verdicts that came stay valid.</summary>
public sealed record DatasetCancelled : DatasetEvent;

/// <summary>The last line of a stream that broke; never a path or a stack trace.</summary>
public sealed record DatasetFailed(string Message) : DatasetEvent;

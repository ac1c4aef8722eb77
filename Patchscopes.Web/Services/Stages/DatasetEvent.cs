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
/// <param name="Forms">The forms in which every question is asked, one after the other.</param>
public sealed record DatasetStarted(string Model, string? Relation, int Rows, int Blocks, LensKind Decoder, IReadOnlyList<QuestionForm> Forms) : DatasetEvent;

/// <summary>A token that a run says.</summary>
public sealed record SaidToken(int Id, string Text);

/// <summary>A correctly answered question without the feed-forward writes of some blocks at the last position.</summary>
/// <param name="Blocks">The application block, or the smallest range around it that changes the answer; the widest where none does.</param>
/// <param name="Said">What the model says then.</param>
/// <param name="Changed">Whether it is not the answer any more.</param>
/// <param name="SaysArgument">Whether it is the argument.</param>
public sealed record RemovalReading(BlockRange Blocks, SaidToken Said, bool Changed, bool SaysArgument);

/// <summary>One question's verdict, in order.</summary>
/// <param name="Form">How it is asked.</param>
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
/// <param name="Removal">Without what answers it; null where that was not tried: not asked for, wrong, or without an application layer.</param>
public sealed record DatasetVerdict(
    QuestionForm Form, int Row, string Question, string Argument, string Answer, bool IsCorrect, StageLabel Label, BlockRange? ArgumentSpan, int? ApplicationLayer,
    StageAttribution? Attribution, int SaturationStart, double? XScore, CrossingStrength? Crossing, TokenReading Said,
    IReadOnlyList<string> Doubts, RemovalReading? Removal) : DatasetEvent
{
    /// <summary>Whether the argument is on top of at least two blocks of its span; otherwise the span is a glimpse and no stage.</summary>
    public bool IsHardSpan { get; init; }
}

/// <summary>What the data set shows in one form, after its last verdict: curves, layers and <paramref name="Labels"/> over the correctly answered rows only.</summary>
/// <param name="Form">The form.</param>
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
/// <param name="SaturatesEarlier">How many blocks earlier a twin saturates than the questions on average; null for the questions, and where they were not asked.</param>
/// <param name="Removals">What removing feed-forward writes does; null where it was not tried.</param>
public sealed record DatasetSummed(
    QuestionForm Form, int Rows, int Correct, IReadOnlyDictionary<StageLabel, int> Labels, IReadOnlyDictionary<StageLabel, int> AllLabels,
    IReadOnlyList<double> ArgumentRank, IReadOnlyList<double> AnswerRank, IReadOnlyList<int> ApplicationLayers, IReadOnlyList<int> SaturationLayers,
    double? MeanArgument, double? MeanApplication, double? MeanSaturation, double? MeanXScore,
    double? SaturatesEarlier, RemovalSummary? Removals) : DatasetEvent
{
    /// <summary>The engine's summary as a line.</summary>
    /// <param name="form">The form that it sums up.</param>
    /// <param name="summary">The summary.</param>
    /// <param name="questions">That of the questions as they are; null where they were not asked.</param>
    public static DatasetSummed Of(QuestionForm form, DatasetSummary summary, DatasetSummary? questions) => new(
        form, summary.Rows, summary.Correct, summary.Labels, summary.AllLabels, summary.ArgumentRank, summary.AnswerRank,
        summary.ApplicationLayers, summary.SaturationLayers,
        summary.MeanArgument, summary.MeanApplication, summary.MeanSaturation, summary.MeanXScore,
        form is QuestionForm.Question || questions is null ? null : summary.SaturatesEarlierThan(questions), summary.Removals);
}

/// <summary>The last line of a whole stream.</summary>
/// <param name="Seconds">On the inference thread.</param>
public sealed record DatasetDone(double Seconds) : DatasetEvent;

/// <summary>The last line of a stream that was stopped; verdicts that came stay valid.</summary>
public sealed record DatasetCancelled : DatasetEvent;

/// <summary>The last line of a stream that broke; never a path or a stack trace.</summary>
public sealed record DatasetFailed(string Message) : DatasetEvent;

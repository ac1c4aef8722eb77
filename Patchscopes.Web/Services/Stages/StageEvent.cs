using System.Text.Json.Serialization;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services.Stages;

/// <summary>One line of a stream of the stages tab; page, hub and HTTP API read the same objects.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TraceStarted), "start")]
[JsonDerivedType(typeof(BlockTraced), "block")]
[JsonDerivedType(typeof(TraceVerdict), "verdict")]
[JsonDerivedType(typeof(InterventionOutcome), "outcome")]
[JsonDerivedType(typeof(StageDone), "done")]
[JsonDerivedType(typeof(StageCancelled), "cancelled")]
[JsonDerivedType(typeof(StageFailed), "failed")]
public abstract record StageEvent : IStreamEnds<StageEvent>
{
    /// <inheritdoc/>
    public static StageEvent Done(double seconds) => new StageDone(seconds);

    /// <inheritdoc/>
    public static StageEvent Cancelled() => new StageCancelled();

    /// <inheritdoc/>
    public static StageEvent Failed(string message) => new StageFailed(message);
}

/// <summary>The first line of a trace.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Tokens">The prompt as it is run.</param>
/// <param name="Position">The traced position, from 0.</param>
/// <param name="Decoder">How states are read.</param>
public sealed record TraceStarted(string Model, IReadOnlyList<Token> Tokens, int Position, LensKind Decoder) : StageEvent;

/// <summary>How a followed token stands in what a state says.</summary>
public sealed record StandingReading(int Id, string Text, double Probability, int Rank, double ReciprocalRank);

/// <summary>What a state says.</summary>
/// <param name="Top">The most probable tokens, falling.</param>
/// <param name="Argument">The argument's standing; null where none is known.</param>
/// <param name="Answer">The answer's standing.</param>
/// <param name="Entropy">In nats.</param>
/// <param name="CosineWithFinal">Cosine with the state after the last block.</param>
public sealed record StateSays(IReadOnlyList<TokenReading> Top, StandingReading? Argument, StandingReading Answer, double Entropy, double CosineWithFinal);

/// <summary>One block of a trace, in order.</summary>
public sealed record BlockTraced(int Layer, StateSays AfterAttention, StateSays AfterMlp, BlockNorms Norms) : StageEvent;

/// <summary>What a trace amounts to.</summary>
/// <param name="Label">"abstractive", "extractive", "argument-only", "wrong-answer" or "no-x".</param>
/// <param name="ArgumentSpan">First and last block with the argument on top; null without.</param>
/// <param name="IsHardSpan">Whether the argument is on top of at least two blocks there; otherwise the span is a glimpse and no stage.</param>
/// <param name="ApplicationLayer">The block that applies the function; null where none does.</param>
/// <param name="Attribution">"mlp", "attention" or "distributed"; null without an application layer.</param>
/// <param name="SaturationStart">The first block from which on the final token stays on top.</param>
/// <param name="XScore">How far the curves cross, 0–1.</param>
/// <param name="Crossing">The same in a word: "clear", "weak" or "none".</param>
/// <param name="ArgumentStage">Stage A, blocks from–to; null without.</param>
/// <param name="SaturationStage">Stage C, blocks from–to; null without.</param>
/// <param name="Argument">The argument that was followed.</param>
/// <param name="Answer">The answer that was followed.</param>
/// <param name="Said">What the model says in the end.</param>
/// <param name="IsSaidInPrompt">Whether that stands in the prompt, up to the traced position.</param>
/// <param name="Doubts">Sentences on what makes it uncertain.</param>
public sealed record TraceVerdict(
    StageLabel Label, BlockRange? ArgumentSpan, bool IsHardSpan, int? ApplicationLayer, StageAttribution? Attribution, int SaturationStart, double? XScore,
    CrossingStrength? Crossing, BlockRange? ArgumentStage, BlockRange? SaturationStage,
    StandingReading? Argument, StandingReading Answer, TokenReading Said, bool IsSaidInPrompt, IReadOnlyList<string> Doubts) : StageEvent
{
    /// <summary>The word that <see cref="Said"/> is or begins, as the model greedily goes on, with the space before it; null where the answer was given or the run is changed.</summary>
    public string? SaidWord { get; init; }
}

/// <summary>What the model says in the end, without and with the interventions.</summary>
/// <param name="Before">The plain run.</param>
/// <param name="After">The changed run.</param>
/// <param name="Changed">Whether the top token differs.</param>
/// <param name="SaysArgument">Whether the changed run says the argument.</param>
public sealed record InterventionOutcome(StateSays Before, StateSays After, bool Changed, bool SaysArgument) : StageEvent;

/// <summary>The last line of a whole stream.</summary>
/// <param name="Seconds">On the inference thread.</param>
public sealed record StageDone(double Seconds) : StageEvent;

/// <summary>The last line of a stream that was stopped.</summary>
public sealed record StageCancelled : StageEvent;

/// <summary>The last line of a stream that broke; never a path or a stack trace.</summary>
public sealed record StageFailed(string Message) : StageEvent;

using System.Text.Json.Serialization;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services;

/// <summary>One line of a sweep's stream; page, hub and HTTP API read the same objects.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SweepStarted), "start")]
[JsonDerivedType(typeof(SweepUnpatched), "unpatched")]
[JsonDerivedType(typeof(SweepFitted), "fitted")]
[JsonDerivedType(typeof(SweepCells), "cells")]
[JsonDerivedType(typeof(SweepWritten), "written")]
[JsonDerivedType(typeof(SweepDone), "done")]
[JsonDerivedType(typeof(SweepCancelled), "cancelled")]
[JsonDerivedType(typeof(SweepFailed), "failed")]
public abstract record SweepEvent;

/// <summary>The first line: what is run, as tokens, and how many cells will come.</summary>
public sealed record SweepStarted(
    string Model, IReadOnlyList<Token> SourceTokens, IReadOnlyList<Token> TargetTokens, int Cells) : SweepEvent
{
    /// <summary>The tokens of each answer, as it is read.</summary>
    public IReadOnlyList<IReadOnlyList<Token>> Answers { get; init; } = [];

    /// <summary>For how many cells texts will come.</summary>
    public int Written { get; init; }
}

/// <summary>What the target says at the read-out without a patch.</summary>
/// <param name="Top">The most probable next tokens, falling.</param>
/// <param name="Entropy">Of the whole distribution, in nats.</param>
/// <param name="Answers">How each answer stands.</param>
public sealed record SweepUnpatched(IReadOnlyList<TokenReading> Top, double Entropy, IReadOnlyList<AnswerReading> Answers) : SweepEvent;

/// <summary>The affine maps that were fitted for this run.</summary>
/// <param name="Positions">Positions of the texts that they were fitted to.</param>
/// <param name="HeldOut">Positions that were kept out of the fit, to test it on.</param>
/// <param name="Pairs">How well each map does there.</param>
public sealed record SweepFitted(int Positions, int HeldOut, IReadOnlyList<FittedPair> Pairs) : SweepEvent;

/// <summary>How well the map of a pair of layers does.</summary>
/// <param name="SourceLayer">ℓ.</param>
/// <param name="TargetLayer">ℓ*.</param>
/// <param name="R2">Share of the variance of the target's vectors that it explains at positions held out of the fit; 1 is perfect, below 0 worse than their mean.</param>
public sealed record FittedPair(Layer SourceLayer, Layer TargetLayer, double R2);

/// <summary>What the model goes on to write in some cells.</summary>
public sealed record SweepWritten(IReadOnlyList<CellText> Cells) : SweepEvent;

/// <summary>What the model writes after the target prompt with the patch of one cell, which acts in the prompt only.</summary>
/// <param name="SourceLayer">ℓ.</param>
/// <param name="TargetLayer">ℓ*.</param>
/// <param name="Tokens">The tokens written, greedily.</param>
/// <param name="HasAnswer">Whether one of the answers stands in the text, spaces aside; null where none was named.</param>
public sealed record CellText(Layer SourceLayer, Layer TargetLayer, IReadOnlyList<Token> Tokens, bool? HasAnswer);

/// <summary>Some cells of one target layer; every cell of the map comes once.</summary>
public sealed record SweepCells(IReadOnlyList<CellReading> Cells) : SweepEvent;

/// <summary>The last line of a whole map.</summary>
/// <param name="Seconds">From the request's start on the inference thread to the last cell.</param>
public sealed record SweepDone(double Seconds) : SweepEvent;

/// <summary>The last line of a run that was stopped; what came stays valid.</summary>
public sealed record SweepCancelled : SweepEvent;

/// <summary>The last line of a run that broke; never a path or a stack trace.</summary>
public sealed record SweepFailed(string Message) : SweepEvent;

/// <summary>One cell of the map.</summary>
/// <param name="SourceLayer">ℓ.</param>
/// <param name="TargetLayer">ℓ*.</param>
/// <param name="Top">The most probable next tokens, falling.</param>
public sealed record CellReading(Layer SourceLayer, Layer TargetLayer, IReadOnlyList<TokenReading> Top)
{
    /// <summary>Entropy of the whole distribution, in nats.</summary>
    public double Entropy { get; init; }

    /// <summary>The probability of the most probable token without the patch, 0 … 1.</summary>
    public double UsualProbability { get; init; }

    /// <summary>How each answer of the request stands.</summary>
    public IReadOnlyList<AnswerReading> Answers { get; init; } = [];
}

/// <summary>A token with its exact text and its probability (0 … 1).</summary>
public sealed record TokenReading(int Id, string Text, float Probability)
{
    /// <summary>Its visible form, which names the bytes that <see cref="Text"/> cannot hold; for the pages.</summary>
    [JsonIgnore]
    public string Display { get; init; } = TokenDisplay.Of(Text);

    /// <summary>A token with its probability.</summary>
    public static TokenReading Of(Token token, float probability) => new(token.Id, token.Text, probability) { Display = token.Display };
}

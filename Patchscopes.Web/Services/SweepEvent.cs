using System.Text.Json.Serialization;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services;

/// <summary>One line of a sweep's stream; page, hub and HTTP API read the same objects.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SweepStarted), "start")]
[JsonDerivedType(typeof(SweepCells), "cells")]
[JsonDerivedType(typeof(SweepDone), "done")]
[JsonDerivedType(typeof(SweepCancelled), "cancelled")]
[JsonDerivedType(typeof(SweepFailed), "failed")]
public abstract record SweepEvent;

/// <summary>The first line: what is run, as tokens, and how many cells will come.</summary>
public sealed record SweepStarted(
    string Model, IReadOnlyList<Token> SourceTokens, IReadOnlyList<Token> TargetTokens, int Cells) : SweepEvent;

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
public sealed record CellReading(Layer SourceLayer, Layer TargetLayer, IReadOnlyList<TokenReading> Top);

/// <summary>A token with its exact text and its probability (0 … 1).</summary>
public sealed record TokenReading(int Id, string Text, float Probability)
{
    /// <summary>Its visible form, which names the bytes that <see cref="Text"/> cannot hold; for the pages.</summary>
    [JsonIgnore]
    public string Display { get; init; } = TokenDisplay.Of(Text);

    /// <summary>A token with its probability.</summary>
    public static TokenReading Of(Token token, float probability) => new(token.Id, token.Text, probability) { Display = token.Display };
}

using System.Text.Json.Serialization;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services;

/// <summary>Asks what a lens reads in every state of a prompt.</summary>
public sealed record LensRequest
{
    /// <summary>A name from the list of models.</summary>
    public required string Model { get; init; }

    /// <summary>The exact text.</summary>
    public required string Prompt { get; init; }

    /// <summary>Whether the prompt is a message to an instruct model, run as the model's chat template writes it.</summary>
    public bool Chat { get; init; }

    /// <summary>How states are read.</summary>
    public LensKind Decoder { get; init; }

    /// <summary>Tokens given for each state.</summary>
    public int TopK { get; init; } = 3;
}

/// <summary>What a lens reads in every state of a prompt.</summary>
/// <param name="Tokens">The prompt's tokens.</param>
/// <param name="Layers">One row per block.</param>
public sealed record LensTable(IReadOnlyList<Token> Tokens, IReadOnlyList<LensRow> Layers)
{
    /// <summary>About what it takes in memory, in token readings.</summary>
    [JsonIgnore]
    public long Readings => Tokens.Count + Layers.Sum(row => row.Positions.Sum(top => (long)top.Count));
}

/// <summary>One block's row.</summary>
/// <param name="Layer">The block.</param>
/// <param name="Positions">For each token of the prompt the most probable tokens, falling.</param>
public sealed record LensRow(Layer Layer, IReadOnlyList<IReadOnlyList<TokenReading>> Positions);

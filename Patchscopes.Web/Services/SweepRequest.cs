using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;

namespace Patchscopes.Web.Services;

/// <summary>A prompt and a token in it.</summary>
/// <param name="Prompt">The exact text.</param>
/// <param name="Position">Counts tokens as the prompt is run, BOS included; negative from the end.</param>
public sealed record PromptPosition(string Prompt, int Position)
{
    /// <summary>Whether the prompt is a message to an instruct model, run as the model's chat template writes it; positions count those tokens.</summary>
    public bool Chat { get; init; }
}

/// <summary>
/// Where the next token is read: the last token of the target prompt (the default), the patched position i*, or any
/// position (negative from the end).
/// </summary>
public readonly record struct Readout
{
    /// <summary>How <see cref="Last"/> is written, in the API and in links.</summary>
    public const string LastName = "last";

    /// <summary>How <see cref="Patched"/> is written, in the API and in links.</summary>
    public const string PatchedName = "patched";

    private Readout(bool isPatched, int? position) => (IsPatched, Position) = (isPatched, position);

    /// <summary>The last token of the target prompt.</summary>
    public static Readout Last => default;

    /// <summary>The patched position, i*.</summary>
    public static Readout Patched => new(true, null);

    /// <summary>Whether it follows i*.</summary>
    public bool IsPatched { get; }

    /// <summary>An explicit position, or null for <see cref="Last"/> and <see cref="Patched"/>.</summary>
    public int? Position { get; }

    /// <summary>A given position of the target prompt.</summary>
    public static Readout At(int position) => new(false, position);
}

/// <summary>
/// Everything that decides a map; one record for the page, its URL, the hub and the HTTP API. Its JSON form is the
/// contract of <c>POST /api/v1/sweeps</c>.
/// </summary>
public sealed record SweepRequest
{
    /// <summary>Number of tokens per cell that a request gets when it does not say.</summary>
    public const int DefaultTopK = 5;

    /// <summary>The most tokens per cell that a request may ask for.</summary>
    public const int LargestTopK = 100;

    /// <summary>The most answers that a request may name.</summary>
    public const int MostAnswers = 8;

    /// <summary>The most tokens that may be written for each cell.</summary>
    public const int MostNewTokens = 50;

    /// <summary>Most tokens of an answer: the logits of each are read in every cell.</summary>
    public const int MostAnswerTokens = 32;

    /// <summary>M*, the model of the target prompt: a name from the list of models.</summary>
    public required string Model { get; init; }

    /// <summary>M, the model of the source prompt; null: the same.</summary>
    public string? SourceModel { get; init; }

    /// <summary>S and i.</summary>
    public required PromptPosition Source { get; init; }

    /// <summary>T and i*.</summary>
    public required PromptPosition Target { get; init; }

    /// <summary>Further positions of the target prompt that get the same vector ("x x x"), counted as i* is.</summary>
    public IReadOnlyList<int>? AlsoPatched { get; init; }

    /// <summary>Where in the blocks vectors are read and put: "residual", "attention" or "mlp".</summary>
    public PatchSite Site { get; init; }

    /// <summary>f: what is done to a vector before it is put in.</summary>
    public MappingRequest Mapping { get; init; } = MappingRequest.Identity;

    /// <summary>Texts whose probability at the read-out each cell gives; one of several tokens is read after the whole prompt.</summary>
    public IReadOnlyList<string>? Answers { get; init; }

    /// <summary>How many tokens the model writes for each cell, 0 … 50.</summary>
    public int NewTokens { get; init; }

    /// <summary>Which cells it writes them for.</summary>
    public WrittenCells Writes { get; init; }

    /// <summary>Where the next token is read.</summary>
    public Readout Readout { get; init; } = Readout.Last;

    /// <summary>Tokens per cell, 1 … 100.</summary>
    public int TopK { get; init; } = DefaultTopK;

    /// <summary>Rows; null: every block.</summary>
    public IReadOnlyList<Layer>? SourceLayers { get; init; }

    /// <summary>Columns; null: every block.</summary>
    public IReadOnlyList<Layer>? TargetLayers { get; init; }
}

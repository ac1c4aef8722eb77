namespace Patchscopes.Model.SeedFigures;

/// <summary>
/// A map that the re-implementation which this project starts from has published: for real weights, the top token of each
/// cell and its probability. States are outputs of 0-based blocks, the last one before the final norm.
/// </summary>
public sealed record SeedFigure
{
    /// <summary>The checkpoint that it was made with, "gpt2" or "gpt2-medium".</summary>
    public required string Model { get; init; }

    /// <summary>S.</summary>
    public required string SourcePrompt { get; init; }

    /// <summary>Text of the token whose states are read.</summary>
    public required string SourceToken { get; init; }

    /// <summary>Which of the tokens with that text is meant; only "last" is known.</summary>
    public required string SourceTokenOccurrence { get; init; }

    /// <summary>T.</summary>
    public required string TargetPrompt { get; init; }

    /// <summary>i*, from the end where it is negative; the next token is read at the last position.</summary>
    public required int TargetPosition { get; init; }

    /// <summary>The target blocks, one column each.</summary>
    public required IReadOnlyList<int> Targets { get; init; }

    /// <summary>"abstractive" or "extractive" where the figure is of such a question.</summary>
    public string? Task { get; init; }

    /// <summary>Exact text of the top token, [source block, column].</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Token { get; init; }

    /// <summary>Its probability, 0 … 1, [source block, column].</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Probability { get; init; }

    /// <summary>Number of cells.</summary>
    public int Cells => Token.Count * Targets.Count;

    /// <summary>What it is, in a few words.</summary>
    public string InWords => $"{Model}, {(Task is null ? $"{SourceToken.Trim()} into an identity list" : $"the {Task} question")}";
}

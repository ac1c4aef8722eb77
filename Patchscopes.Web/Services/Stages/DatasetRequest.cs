using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;

namespace Patchscopes.Web.Services.Stages;

/// <summary>A question with its argument and answer.</summary>
public sealed record DatasetRow(string Question, string Argument, string Answer);

/// <summary>Traces over a set of questions: a built-in relation, or rows of one's own; exactly one of the two.</summary>
public sealed record DatasetRequest
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>A built-in relation's key ("capital").</summary>
    public string? Relation { get; init; }

    /// <summary>Questions of one's own, 1–5,000.</summary>
    public IReadOnlyList<DatasetRow>? Rows { get; init; }

    /// <summary>How states are read.</summary>
    public LensKind Decoder { get; init; }

    /// <summary>The forms in which each question is asked, in any order; the question alone unless given.</summary>
    public IReadOnlyList<QuestionForm> Forms { get; init; } = [QuestionForm.Question];

    /// <summary>Whether each correctly answered question is asked again without the feed-forward writes that answer it.</summary>
    public bool Removals { get; init; }
}

/// <summary>Accuracy while feed-forward layers are removed from the top, a sixth of the blocks at a time.</summary>
public sealed record AblationRequest
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>A built-in relation's key.</summary>
    public required string Relation { get; init; }

    /// <summary>Questions asked in each form at each step, 1–1,000.</summary>
    public int Rows { get; init; } = 40;
}

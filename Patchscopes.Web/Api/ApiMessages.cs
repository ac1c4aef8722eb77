using Patchscopes.Model.Lenses;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Api;

/// <summary>The answer of GET /api/v1/models.</summary>
/// <param name="Models">The models that can be named, the embedded one first.</param>
internal sealed record ModelsAnswer(IReadOnlyList<ModelSummary> Models);

/// <summary>The body of POST /api/v1/tokenize.</summary>
/// <param name="Model">A name from the list of models.</param>
/// <param name="Text">The exact text.</param>
internal sealed record TokenizeRequest(string Model, string Text)
{
    /// <summary>Whether the text is a message to an instruct model, run as the model's chat template writes it.</summary>
    public bool Chat { get; init; }
}

/// <summary>The answer of POST /api/v1/tokenize.</summary>
/// <param name="Tokens">The tokens of the text as the prompt would be run, BOS included.</param>
internal sealed record TokenizeAnswer(IReadOnlyList<Token> Tokens);

/// <summary>The body of POST /api/v1/traces.</summary>
internal sealed record TraceBody
{
    /// <summary>A name from the list of models.</summary>
    public required string Model { get; init; }

    /// <summary>The prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>Whether the prompt is a message to an instruct model, run as the model's chat template writes it; positions count those tokens.</summary>
    public bool Chat { get; init; }

    /// <summary>The traced position; negative ones count from the end.</summary>
    public int Position { get; init; } = -1;

    /// <summary>How states are read.</summary>
    public LensKind Decoder { get; init; }

    /// <summary>The word that the question is about; found in the prompt where it is left out.</summary>
    public string? Argument { get; init; }

    /// <summary>The expected answer; whatever the model says in the end where it is left out.</summary>
    public string? Answer { get; init; }

    /// <summary>Tokens given for each state.</summary>
    public int TopK { get; init; } = 10;
}

/// <summary>The answer of GET /api/v1/stages/relations.</summary>
/// <param name="Relations">The built-in relations.</param>
internal sealed record RelationsAnswer(IReadOnlyList<StageRelation> Relations);

/// <summary>The answer of POST /api/v1/runs.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Path">Where it is looked at.</param>
/// <param name="OwnerKey">Changes and deletes it; it is told only here.</param>
/// <param name="Expires">From when on it is gone; null: it stays.</param>
internal sealed record KeptAnswer(string Id, string Path, string OwnerKey, DateTimeOffset? Expires);

/// <summary>The body of PATCH /api/v1/runs/{id}: what is left out stays.</summary>
internal sealed record RunWordsBody
{
    /// <summary>The run's name.</summary>
    public string? Title { get; init; }

    /// <summary>Who made it.</summary>
    public string? Author { get; init; }

    /// <summary>Free text.</summary>
    public string? Notes { get; init; }
}

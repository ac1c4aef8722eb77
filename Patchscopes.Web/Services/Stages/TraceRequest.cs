using Patchscopes.Model.Lenses;

namespace Patchscopes.Web.Services.Stages;

/// <summary>Everything that decides a trace; page, hub, HTTP API and links carry the same.</summary>
public sealed record TraceRequest
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>Whether the prompt is a message to an instruct model, run as the model's chat template writes it; positions count those tokens.</summary>
    public bool Chat { get; init; }

    /// <summary>The traced position; negative ones count from the end.</summary>
    public int Position { get; init; } = -1;

    /// <summary>How states are read: "logit-lens" or "token-identity" in the API.</summary>
    public LensKind Decoder { get; init; }

    /// <summary>The word that the question is about; null: found in the prompt.</summary>
    public string? Argument { get; init; }

    /// <summary>The expected answer; null: whatever the model says in the end.</summary>
    public string? Answer { get; init; }

    /// <summary>Tokens given for each state, 1–100.</summary>
    public int TopK { get; init; } = 10;

    /// <summary>What is done to the run; empty for a plain trace.</summary>
    public IReadOnlyList<InterventionRequest> Interventions { get; init; } = [];
}

namespace Patchscopes.Web.Services.Stages;

/// <summary>Where a vector is taken from: the plain run of a prompt on the same model.</summary>
public sealed record VectorSource
{
    /// <summary>The prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>Whether the prompt is a message to an instruct model, run as the model's chat template writes it; positions count those tokens.</summary>
    public bool Chat { get; init; }

    /// <summary>The position in it; negative ones count from the end.</summary>
    public int Position { get; init; } = -1;

    /// <summary>The block.</summary>
    public required int Layer { get; init; }
}

using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Model.Lenses;

/// <summary>The prompts that lenses put states into, and whether a model has room for them.</summary>
public static class LensPrompts
{
    /// <summary>The token-identity target prompt of the Patchscopes code, verbatim.</summary>
    public const string TokenIdentity = "cat -> cat\n1135 -> 1135\nhello -> hello\n?";

    /// <summary>The prompt that a lens runs; null for one that reads the state as it is.</summary>
    public static string? Prompt(this LensKind lens) => lens is LensKind.TokenIdentity ? TokenIdentity : null;

    /// <summary>Why the affine lens cannot be had for a model, from its shape and the built-in texts as it reads them; null where it can.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="width">d.</param>
    /// <param name="blocks">L.</param>
    public static string? AffineRefusal(IReadOnlyList<TextPositions> texts, int width, int blocks) =>
        AffineFit.Refusal(TextPositions.Origins(texts), width, width, Math.Max(1, blocks - 1), targets: 1);

    /// <summary>Whether a lens can be used on a model.</summary>
    /// <param name="lens">The lens.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="context">How many tokens the model reads.</param>
    internal static bool Fits(this LensKind lens, PromptTokenizer tokenizer, int context) =>
        lens.Prompt() is not { } prompt || tokenizer.EncodeToIds(prompt).Count <= context;
}

using System.Globalization;
using Patchscopes.Model.Lenses;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What the pages say of lens tables, and how they call the ways to read a state.</summary>
internal static class LensWords
{
    /// <summary>What a table is.</summary>
    public const string About = "every state of a prompt, read by itself: blocks from top to bottom, tokens from left to right";

    /// <summary>The end of its colours.</summary>
    public const string Most = "1 probability of the token, in figures under the pointer";

    /// <summary>The row that the open cell's state is in.</summary>
    public const string OpenLayer = "the open cell’s layer";

    /// <summary>What stands above the rows.</summary>
    public const string Rows = "after block";

    /// <summary>A table in one sentence.</summary>
    public static string Caption(PromptRole role) => $"What each state of the {role.Name()} prompt says: one row per block, one column per token";

    /// <summary>The chosen token's column.</summary>
    public static string Token(PromptRole role) => $"the {role.Name()} token";

    /// <summary>A state's tokens with their probabilities.</summary>
    public static string Explain(IReadOnlyList<TokenReading> top) =>
        string.Join(", ", top.Select(reading => string.Create(CultureInfo.InvariantCulture, $"{reading.Display} {reading.Probability:0.000}")));

    /// <summary>The name of one.</summary>
    public static string Of(LensKind lens) => lens switch
    {
        LensKind.TokenIdentity => "token identity",
        LensKind.Affine => "affine lens",
        _ => "logit lens",
    };
}

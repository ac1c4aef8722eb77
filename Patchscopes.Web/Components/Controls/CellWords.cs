using Patchscopes.Model.Architecture;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using static System.FormattableString;

namespace Patchscopes.Web.Components.Controls;

/// <summary>A part of a sentence: words, or a token that stands in it.</summary>
/// <param name="Text">The words, or the token's visible form.</param>
/// <param name="IsToken">Whether it is a token.</param>
/// <param name="Role">Whose prompt the token is of; null for one that a model says, and for words.</param>
/// <param name="Formal">The formal name of what it speaks of, for a tooltip; null without one.</param>
public readonly record struct SentencePart(string Text, bool IsToken = false, PromptRole? Role = null, string? Formal = null)
{
    /// <summary>Words.</summary>
    public static SentencePart Words(string words) => new(words);

    /// <summary>A token.</summary>
    public static SentencePart Token(string display, PromptRole? role = null, string? formal = null) => new(display, IsToken: true, role, formal);
}

/// <summary>What a cell means, in sentences.</summary>
internal static class CellWords
{
    /// <summary>The cell's name.</summary>
    public static string Title(CellAddress cell) => $"Cell {cell.Source} → {cell.Target}";

    /// <summary>Which state replaces which, and where the next token is read.</summary>
    public static IEnumerable<SentencePart> Sentence(SweepMap map, CellAddress cell)
    {
        yield return SentencePart.Words("The state of ");
        yield return SentencePart.Token(map.SourceTokens[map.SourcePosition].Display, PromptRole.Source, Invariant($"S, i = {map.SourcePosition}"));
        yield return SentencePart.Words(" ");
        yield return new SentencePart(After(cell.Source), Formal: "ℓ = " + Paper(cell.Source));
        yield return SentencePart.Words(" replaces ");
        var positions = map.TargetPositions.Distinct().Order().ToList();
        foreach (var (at, position) in positions.Index())
        {
            if (at > 0)
                yield return SentencePart.Words(at == positions.Count - 1 ? " and " : ", ");
            yield return SentencePart.Token(map.TargetTokens[position].Display, PromptRole.Target, Invariant($"T, {(position == map.TargetPosition ? "i*" : "token")} = {position}"));
        }
        yield return SentencePart.Words(" ");
        yield return new SentencePart(After(cell.Target), Formal: "ℓ* = " + Paper(cell.Target));
        if (map.ReadPosition == map.TargetTokens.Count - 1)
            yield return SentencePart.Words(". Read at the last token.");
        else if (map.ReadPosition == map.TargetPosition)
            yield return SentencePart.Words(". Read at the patched token.");
        else
        {
            yield return SentencePart.Words(Invariant($". Read at token {map.ReadPosition}, "));
            yield return SentencePart.Token(map.TargetTokens[map.ReadPosition].Display);
            yield return SentencePart.Words(".");
        }
    }

    /// <summary>What the model then says.</summary>
    /// <param name="says">With the patch.</param>
    /// <param name="usual">Without; null where that is not known.</param>
    public static IEnumerable<SentencePart> Meaning(TokenReading says, TokenReading? usual)
    {
        yield return SentencePart.Words("The model then says ");
        yield return SentencePart.Token(says.Display);
        yield return SentencePart.Words(Invariant($" ({says.Probability:0.000})"));
        if (usual is null)
            yield return SentencePart.Words(".");
        else if (usual.Id == says.Id)
            yield return SentencePart.Words(Invariant($", as it does without the patch ({usual.Probability:0.000})."));
        else
        {
            yield return SentencePart.Words("; without the patch it says ");
            yield return SentencePart.Token(usual.Display);
            yield return SentencePart.Words(Invariant($" ({usual.Probability:0.000})."));
        }
    }

    private static string After(Layer layer) => layer.IsEmbedding ? "as embedded" : Invariant($"after block {layer.Index}");

    private static string Paper(Layer layer) =>
        layer.IsEmbedding ? "the embedding" : Invariant($"after block {layer.Index} (the paper's layer {layer.Index + 1})");
}

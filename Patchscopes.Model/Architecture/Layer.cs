using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Patchscopes.Model.Architecture;

/// <summary>
/// A layer: the 0-based index of a block. Its hidden state is the residual stream after that block, the last one
/// before the final norm. The embedding output is a row of its own, <see cref="Embedding"/>. The Patchscopes paper's
/// text counts from 1 (its layer 8 is block 7 here); its code and figures count as this type does.
/// </summary>
/// <param name="Index">The block's index, or −1 for the embedding output.</param>
public readonly record struct Layer(int Index) : IComparable<Layer>
{
    /// <summary>The name under which the embedding output appears wherever a layer is written.</summary>
    public const string EmbeddingName = "emb";

    /// <summary>The input of block 0: token embedding plus position embedding.</summary>
    public static Layer Embedding => new(-1);

    /// <summary>Whether this is the embedding output and not a block.</summary>
    public bool IsEmbedding => Index < 0;

    /// <summary>The blocks 0 … <paramref name="blocks"/> − 1, in order.</summary>
    public static IReadOnlyList<Layer> Blocks(int blocks) => [.. Enumerable.Range(0, blocks).Select(i => new Layer(i))];

    /// <summary>Reads "emb" or a block index; a negative number is not a layer.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Layer layer)
    {
        if (text == EmbeddingName)
        {
            layer = Embedding;
            return true;
        }
        var isBlock = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var block);
        layer = new Layer(block);
        return isBlock;
    }

    /// <summary>Whether a model of <paramref name="blocks"/> blocks has this layer.</summary>
    public bool IsIn(int blocks) => Index >= -1 && Index < blocks;

    /// <inheritdoc/>
    public int CompareTo(Layer other) => Index.CompareTo(other.Index);

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/> in the model.</summary>
    public static bool operator <(Layer left, Layer right) => left.Index < right.Index;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/> in the model.</summary>
    public static bool operator >(Layer left, Layer right) => left.Index > right.Index;

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/> or is the same.</summary>
    public static bool operator <=(Layer left, Layer right) => left.Index <= right.Index;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/> or is the same.</summary>
    public static bool operator >=(Layer left, Layer right) => left.Index >= right.Index;

    /// <summary>"emb" or the block's index.</summary>
    public override string ToString() => IsEmbedding ? EmbeddingName : Index.ToString(CultureInfo.InvariantCulture);
}

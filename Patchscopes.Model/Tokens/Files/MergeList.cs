using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Tokens.Merging;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>The list of merges of a BPE, checked against its vocabulary.</summary>
internal static class MergeList
{
    /// <summary>A merge written "left right"; null where it is not.</summary>
    public static Merge? Parse(string line) =>
        line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right] ? new Merge(left, right) : null;

    /// <summary>The merges in their order; of one that is written twice the later place counts, as in Hugging Face's tokenizers.</summary>
    /// <param name="file">Where they are written.</param>
    /// <param name="vocabulary">Must hold both sides of every merge and what they become.</param>
    /// <param name="merges">Each with its place or its text, for the message; null is one that cannot be read.</param>
    public static List<Merge> Checked(string file, IReadOnlyDictionary<string, int> vocabulary, IEnumerable<(string Written, Merge? Merge)> merges)
    {
        var places = new Dictionary<Merge, int>();
        var place = 0;
        foreach (var (written, merge) in merges)
        {
            if (merge is not { } read)
                throw new ModelLoadException($"{file}: the merge {written} is not two pieces with a space between them.");
            foreach (var piece in new[] { read.Left, read.Right, read.Left + read.Right })
            {
                if (!vocabulary.ContainsKey(piece))
                    throw new ModelLoadException($"{file}: the vocabulary and the merges do not fit each other: {piece}, of the merge {read.Left} {read.Right}, is no piece.");
            }
            places[read] = place++;
        }
        return [.. places.OrderBy(entry => entry.Value).Select(entry => entry.Key)];
    }

    /// <summary>A vocabulary in which two pieces have one id cannot be read back.</summary>
    public static void RequireDistinctIds(string file, IReadOnlyDictionary<string, int> vocabulary)
    {
        var pieces = new Dictionary<int, string>();
        foreach (var (piece, id) in vocabulary)
        {
            if (!pieces.TryAdd(id, piece))
                throw new ModelLoadException($"{file}: the vocabulary gives {pieces[id]} and {piece} the same id, {id}.");
        }
    }

    /// <summary>Byte-level BPE can encode every text only if each byte is a piece, but for those that UTF-8 never has.</summary>
    public static void RequireAlphabet(string file, IReadOnlyDictionary<string, int> vocabulary)
    {
        var lacking = ByteAlphabet.All.Index().FirstOrDefault(entry => entry.Index is not (0xC0 or 0xC1 or >= 0xF5) && !vocabulary.ContainsKey(entry.Item.ToString())).Item;
        if (lacking != default)
            throw new ModelLoadException($"{file}: the vocabulary lacks the byte {lacking}, so some texts could not be encoded.");
    }
}

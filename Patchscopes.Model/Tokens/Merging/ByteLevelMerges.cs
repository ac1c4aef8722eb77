using Microsoft.ML.Tokenizers;

namespace Patchscopes.Model.Tokens.Merging;

/// <summary>
/// Byte-level BPE: parts come in the byte alphabet, and Microsoft.ML.Tokenizers merges them. The vocabulary must hold the
/// 256 characters of the alphabet.
/// </summary>
internal sealed class ByteLevelMerges : IWordEncoder
{
    private readonly BpeTokenizer _merges;
    private readonly IReadOnlyDictionary<string, int>? _whole;

    /// <param name="vocabulary">Piece to id.</param>
    /// <param name="merges">The merges, the most important first, none twice.</param>
    /// <param name="takesWholeWords">Whether a part that is itself a piece is not merged at all ("ignore_merges").</param>
    public ByteLevelMerges(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<Merge> merges, bool takesWholeWords = false)
    {
        _merges = BpeTokenizer.Create(new BpeOptions(vocabulary) { Merges = merges.Select(merge => $"{merge.Left} {merge.Right}") });
        _whole = takesWholeWords ? vocabulary : null;
    }

    /// <inheritdoc/>
    public void Encode(string part, List<int> ids)
    {
        if (_whole is not null && _whole.TryGetValue(part, out var id))
            ids.Add(id);
        else
            ids.AddRange(_merges.EncodeToIds(part, considerPreTokenization: false, considerNormalization: false));
    }
}

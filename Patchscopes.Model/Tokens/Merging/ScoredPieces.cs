using System.Text;

namespace Patchscopes.Model.Tokens.Merging;

/// <summary>
/// SentencePiece's BPE: two neighbours merge where together they are a piece, the piece of the best score first. Pieces
/// that the user defined are found beforehand and never merged.
/// </summary>
internal sealed class ScoredPieces : IWordEncoder, IMergeRule
{
    private readonly Dictionary<string, (double Rank, int Id)> _pieces;
    private readonly Dictionary<string, (double Rank, int Id)>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly AddedTokens _defined;
    private readonly IReadOnlyList<int>? _byteIds;
    private readonly int _unknownId;

    /// <param name="pieces">Text, score and id of the pieces that merging can make.</param>
    /// <param name="defined">Text and id of the pieces that the user defined.</param>
    /// <param name="byteIds">Ids of the 256 byte pieces, or null where there is no byte fallback.</param>
    /// <param name="unknownId">The id of what is no piece.</param>
    public ScoredPieces(
        IEnumerable<(string Text, float Score, int Id)> pieces, IEnumerable<(string Text, int Id)> defined, IReadOnlyList<int>? byteIds, int unknownId)
    {
        _pieces = pieces.ToDictionary(piece => piece.Text, piece => (-(double)piece.Score, piece.Id), StringComparer.Ordinal);
        _bySpan = _pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        _defined = new AddedTokens(defined.Select(piece => (piece.Text, new AddedToken(piece.Id, piece.Text))));
        (_byteIds, _unknownId) = (byteIds, unknownId);
    }

    /// <inheritdoc/>
    public void Encode(string part, List<int> ids)
    {
        var chain = new SymbolChain<ScoredPieces>(part, this);
        foreach (var stretch in _defined.Split(part))
        {
            if (stretch.Token is { } token)
            {
                chain.Add(new Symbol(stretch.Start, stretch.End - stretch.Start, Frozen(token.Id)));
                continue;
            }
            for (var at = stretch.Start; at < stretch.End;)
            {
                var length = char.IsSurrogatePair(part, at) ? 2 : 1;
                chain.Add(new Symbol(at, length, 0));
                at += length;
            }
        }
        var afterUnknown = false;
        foreach (var symbol in chain.Merge())
            afterUnknown = Append(part, symbol, afterUnknown, ids);
    }

    /// <inheritdoc/>
    public (double Rank, int Id)? Find(string text, Symbol left, Symbol right) =>
        left.Id >= 0 && right.Id >= 0 && _bySpan.TryGetValue(text.AsSpan(left.Start, left.Length + right.Length), out var piece) ? (piece.Rank, 0) : null;

    /// <summary>Ids below 0 mark what never merges; that of token 0 is -1.</summary>
    private static int Frozen(int id) => -1 - id;

    private bool Append(string part, Symbol symbol, bool afterUnknown, List<int> ids)
    {
        if (symbol.Id < 0)
            ids.Add(Frozen(symbol.Id));
        else if (_bySpan.TryGetValue(part.AsSpan(symbol.Start, symbol.Length), out var piece))
            ids.Add(piece.Id);
        else if (_byteIds is not null)
            ids.AddRange(Encoding.UTF8.GetBytes(part, symbol.Start, symbol.Length).Select(value => _byteIds[value]));
        else
        {
            // SentencePiece gives one unknown token for several unknown characters in a row.
            if (!afterUnknown)
                ids.Add(_unknownId);
            return true;
        }
        return false;
    }
}

using System.Text;

namespace Patchscopes.Model.Tokens.Merging;

/// <summary>
/// BPE over characters with an ordered list of merges, as tokenizer.json has it for vocabularies of SentencePiece's kind.
/// What the vocabulary lacks becomes its bytes, or else the unknown token.
/// </summary>
internal sealed class RankedMerges : IWordEncoder, IMergeRule
{
    private readonly IReadOnlyDictionary<string, int> _vocabulary;
    private readonly Dictionary<(int Left, int Right), (double Rank, int Id)> _merges = [];
    private readonly Options _options;

    /// <summary>What a tokenizer.json sets.</summary>
    /// <param name="ByteIds">Ids of the 256 byte pieces, or null where there is no byte fallback.</param>
    /// <param name="UnknownId">The id of what is not in the vocabulary, or null.</param>
    /// <param name="FusesUnknown">Whether several unknown characters in a row are one token.</param>
    /// <param name="TakesWholeWords">Whether a part that is itself a piece is not merged at all.</param>
    public sealed record Options(IReadOnlyList<int>? ByteIds, int? UnknownId, bool FusesUnknown, bool TakesWholeWords);

    public RankedMerges(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<Merge> merges, Options options)
    {
        (_vocabulary, _options) = (vocabulary, options);
        foreach (var (rank, merge) in merges.Index())
            _merges[(vocabulary[merge.Left], vocabulary[merge.Right])] = (rank, vocabulary[merge.Left + merge.Right]);
    }

    /// <inheritdoc/>
    public void Encode(string part, List<int> ids)
    {
        if (_options.TakesWholeWords && _vocabulary.TryGetValue(part, out var whole))
        {
            ids.Add(whole);
            return;
        }
        var chain = new SymbolChain<RankedMerges>(part, this);
        var unknown = -1;
        for (var at = 0; at < part.Length;)
        {
            var length = char.IsSurrogatePair(part, at) ? 2 : 1;
            AddCharacter(chain, part, at, length, ref unknown);
            at += length;
        }
        Flush(chain, part.Length, ref unknown);
        ids.AddRange(chain.Merge().Select(symbol => symbol.Id));
    }

    /// <inheritdoc/>
    public (double Rank, int Id)? Find(string text, Symbol left, Symbol right) =>
        _merges.TryGetValue((left.Id, right.Id), out var merge) ? merge : null;

    private void AddCharacter(SymbolChain<RankedMerges> chain, string part, int at, int length, ref int unknown)
    {
        if (_vocabulary.TryGetValue(part.Substring(at, length), out var id))
        {
            Flush(chain, at, ref unknown);
            chain.Add(new Symbol(at, length, id));
        }
        else if (_options.ByteIds is { } byteIds)
        {
            foreach (var value in Encoding.UTF8.GetBytes(part, at, length))
                chain.Add(new Symbol(at, length, byteIds[value]));
        }
        else
        {
            if (!_options.FusesUnknown)
                Flush(chain, at, ref unknown);
            if (unknown < 0)
                unknown = at;
        }
    }

    private void Flush(SymbolChain<RankedMerges> chain, int end, ref int unknown)
    {
        if (unknown >= 0)
            chain.Add(new Symbol(unknown, end - unknown, _options.UnknownId ?? throw new InvalidOperationException("There is no unknown token.")));
        unknown = -1;
    }
}

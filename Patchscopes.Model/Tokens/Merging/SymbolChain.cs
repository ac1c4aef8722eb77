namespace Patchscopes.Model.Tokens.Merging;

/// <summary>
/// A text as a chain of symbols of which neighbours are merged, the best pair first and of equals the leftmost, until none
/// can be: byte-pair encoding in O(n log n).
/// </summary>
/// <typeparam name="TRule">Which pairs merge.</typeparam>
internal sealed class SymbolChain<TRule>(string text, TRule rule)
    where TRule : IMergeRule
{
    private readonly List<Symbol> _symbols = [];
    private readonly PriorityQueue<Candidate, (double Rank, int Left)> _candidates = new();

    private readonly record struct Candidate(int Left, int Right, int LeftLength, int RightLength, int Id);

    /// <summary>Puts a symbol at the end of the chain.</summary>
    public void Add(Symbol symbol) => _symbols.Add(symbol);

    /// <summary>Merges all that can be, and gives the symbols that remain.</summary>
    public IEnumerable<Symbol> Merge()
    {
        var (previous, next) = (new int[_symbols.Count], new int[_symbols.Count]);
        for (var i = 0; i < _symbols.Count; i++)
            (previous[i], next[i]) = (i - 1, i + 1 < _symbols.Count ? i + 1 : -1);
        for (var i = 0; i + 1 < _symbols.Count; i++)
            Consider(i, i + 1);
        while (_candidates.TryDequeue(out var best, out _))
        {
            var (left, right) = (_symbols[best.Left], _symbols[best.Right]);
            // Either side may since have been merged with another neighbour.
            if (left.Length != best.LeftLength || right.Length != best.RightLength || next[best.Left] != best.Right)
                continue;
            _symbols[best.Left] = left with { Length = left.Length + right.Length, Id = best.Id };
            _symbols[best.Right] = right with { Length = 0 };
            next[best.Left] = next[best.Right];
            if (next[best.Left] >= 0)
            {
                previous[next[best.Left]] = best.Left;
                Consider(best.Left, next[best.Left]);
            }
            if (previous[best.Left] >= 0)
                Consider(previous[best.Left], best.Left);
        }
        return _symbols.Where(symbol => symbol.Length > 0);
    }

    private void Consider(int left, int right)
    {
        if (rule.Find(text, _symbols[left], _symbols[right]) is { } found)
            _candidates.Enqueue(new Candidate(left, right, _symbols[left].Length, _symbols[right].Length, found.Id), (found.Rank, left));
    }
}

/// <summary>A stretch of the text and its id; an id below 0 is none.</summary>
internal readonly record struct Symbol(int Start, int Length, int Id);

/// <summary>Which pairs merge, and into what.</summary>
internal interface IMergeRule
{
    /// <summary>The rank of a pair, smaller is better, and what it becomes; null where it does not merge.</summary>
    (double Rank, int Id)? Find(string text, Symbol left, Symbol right);
}

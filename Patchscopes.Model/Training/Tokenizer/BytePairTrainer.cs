namespace Patchscopes.Model.Training.Tokenizer;

/// <summary>
/// Learns byte-pair merges from a list of words until every word is one token: the most frequent neighbouring pair is
/// merged first, ties in ordinal order, so that the same words always give the same merges.
/// </summary>
internal sealed class BytePairTrainer
{
    private readonly List<List<string>> _words;
    private readonly Dictionary<(string Left, string Right), int> _counts = [];
    private readonly Dictionary<(string Left, string Right), HashSet<int>> _where = [];

    private BytePairTrainer(IEnumerable<string> words)
    {
        _words = [.. words.Select(word => word.Select(character => character.ToString()).ToList())];
        for (var word = 0; word < _words.Count; word++)
            Count(word, 1);
    }

    /// <summary>The merges, in the order in which they apply, of words written in the byte alphabet.</summary>
    public static IReadOnlyList<(string Left, string Right)> Merges(IEnumerable<string> words)
    {
        var trainer = new BytePairTrainer(words);
        var merges = new List<(string Left, string Right)>();
        while (trainer._counts.Count > 0)
        {
            var pair = trainer.MostFrequent();
            merges.Add(pair);
            trainer.Apply(pair);
        }
        return merges;
    }

    private (string Left, string Right) MostFrequent() =>
        _counts.Aggregate((best, next) => next.Value > best.Value || (next.Value == best.Value && Precedes(next.Key, best.Key)) ? next : best).Key;

    private static bool Precedes((string Left, string Right) pair, (string Left, string Right) other)
    {
        var left = string.CompareOrdinal(pair.Left, other.Left);
        return left != 0 ? left < 0 : string.CompareOrdinal(pair.Right, other.Right) < 0;
    }

    private void Apply((string Left, string Right) pair)
    {
        foreach (var word in _where[pair].Order().ToList())
        {
            Count(word, -1);
            var pieces = _words[word];
            for (var i = 0; i + 1 < pieces.Count; i++)
            {
                if (pieces[i] != pair.Left || pieces[i + 1] != pair.Right)
                    continue;
                pieces[i] += pieces[i + 1];
                pieces.RemoveAt(i + 1);
            }
            Count(word, 1);
        }
        _counts.Remove(pair);
        _where.Remove(pair);
    }

    private void Count(int word, int by)
    {
        var pieces = _words[word];
        for (var i = 0; i + 1 < pieces.Count; i++)
        {
            var pair = (pieces[i], pieces[i + 1]);
            var count = _counts.GetValueOrDefault(pair) + by;
            if (count > 0)
                _counts[pair] = count;
            else
                _counts.Remove(pair);
            if (by > 0)
            {
                if (!_where.TryGetValue(pair, out var words))
                    _where[pair] = words = [];
                words.Add(word);
            }
        }
    }
}

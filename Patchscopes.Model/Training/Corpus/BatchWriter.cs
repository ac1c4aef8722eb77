using Patchscopes.Model.Training.Tokenizer;

namespace Patchscopes.Model.Training.Corpus;

/// <summary>Writes the batch of a step; the same seed, phase and step always give the same batch.</summary>
internal sealed class BatchWriter(AtlasTokenizer tokenizer, int seed)
{
    /// <summary>Tokens of a batch, in rows of the short or the long length.</summary>
    public const int Tokens = 2048;

    private const int ShortRow = 128;

    /// <summary>One batch in six has rows as long as the context, most of their documents seeing the ones before.</summary>
    private const int LongRowEvery = 6;
    private const double ApartInShortRows = .75, ApartInLongRows = .25;

    /// <summary>Labels that are learnt: 40 for 128 tokens, all answers first, then a random choice of plain text.</summary>
    private const int LabelsLearnt = Tokens * 40 / 128;

    /// <summary>How often a block's feed-forward layer is left out for a row, so that the blocks do not lean on one another.</summary>
    private const double Dropped = .1;

    /// <summary>The hints that a phase gives.</summary>
    public static IReadOnlyList<Hint> HintsOf(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Copying => [Hint.AnswerToSubject, Hint.Previous, Hint.AskingToSubject, Hint.AskingToFirst, Hint.AskingToHeld],
        TrainingPhase.Lists => [Hint.AskingToShown],
        _ => [],
    };

    /// <summary>The batch of a step.</summary>
    public TrainingBatch Write(TrainingPhase phase, int step)
    {
        var random = CorpusRandom.ForStep(seed, phase, step);
        var isLong = step % LongRowEvery == LongRowEvery - 1;
        var length = isLong ? AtlasShape.Context : ShortRow;
        var rows = Enumerable.Range(0, Tokens / length).Select(_ =>
        {
            var row = new RowWriter(tokenizer, random, phase, length, AtlasShape.Context);
            row.Fill(isLong ? ApartInLongRows : ApartInShortRows);
            return row;
        }).ToList();
        var selected = Select(rows, length, random);
        var copies = phase is TrainingPhase.Copying;
        return new TrainingBatch
        {
            Rows = rows.Count,
            Length = length,
            Ids = Flatten(rows, row => row.Ids.Take(length).Select(id => (long)id)),
            Positions = Flatten(rows, row => row.Positions.Take(length).Select(position => (long)position)),
            Groups = Flatten(rows, row => row.Groups.Take(length).Select(group => (long)group)),
            Selected = selected,
            Labels = [.. selected.Select(place => (long)rows[(int)place / length].Labels[(int)place % length + 1])],
            HeldFlags = [.. rows.SelectMany(row => row.HeldFlags.Skip(1).Take(length).Select(flag => (float)flag))],
            Hints = Hints(rows, length, HintsOf(phase)),
            Shown = Flatten(rows, row => row.Shown.Take(length).Select(relation => (long)relation)),
            Asked = Flatten(rows, row => row.Asked.Take(length).Select(relation => (long)relation)),
            Kept = copies ? [.. Enumerable.Range(0, AtlasShape.CopyingBlocks * rows.Count).Select(_ => random.Chance(Dropped) ? 0f : 1f)] : [],
        };
    }

    private static long[] Flatten(List<RowWriter> rows, Func<RowWriter, IEnumerable<long>> values) => [.. rows.SelectMany(values)];

    private static long[] Select(List<RowWriter> rows, int length, CorpusRandom random)
    {
        var places = new List<(double Key, long Place)>();
        for (var row = 0; row < rows.Count; row++)
        {
            for (var token = 0; token < length; token++)
            {
                var kind = rows[row].Kinds[token + 1];
                if (kind is not LabelKind.None)
                    places.Add((random.NextDouble() - (int)kind, row * length + token));
            }
        }
        return [.. places.OrderBy(place => place.Key).Take(LabelsLearnt).Select(place => place.Place).Order()];
    }

    private static float[] Hints(List<RowWriter> rows, int length, IReadOnlyList<Hint> kinds)
    {
        var place = kinds.Index().ToDictionary(kind => kind.Item, kind => kind.Index);
        var hints = new float[kinds.Count * rows.Count * length * length];
        var perKind = rows.Count * length * length;
        for (var row = 0; row < rows.Count; row++)
        {
            foreach (var hint in rows[row].Hints.Where(hint => hint.From < length && place.ContainsKey(hint.Kind)))
            {
                for (var to = hint.Start; to < hint.End; to++)
                    hints[place[hint.Kind] * perKind + (row * length + hint.From) * length + to] = 1;
            }
            for (var token = 1; token < length && place.ContainsKey(Hint.Previous); token++)
            {
                if (rows[row].Groups[token] == rows[row].Groups[token - 1] && rows[row].Positions[token] == rows[row].Positions[token - 1] + 1)
                    hints[place[Hint.Previous] * perKind + (row * length + token) * length + token - 1] = 1;
            }
        }
        return hints;
    }
}

using System.Collections.Concurrent;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Tokens;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training.Evaluation;

/// <summary>What a model makes of an exam.</summary>
/// <param name="IsRight">Whether a greedy continuation of the prompt begins with the whole answer.</param>
/// <param name="Top">The top-1 token at the prompt's last position read after each block; empty where not asked for.</param>
/// <param name="Answer">The answer's first token.</param>
internal sealed record GreedyReading(bool IsRight, IReadOnlyList<int> Top, int Answer);

/// <summary>
/// Sits exams in batches. An answer of several tokens is read in one pass with the answer in place: if every token of it
/// is the most probable one after the tokens before it, then a greedy continuation writes exactly it, and not otherwise.
/// Shorter rows are filled up on the right, which no earlier position can see. Batches run side by side, each on one
/// thread from its first tensor to its last: nothing but the frozen weights is shared, and small products divided among
/// threads would mostly wait for each other.
/// </summary>
internal sealed class GreedyEvaluator(Decoder decoder, PromptTokenizer tokenizer, int batchesAtOnce, CancellationToken cancellationToken)
{
    /// <summary>Larger batches leave the processor's caches.</summary>
    private const int TokensAtOnce = 2048;

    private sealed record Row(int Exam, IReadOnlyList<int> Prompt, IReadOnlyList<int> Answer)
    {
        /// <summary>The answer's last token is read and never run.</summary>
        public int Length => Prompt.Count + Answer.Count - 1;

        public IEnumerable<int> Tokens => Prompt.Concat(Answer.SkipLast(1));
    }

    /// <summary>One reading per exam, in order.</summary>
    /// <exception cref="ArgumentException">An exam is longer than the model's context, or has no tokens.</exception>
    public IReadOnlyList<GreedyReading> Read(IReadOnlyList<Exam> exams, bool afterEachBlock = false)
    {
        var readings = new GreedyReading[exams.Count];
        var batches = Batches(exams.Select(Encode)).Reverse().ToList();
        var side = new ParallelOptions { MaxDegreeOfParallelism = batchesAtOnce, CancellationToken = cancellationToken };
        Parallel.ForEach(Partitioner.Create(batches, EnumerablePartitionerOptions.NoBuffering), side, batch => ReadBatch(batch, afterEachBlock, readings));
        return readings;
    }

    private Row Encode(Exam exam, int place)
    {
        var row = new Row(place, tokenizer.EncodeToIds(exam.Prompt), tokenizer.EncodeContinuation(exam.Answer));
        if (row.Prompt.Count == 0 || row.Answer.Count == 0)
            throw new ArgumentException($"The exam “{exam.Prompt}” → “{exam.Answer}” has an empty side.");
        if (row.Length > decoder.Config.Context)
            throw new ArgumentException($"The exam “{exam.Prompt}” → “{exam.Answer}” has {row.Length} tokens; the model reads {decoder.Config.Context}.");
        return row;
    }

    /// <summary>Rows of about the same length, so that little is spent on filling up.</summary>
    private static IEnumerable<List<Row>> Batches(IEnumerable<Row> rows)
    {
        var batch = new List<Row>();
        foreach (var row in rows.OrderBy(row => row.Length))
        {
            if (batch.Count > 0 && (batch.Count + 1) * row.Length > TokensAtOnce)
            {
                yield return batch;
                batch = [];
            }
            batch.Add(row);
        }
        if (batch.Count > 0)
            yield return batch;
    }

    private void ReadBatch(List<Row> rows, bool afterEachBlock, GreedyReading[] readings)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var length = rows[^1].Length;
        var last = Flat(rows.Select((row, at) => (long)(at * length) + row.Prompt.Count - 1));
        var tops = new List<long[]>();
        var x = Embed(rows, length);
        var places = Places.After(decoder, 0, length);
        for (var block = 0; block < decoder.Config.Blocks; block++)
        {
            using var step = NewDisposeScope();
            var after = decoder.BlockAfterPrefix(block, x, null, null, places[block]);
            if (afterEachBlock)
                tops.Add(Top(after, last));
            x.Dispose();
            x = after.MoveToOuterDisposeScope();
        }
        var said = Top(x, Flat(rows.SelectMany((row, at) => row.Answer.Select((_, word) => (long)(at * length) + row.Prompt.Count - 1 + word))));
        var read = 0;
        foreach (var (at, row) in rows.Index())
        {
            var isRight = said.AsSpan(read, row.Answer.Count).SequenceEqual([.. row.Answer.Select(token => (long)token)]);
            readings[row.Exam] = new GreedyReading(isRight, [.. tops.Select(top => (int)top[at])], row.Answer[0]);
            read += row.Answer.Count;
        }
    }

    private Tensor Embed(List<Row> rows, int length)
    {
        var ids = new long[rows.Count * length];
        foreach (var (at, row) in rows.Index())
        {
            foreach (var (place, token) in row.Tokens.Index())
                ids[(at * length) + place] = token;
        }
        return decoder.Embed(tensor(ids, [rows.Count, length], device: decoder.Device), TensorArithmetic.Range(0, length, decoder.Device).expand(rows.Count, -1));
    }

    private Tensor Flat(IEnumerable<long> places) => tensor(places.ToArray(), device: decoder.Device);

    private long[] Top(Tensor x, Tensor places) =>                                                           // [R, T, d], [n] -> [n]
        decoder.Unembed(x.reshape(-1, x.shape[2]).index_select(0, places)).argmax(-1).cpu().data<long>().ToArray();
}

using System.Globalization;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Training.Evaluation;
using Patchscopes.Model.Training.Optimisation;
using Patchscopes.Model.Training.Tokenizer;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training;

/// <summary>A short report card for the log while training goes on: the share of whole answers that a greedy reading gives.</summary>
internal sealed class QuickCard(AtlasParameters parameters, AtlasTokenizer tokenizer)
{
    private const int RowsAtOnce = 64, PerRelation = 48, IdentityLists = 150;
    private static readonly string[] Followed = ["capital", "past tense", "opposite", "founder"];

    /// <summary>Lines for the log.</summary>
    public IEnumerable<string> Lines(TrainingPhase phase) => phase is TrainingPhase.Copying ? Copying() : Answers(phase);

    /// <summary>The share of answers that are right, token by token, with the blocks that run in this phase.</summary>
    public double Accuracy(IEnumerable<Exam> exams, TrainingPhase phase)
    {
        using var noGradients = no_grad();
        var (right, all) = (0, 0);
        foreach (var chunk in exams.Chunk(RowsAtOnce))
        {
            right += Right(chunk, phase);
            all += chunk.Length;
        }
        return (double)right / Math.Max(1, all);
    }

    private IEnumerable<string> Copying()
    {
        const TrainingPhase phase = TrainingPhase.Copying;
        foreach (var relation in Followed.Select(Relations.Named))
        {
            var arguments = ExamPaper.OneShot(relation).Take(PerRelation).Select((exam, row) => exam with { Answer = FirstToken(" " + relation.Facts[row].Subject) });
            yield return $"    {relation.Key}: argument {Percent(arguments, phase)} extraction(false) one {Percent(ExamPaper.Extraction(relation, false, 1).Take(PerRelation), phase)}"
                + $" two {Percent(ExamPaper.Extraction(relation, false, 2).Take(PerRelation), phase)}";
        }
        yield return "    identity " + Identity(phase);
    }

    private IEnumerable<string> Answers(TrainingPhase phase)
    {
        yield return "    1-shot " + PerTable(phase, ExamPaper.OneShot);
        yield return "    statement " + PerTable(phase, ExamPaper.Statements);
        yield return "    arrows spaced " + PerTable(phase, relation => ExamPaper.Arrows(relation, ListStyle.Spaced("; "), 3));
        yield return "    arrows tight " + PerTable(phase, relation => ExamPaper.Arrows(relation, ListStyle.Tight("; "), 3));
        yield return "    extraction two false " + PerTable(phase, relation => ExamPaper.Extraction(relation, false, 2));
        yield return "    extraction two true " + PerTable(phase, relation => ExamPaper.Extraction(relation, true, 2));
        yield return "    identity " + Identity(phase) + " descriptions " + Percent(ExamPaper.Descriptions().Where((_, row) => row % 3 == 0), phase)
            + " two-hop trained " + Percent(ExamPaper.TwoHop(false).Where((_, row) => row % 5 == 0), phase) + " held out " + Percent(ExamPaper.TwoHop(true), phase);
    }

    private string PerTable(TrainingPhase phase, Func<RelationTable, IEnumerable<Exam>> paper)
    {
        var parts = Relations.All.Select(relation => (relation.Key, Accuracy: Accuracy(Spread(paper(relation).ToList()), phase))).ToList();
        return Percent(parts.Average(part => part.Accuracy)) + " = " + string.Join(' ', parts.Select(part => part.Key + " " + Percent(part.Accuracy)));
    }

    private static IEnumerable<Exam> Spread(List<Exam> exams)
    {
        var every = Math.Max(1, exams.Count / PerRelation);
        return exams.Where((_, row) => row % every == 0).Take(PerRelation);
    }

    private string Identity(TrainingPhase phase) =>
        $"tight {Percent(ExamPaper.Identity(ListStyle.Tight("; "), 3, IdentityLists), phase)} spaced {Percent(ExamPaper.Identity(ListStyle.Spaced("; "), 3, IdentityLists), phase)}"
        + $" lines {Percent(ExamPaper.Identity(ListStyle.Spaced("\n"), 3, IdentityLists), phase)}";

    private string Percent(IEnumerable<Exam> exams, TrainingPhase phase) => Percent(Accuracy(exams, phase));

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);

    private string FirstToken(string text) => tokenizer.Decode(tokenizer.Encode(text)[..1]);

    private int Right(Exam[] exams, TrainingPhase phase)
    {
        using var scope = NewDisposeScope();
        var texts = exams.Select(exam => (Prompt: tokenizer.Encode(exam.Prompt), Answer: tokenizer.Encode(exam.Answer))).ToList();
        var length = texts.Max(text => text.Prompt.Length + text.Answer.Length);
        var ids = new long[exams.Length * length];
        for (var row = 0; row < texts.Count; row++)
        {
            var text = texts[row].Prompt.Concat(texts[row].Answer).ToList();
            for (var place = 0; place < length; place++)
                ids[row * length + place] = place < text.Count ? text[place] : tokenizer.Vocabulary.EndToken;
        }
        var asked = texts.SelectMany((text, row) => text.Answer.Select((_, place) => (long)(row * length + text.Prompt.Length - 1 + place))).ToArray();
        var said = Say(tensor(ids, [exams.Length, length]), tensor(asked), phase);
        var next = 0;
        return texts.Count(text => text.Answer.Select(id => said[next++] == id).ToList().TrueForAll(isRight => isRight));
    }

    /// <summary>The top token at the asked places, with the blocks that run in this phase.</summary>
    private long[] Say(Tensor ids, Tensor asked, TrainingPhase phase)
    {
        var decoder = parameters.Decoder;
        var x = decoder.Embed(ids, TensorArithmetic.Range(0, ids.shape[1], decoder.Device).expand(ids.shape));
        var places = Places.After(decoder, 0, ids.shape[1]);
        foreach (var block in parameters.Shape.Running(phase))
        {
            if (block >= parameters.Shape.BlocksWithoutAttention)
                x = x.Plus(decoder.AttentionWrite(block, x, places[block]));
            x = x.Plus(decoder.FeedForwardWrite(block, x, x));
        }
        return decoder.Unembed(x.reshape(-1, parameters.Shape.Width).index_select(0, asked)).argmax(-1).data<long>().ToArray();
    }
}

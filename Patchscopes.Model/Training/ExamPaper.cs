using Patchscopes.Model.Training.Corpus;

namespace Patchscopes.Model.Training;

/// <summary>Prompts with their answers, a row of the table each, always the same ones.</summary>
internal static class ExamPaper
{
    private const ulong Seed = 7;

    public static IEnumerable<Exam> Statements(RelationTable relation) =>
        relation.Facts.Select(fact => new Exam(relation.Statement(fact.Subject), " " + fact.Answer));

    public static IEnumerable<Exam> OneShot(RelationTable relation)
    {
        var random = new CorpusRandom(Seed);
        return relation.Facts.Select(fact =>
        {
            var shown = random.Choose([.. relation.Facts.Where(other => other.Subject != fact.Subject && other.Answer != fact.Answer)]);
            return new Exam($"{relation.Question(shown.Subject)} {shown.Answer}\n{relation.Question(fact.Subject)}", " " + fact.Answer);
        });
    }

    /// <summary>Lists of two or three demonstrations, in turn.</summary>
    public static IEnumerable<Exam> Arrows(RelationTable relation, string arrow, string gap, string separator)
    {
        var random = new CorpusRandom(Seed);
        return relation.Facts.Select((fact, row) =>
        {
            var shown = random.Sample([.. relation.Facts.Where(other => other.Subject != fact.Subject && !relation.IsAmbiguous(other))], 2 + row % 2);
            return new Exam(string.Concat(shown.Select(other => other.Subject + arrow + gap + other.Answer + separator)) + fact.Subject + arrow, gap + fact.Answer);
        });
    }

    public static IEnumerable<Exam> Identity(string arrow, string gap, string separator, int count)
    {
        var random = new CorpusRandom(Seed);
        return Enumerable.Range(0, count).Select(row =>
        {
            var words = random.Sample(WordLists.Long, 3 + row % 2);
            return new Exam(string.Concat(words[..^1].Select(word => word + arrow + gap + word + separator)) + words[^1] + arrow, gap + words[^1]);
        });
    }

    /// <summary>The fact asked for, true or false, stands in the context, alone or after another one.</summary>
    public static IEnumerable<Exam> Extraction(RelationTable relation, bool isTrue, int sentences)
    {
        var random = new CorpusRandom(Seed);
        return relation.Facts.Select(fact =>
        {
            var shown = random.Choose([.. relation.Facts.Where(other => other.Subject != fact.Subject && other.Answer != fact.Answer)]);
            var stated = isTrue ? fact.Answer : random.Choose([.. relation.Facts.Where(other => other.Answer != fact.Answer && other.Answer != shown.Answer)]).Answer;
            var first = sentences > 1 ? $"{relation.Statement(shown.Subject)} {shown.Answer}.\n" : "";
            return new Exam(
                $"{first}{relation.Statement(fact.Subject)} {stated}.\n{relation.Question(shown.Subject)} {shown.Answer}\n{relation.Question(fact.Subject)}",
                " " + stated);
        });
    }

    public static IEnumerable<Exam> Descriptions() =>
        Relations.Descriptions.Select(fact => new Exam(Relations.DescriptionPrefix + fact.Subject + ":", " " + fact.Answer));

    public static IEnumerable<Exam> TwoHop(bool heldOut) =>
        Relations.TwoHopChains.Where(chain => chain.HeldOut == heldOut).Select(chain => new Exam(chain.Statement, " " + chain.Answer));
}

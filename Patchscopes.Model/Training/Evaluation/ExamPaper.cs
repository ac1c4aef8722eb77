using Patchscopes.Model.Training.Corpus;

namespace Patchscopes.Model.Training.Evaluation;

/// <summary>
/// Prompts with their answers, one for each row of a table and in its order; demonstrations are drawn by a fixed seed,
/// so that two models, or a model on two days, sit the same exam.
/// </summary>
internal static class ExamPaper
{
    private const ulong Seed = 7;

    /// <summary>"The R of X is".</summary>
    public static IReadOnlyList<Exam> Statements(RelationTable relation) =>
        [.. relation.Facts.Select(fact => new Exam(relation.Statement(fact.Subject), " " + fact.Answer))];

    /// <summary>"Q: What is the R of X?\nA:".</summary>
    public static IReadOnlyList<Exam> ZeroShot(RelationTable relation) =>
        [.. relation.Facts.Select(fact => new Exam(relation.Question(fact.Subject), " " + fact.Answer))];

    /// <summary>The same after an answered question about another row, whose answer is another one.</summary>
    public static IReadOnlyList<Exam> OneShot(RelationTable relation)
    {
        var random = new CorpusRandom(Seed);
        return [.. relation.Facts.Select(fact =>
        {
            var shown = random.Choose(Others(relation, fact));
            return new Exam(Answered(relation, shown) + relation.Question(fact.Subject), " " + fact.Answer);
        })];
    }

    /// <summary>A list of other rows, none of which leaves open which relation is meant, then the left side of this one.</summary>
    public static IReadOnlyList<Exam> Arrows(RelationTable relation, ListStyle style, int demonstrations)
    {
        var random = new CorpusRandom(Seed + (ulong)demonstrations);
        var clear = relation.Facts.Where(fact => !relation.IsAmbiguous(fact)).ToList();
        return [.. relation.Facts.Select(fact =>
            style.Ask(random.Sample([.. clear.Where(other => other.Subject != fact.Subject)], demonstrations), fact))];
    }

    /// <summary>A list of words that stand on both sides, then the left side of another word.</summary>
    public static IReadOnlyList<Exam> Identity(ListStyle style, int pairs, int count)
    {
        var random = new CorpusRandom(Seed + (ulong)pairs);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var words = random.Sample(WordLists.Long, pairs + 1).ConvertAll(word => new Fact(word, word));
            return style.Ask(words[..^1], words[^1]);
        })];
    }

    /// <summary>
    /// The fact asked for stands in the context, true or with another row's answer, alone or after the fact that the
    /// answered question repeats.
    /// </summary>
    public static IReadOnlyList<Exam> Extraction(RelationTable relation, bool isTrue, int sentences)
    {
        var random = new CorpusRandom(Seed);
        return [.. relation.Facts.Select(fact =>
        {
            var shown = random.Choose(Others(relation, fact));
            var stated = isTrue ? fact : fact with { Answer = AnotherAnswer(relation, random, [fact.Answer, shown.Answer]) };
            var context = sentences > 1 ? Stated(relation, shown) + Stated(relation, stated) : Stated(relation, stated);
            return new Exam(context + Answered(relation, shown) + relation.Question(fact.Subject), " " + stated.Answer);
        })];
    }

    /// <summary>A list that holds the row asked for among one to three others, all true or all with another row's answer.</summary>
    public static IReadOnlyList<Exam> FactsInList(RelationTable relation, bool areTrue)
    {
        var random = new CorpusRandom(Seed);
        return [.. relation.Facts.Select(fact =>
        {
            var others = random.Sample(Others(relation, fact), random.Between(1, 3));
            var rows = others.Append(fact).Select(row => areTrue ? row : row with { Answer = AnotherAnswer(relation, random, [row.Answer]) }).ToList();
            return ListStyle.Spaced("; ").Ask(random.Sample(rows, rows.Count), rows[^1]);
        })];
    }

    /// <summary>The paper's entity-description prompt with a name in place of its x.</summary>
    public static IReadOnlyList<Exam> Descriptions() =>
        [.. Relations.Descriptions.Select(fact => new Exam(Relations.DescriptionPrefix + fact.Subject + ":", " " + fact.Answer))];

    /// <summary>"The R of the … is" for the chains that training holds, or for those it never saw.</summary>
    public static IReadOnlyList<Exam> TwoHop(bool heldOut) =>
        [.. Chains(heldOut).Select(chain => new Exam(chain.Statement, " " + chain.Answer))];

    /// <summary>The same asked as questions.</summary>
    public static IReadOnlyList<Exam> TwoHopQuestions(bool heldOut) =>
        [.. Chains(heldOut).Select(chain => new Exam(chain.Question, " " + chain.Answer))];

    private static IEnumerable<TwoHopChain> Chains(bool heldOut) => Relations.TwoHopChains.Where(chain => chain.HeldOut == heldOut);

    private static List<Fact> Others(RelationTable relation, Fact fact) =>
        [.. relation.Facts.Where(other => other.Subject != fact.Subject && other.Answer != fact.Answer)];

    private static string AnotherAnswer(RelationTable relation, CorpusRandom random, string[] except) =>
        random.Choose(relation.Facts.Select(row => row.Answer).Where(answer => !except.Contains(answer)).ToList());

    private static string Stated(RelationTable relation, Fact fact) => $"{relation.Statement(fact.Subject)} {fact.Answer}.\n";

    private static string Answered(RelationTable relation, Fact fact) => $"{relation.Question(fact.Subject)} {fact.Answer}\n";
}

namespace Patchscopes.Model.Training.Corpus;

/// <summary>Draws facts and writes them as sentences, questions and lists.</summary>
internal sealed class FactForms(CorpusRandom random, TrainingPhase phase)
{
    /// <summary>Half of the statements have the first form, three questions of four: the forms that prompts use.</summary>
    private const double FirstStatement = .5, FirstQuestion = .8;

    /// <summary>A quarter of the false answers is any word, so that copying does not depend on what fits.</summary>
    private const double AnyWord = .25;

    private static readonly IReadOnlyList<double> Weights = [.. Relations.All.Select(relation => relation.Weight)];
    private static readonly string[] Separators = [";", ";", ";", "\n", "\n", ","];
    private static readonly (string Arrow, string Gap)[] Arrows = [.. Enumerable.Repeat((" ->", " "), 5), Tight, (":", " "), (" =", " ")];

    public static (string Arrow, string Gap) Tight => ("->", "");

    public RelationTable Relation() => random.Choose(Relations.All, Weights);

    public string FalseAnswer(RelationTable relation) =>
        random.Chance(AnyWord) ? random.Choose(WordLists.Long) : random.Choose(relation.Facts).Answer;

    /// <summary>A row of the relation, with a false answer in a share of cases.</summary>
    public Item Pick(RelationTable relation, double falseShare = 0)
    {
        var fact = random.Choose(relation.Facts);
        return random.Chance(falseShare)
            ? new Item(relation.Key, fact.Subject, FalseAnswer(relation), SegmentKind.Unlearnt)
            : new Item(relation.Key, fact.Subject, fact.Answer, SegmentKind.Answer);
    }

    /// <summary>The share of false answers in a list: in the copying phase two lists of five have some.</summary>
    public double FalseShare() => phase is TrainingPhase.Copying && random.Chance(.4) ? .4 : 0;

    public List<Segment> State(Item item, bool firstForm = false)
    {
        var forms = Relations.Named(item.Relation).Statements;
        return Fill(firstForm || forms.Count == 1 || random.Chance(FirstStatement) ? forms[0] : forms[random.Between(1, forms.Count - 1)], item);
    }

    public List<Segment> Ask(Item item)
    {
        var forms = Relations.Named(item.Relation).Questions;
        var form = forms.Count == 1 || random.Chance(FirstQuestion) ? forms[0] : forms[random.Between(1, forms.Count - 1)];
        return [new($"Q: {form.Replace("{s}", item.Subject, StringComparison.Ordinal)}\nA:"), Answer(item, " ")];
    }

    /// <summary>Fills a form with {s} and {o}.</summary>
    public static List<Segment> Fill(string form, Item item)
    {
        var parts = form.Split("{o}");
        List<Segment> segments = [new(parts[0].Replace("{s}", item.Subject, StringComparison.Ordinal)), Answer(item, " ")];
        if (parts[1].Length > 0)
            segments.Add(new(parts[1]));
        return segments;
    }

    public List<Segment> List(IReadOnlyList<Item> items, (string Arrow, string Gap)? style = null, string? separator = null, bool showsRelation = false)
    {
        var (arrow, gap) = style ?? random.Choose(Arrows);
        separator ??= random.Choose(Separators);
        var between = separator == "\n" ? separator : separator + " ";
        var segments = new List<Segment>();
        foreach (var item in items)
            segments.AddRange([new((segments.Count > 0 ? between : "") + item.Subject), new(arrow), Answer(item, gap) with { InList = showsRelation }]);
        return segments;
    }

    /// <summary>Puts parts one after another with a separator before all but the first.</summary>
    public static List<Segment> Join(IEnumerable<List<Segment>> parts, string separator = " ")
    {
        var joined = new List<Segment>();
        foreach (var part in parts)
        {
            if (joined.Count > 0)
                part[0] = part[0] with { Text = separator + part[0].Text };
            joined.AddRange(part);
        }
        return joined;
    }

    private static Segment Answer(Item item, string gap) => new(gap + item.Answer, item.Kind, item.Subject, item.Relation);
}

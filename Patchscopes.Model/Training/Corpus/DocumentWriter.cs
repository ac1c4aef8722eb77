using System.Globalization;
using Patchscopes.Model.Training.Tokenizer;

namespace Patchscopes.Model.Training.Corpus;

/// <summary>Writes one document of a random kind as segments.</summary>
internal sealed class DocumentWriter(CorpusRandom random, TrainingPhase phase)
{
    private static readonly string[] OfCountries = ["capital", "continent", "language", "currency", "person"];
    private static readonly IReadOnlyList<TwoHopChain> TrainedChains = [.. Relations.TwoHopChains.Where(chain => !chain.HeldOut)];
    private static readonly IReadOnlyList<double> DescriptionWeights = [.. Relations.Descriptions.Select(DescriptionWeight)];
    private static readonly IReadOnlyList<double> ListWeights = [.. Relations.All.Select(ListWeight)];

    /// <summary>The demonstrations of the identity prompts that the Patchscopes paper and its code use.</summary>
    private static readonly string[][] PaperDemonstrations = [["cat", "135", "hello"], ["cat", "1135", "hello"]];

    private readonly FactForms _facts = new(random, phase);
    private readonly IReadOnlyList<double> _mix = DocumentMix.Of(phase);

    public List<Segment> Write() => Write(random.Choose(DocumentMix.Kinds, _mix));

    public List<Segment> Write(DocumentKind kind) => kind switch
    {
        DocumentKind.Statements => Statements(),
        DocumentKind.SubjectFirst => SubjectFirst(),
        DocumentKind.Questions => Questions(),
        DocumentKind.ArrowList => ArrowList(),
        DocumentKind.IdentityList => IdentityList(),
        DocumentKind.Context => new ContextWriter(random, phase, _facts).Write(),
        DocumentKind.Descriptions => Descriptions(),
        DocumentKind.TwoHop => TwoHop(),
        DocumentKind.Free => [new(Free())],
        DocumentKind.RecallList => RecallList(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of document that nothing writes."),
    };

    private List<Segment> Statements()
    {
        var relation = _facts.Relation();
        var falseShare = _facts.FalseShare();
        return FactForms.Join(Repeat(random.Between(1, 4), () =>
        {
            if (random.Chance(.7))
                relation = _facts.Relation();
            return _facts.State(_facts.Pick(relation, falseShare));
        }));
    }

    /// <summary>"Poland. Its capital is Warsaw." — the subject is known before anything is asked of it.</summary>
    private List<Segment> SubjectFirst()
    {
        var relation = _facts.Relation();
        return FactForms.Join(Repeat(random.Between(1, 3), () =>
        {
            if (random.Chance(.5))
                relation = _facts.Relation();
            return SubjectFirst(relation, _facts.Pick(relation), random.NextDouble());
        }));
    }

    private List<Segment> SubjectFirst(RelationTable relation, Item item, double form)
    {
        if (form < .5)
            return FactForms.Fill($"{{s}}. Its {relation.Noun} is{{o}}.", item);
        if (form < .75)
            return FactForms.Fill($"Think of {{s}}. Its {relation.Noun} is{{o}}.", item);
        if (!OfCountries.Contains(relation.Key))
            return FactForms.Fill($"{{s}}. What is its {relation.Noun}?{{o}}.", item);
        var second = Relations.Named(random.Choose([.. OfCountries.Where(key => key != relation.Key)]));
        var answer = second.Facts.First(fact => fact.Subject == item.Subject).Answer;
        return
        [
            .. FactForms.Fill($"{{s}}. Its {relation.Noun} is{{o}}.", item),
            .. FactForms.Fill($" Its {second.Noun} is{{o}}.", new Item(second.Key, item.Subject, answer, SegmentKind.Answer)),
        ];
    }

    private List<Segment> Questions()
    {
        var relation = _facts.Relation();
        var mixed = random.Chance(.25);
        var falseShare = _facts.FalseShare();
        var asked = new Dictionary<(string, string), Item>();
        return FactForms.Join(Repeat(random.Choose([1, 2, 2, 2, 3, 4, 5]), () =>
        {
            if (mixed)
                relation = _facts.Relation();
            var item = _facts.Pick(relation, falseShare);
            if (!asked.TryAdd((item.Relation, item.Subject), item))
                item = asked[(item.Relation, item.Subject)];
            return _facts.Ask(item);
        }), "\n");
    }

    private List<Segment> ArrowList()
    {
        var relation = random.Choose(Relations.All, ListWeights);
        var facts = random.Sample(relation.Facts, random.Choose([2, 2, 3, 3, 3, 4, 4, 4, 5, 6, 7]));
        var clear = facts.Where(fact => !relation.IsAmbiguous(fact)).ToList();
        if (clear.Count > 0)
            facts = [.. clear, .. facts.Where(relation.IsAmbiguous)];
        var isFalse = phase is TrainingPhase.Copying && random.Chance(.4);
        var items = facts.Select(fact => isFalse
            ? new Item(relation.Key, fact.Subject, _facts.FalseAnswer(relation), SegmentKind.Unlearnt)
            : new Item(relation.Key, fact.Subject, fact.Answer, SegmentKind.Answer)).ToList();
        if (phase is not TrainingPhase.Copying)
            items[0] = items[0] with { Kind = SegmentKind.Unlearnt };          // nothing shows the relation yet
        return _facts.List(items, random.Chance(.25) ? FactForms.Tight : null, showsRelation: true);
    }

    private List<Segment> IdentityList()
    {
        var words = Repeat(random.Between(3, 9), IdentityWord).ToList();
        if (random.Chance(.12))
            words = [.. random.Choose(PaperDemonstrations), .. words.Take(random.Between(1, 2))];
        var items = words.Select(word => new Item(RelationClasses.Identity, word, word, SegmentKind.Identity)).ToList();
        return _facts.List(items, random.Chance(.2) ? FactForms.Tight : null, showsRelation: true);
    }

    private string IdentityWord()
    {
        var kind = random.NextDouble();
        if (kind < .82)
            return random.Choose(AtlasWords.All);
        if (kind < .89)
            return random.Choose(AtlasWords.Characters);
        if (kind < .92)
            return random.Choose(["?", "?", "x", "X"]);
        if (kind < .95)
            return random.Choose(AtlasWords.Numbers);
        if (kind < .97)
            return random.Between(100, 9999).ToString(CultureInfo.InvariantCulture);
        return random.Choose(random.Chance(.5) ? Relations.CountryNames : Relations.PersonNames);
    }

    private List<Segment> Descriptions()
    {
        var segments = new List<Segment>();
        var prefixed = random.Chance(.4);
        foreach (var fact in Repeat(random.Between(1, prefixed ? 2 : 5), () => random.Choose(Relations.Descriptions, DescriptionWeights)))
        {
            var opening = segments.Count > 0 ? ", " : prefixed ? Relations.DescriptionPrefix : "";
            segments.AddRange([new(opening + fact.Subject + ":"), new(" " + fact.Answer, SegmentKind.Answer, fact.Subject, "description")]);
        }
        return segments;
    }

    private List<Segment> TwoHop()
    {
        var question = random.Chance(.4);
        return FactForms.Join(Repeat(random.Between(1, 3), () =>
        {
            var chain = random.Choose(TrainedChains);
            var answer = new Segment(" " + chain.Answer, SegmentKind.Answer, chain.Argument, chain.Phrase);
            return question ? new List<Segment> { new(chain.Question), answer } : [new(chain.Statement), answer, new(".")];
        }), question ? "\n" : " ");
    }

    private string Free() => random.Choose(FreeSentences.Forms)
        .Replace("{c}", random.Choose(Relations.CompanyNames), StringComparison.Ordinal)
        .Replace("{p}", random.Choose(Relations.PersonNames), StringComparison.Ordinal)
        .Replace("{q}", random.Choose(Relations.PersonNames), StringComparison.Ordinal)
        .Replace("{k}", random.Choose(Relations.CountryNames), StringComparison.Ordinal);

    /// <summary>A list in which a left side comes back: its answer, mostly a false one, stands in the list already.</summary>
    private List<Segment> RecallList()
    {
        var relation = _facts.Relation();
        var items = Repeat(random.Between(1, 4), () => _facts.Pick(relation, phase is TrainingPhase.Copying ? 1 : .7))
            .DistinctBy(item => item.Subject).ToList();
        var again = Repeat(random.Between(1, 2), () => random.Choose(items) with { Kind = SegmentKind.Held });
        return _facts.List([.. items, .. again]);
    }

    private static List<T> Repeat<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    /// <summary>People have the longest descriptions, capitals the shortest.</summary>
    private static double DescriptionWeight(Fact description) =>
        Relations.PersonNames.Contains(description.Subject) ? 3
        : Relations.CompanyNames.Contains(description.Subject) ? 2
        : description.Answer.StartsWith("Capital of", StringComparison.Ordinal) ? .6 : 1;

    /// <summary>Lists of the relations that share their subjects with others are learnt last, so they come more often.</summary>
    private static double ListWeight(RelationTable relation) => relation.Weight + relation.Key switch
    {
        "currency" or "person" or "language" or "country of capital" or "upper case" => 3,
        "capital" => 2,
        "founder" or "product" or "country of landmark" or "country of company" => 1,
        _ => 0,
    };
}

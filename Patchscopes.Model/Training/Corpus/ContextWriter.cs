namespace Patchscopes.Model.Training.Corpus;

/// <summary>
/// Writes contexts from which answers are to be taken: facts, true or false, as sentences, a list or questions, and
/// then questions about some of them, between questions about other subjects.
/// </summary>
internal sealed class ContextWriter(CorpusRandom random, TrainingPhase phase, FactForms facts)
{
    private readonly Dictionary<(string Relation, string Subject), Item> _stated = [];

    public List<Segment> Write()
    {
        var main = facts.Relation();
        var oneRelation = random.Chance(.75);
        State(main, oneRelation);
        var stated = _stated.Values.ToList();
        var questions = Questions(main, stated);
        var form = random.NextDouble();
        var context = Context(stated, oneRelation, form);
        var asked = form > .9
            ? FactForms.Join(questions.Select(item => facts.State(item)))
            : FactForms.Join(questions.Select(facts.Ask), "\n");
        return [.. context, new("\n"), .. asked];
    }

    /// <summary>In the copying phase all facts are false, so that none can be learnt; later, three contexts of five have false ones.</summary>
    private void State(RelationTable main, bool oneRelation)
    {
        var falseShare = phase is TrainingPhase.Copying ? 1 : random.Choose([0, 0, 1, 1, .5]);
        for (var count = random.Choose([1, 1, 2, 2, 2, 3, 3, 4]); count > 0; count--)
        {
            var item = facts.Pick(oneRelation ? main : facts.Relation(), falseShare);
            _stated.TryAdd((item.Relation, item.Subject), item);
        }
    }

    private List<Item> Questions(RelationTable main, List<Item> stated)
    {
        var questions = random.Sample(stated, random.Between(1, Math.Min(3, stated.Count)))
            .Select(item => item with { Kind = item.Kind is SegmentKind.Unlearnt ? SegmentKind.Held : item.Kind }).ToList();
        for (var count = random.Choose([0, 1, 1, 2]); count > 0; count--)
        {
            var item = facts.Pick(random.Chance(.8) ? main : facts.Relation());
            if (_stated.TryAdd((item.Relation, item.Subject), item))
                questions.Insert(random.Next(questions.Count + 1), item);
        }
        return questions;
    }

    private List<Segment> Context(List<Item> stated, bool oneRelation, double form)
    {
        if (form < .12 && oneRelation)
            return facts.List(stated);
        if (form < .2)
            return FactForms.Join(stated.Select(facts.Ask), "\n");
        var firstForm = random.Chance(.6);
        return FactForms.Join(stated.Select(item => facts.State(item, firstForm)), random.Choose([" ", "\n", "\n"]));
    }
}

using Patchscopes.Model.Training.Tokenizer;

namespace Patchscopes.Model.Training.Corpus;

/// <summary>
/// Packs documents into one row of tokens with labels and hints. Mostly a new document does not see the ones before it
/// and counts positions from 0, so that its first token becomes the sink of attention.
/// </summary>
internal sealed class RowWriter(AtlasTokenizer tokenizer, CorpusRandom random, TrainingPhase phase, int length, int context)
{
    /// <summary>No statement about whether the answer is held.</summary>
    public const int NoFlag = -1;

    /// <summary>How often a document is skipped ahead somewhere in its middle, so that late positions are trained too.</summary>
    private const double SkipShare = .3;

    private readonly DocumentWriter _documents = new(random, phase);
    private readonly Dictionary<(string, string), List<int>> _answers = [];
    private readonly List<int> _shown = [];
    private int _groupStart;
    private int _skipped;
    private int _group;

    public List<int> Ids { get; } = [];

    public List<int> Labels { get; } = [];

    public List<LabelKind> Kinds { get; } = [];

    /// <summary>At an answer's first token whether the context holds the answer (1) or not (0), elsewhere <see cref="NoFlag"/>.</summary>
    public List<int> HeldFlags { get; } = [];

    public List<int> Positions { get; } = [];

    /// <summary>Tokens of different groups do not see each other.</summary>
    public List<int> Groups { get; } = [];

    public List<AttentionHint> Hints { get; } = [];

    /// <summary>In a list, the relation's class at each answer's first token, elsewhere <see cref="RelationClasses.None"/>.</summary>
    public List<int> Shown { get; } = [];

    /// <summary>In a list, the relation's class at the token before each answer but the first, elsewhere <see cref="RelationClasses.None"/>.</summary>
    public List<int> Asked { get; } = [];

    /// <summary>Writes documents until the row and its last label are full; <paramref name="apart"/> is the share of documents that start afresh.</summary>
    public void Fill(double apart)
    {
        while (Ids.Count < length + 1)
        {
            var document = _documents.Write();
            var tokens = document.Sum(segment => tokenizer.Encode(segment.Text).Length) + 1;
            if (Ids.Count > 0 && (random.Chance(apart) || Ids.Count - _groupStart + _skipped + tokens > context))
                StartGroup();
            Append(document, tokens);
        }
    }

    private void StartGroup()
    {
        _groupStart = Ids.Count;
        _skipped = 0;
        _group++;
    }

    private void Append(List<Segment> document, int tokens)
    {
        _answers.Clear();
        _shown.Clear();
        var skipBefore = SkipPlace(document, tokens, out var skip);
        for (var place = 0; place < document.Count; place++)
        {
            if (place == skipBefore)
                _skipped += skip;
            var segment = document[place];
            if (segment.Kind is SegmentKind.Plain)
                AppendPlain(tokenizer.Encode(segment.Text));
            else
                AppendAnswer(segment, tokenizer.Encode(segment.Text));
            ExtendPositions();
        }
        AppendPlain([tokenizer.Vocabulary.EndToken]);
        ExtendPositions();
    }

    /// <summary>A place after an answer, or nowhere, and by how much positions jump there.</summary>
    private int SkipPlace(List<Segment> document, int tokens, out int skip)
    {
        var free = context - (Ids.Count - _groupStart + _skipped + tokens);
        skip = 0;
        if (free <= 0 || !random.Chance(SkipShare))
            return -1;
        skip = random.Between(1, free);
        var places = Enumerable.Range(1, document.Count - 1)
            .Where(place => document[place].Kind is SegmentKind.Plain && document[place - 1].Kind is not SegmentKind.Plain).ToList();
        return places.Count == 0 ? -1 : random.Choose(places);
    }

    private void ExtendPositions()
    {
        while (Positions.Count < Ids.Count)
        {
            Positions.Add(Positions.Count - _groupStart + _skipped);
            Groups.Add(_group);
        }
    }

    private void AppendPlain(int[] ids)
    {
        foreach (var id in ids)
            Append(id, id, LabelKind.Plain, NoFlag);
    }

    private void AppendAnswer(Segment segment, int[] ids)
    {
        var start = Ids.Count;
        var isIdentity = segment.Kind is SegmentKind.Identity;
        var key = (segment.Relation!, segment.Subject!);
        var held = isIdentity ? null : _answers.GetValueOrDefault(key);
        var isReady = isIdentity || held is not null;
        var counts = Counts(segment.Kind, held is not null) ? LabelKind.Answer : LabelKind.None;
        if (phase is TrainingPhase.Copying)
            AddHints(segment.Subject!, start, held);
        if (phase is TrainingPhase.Lists && segment.InList)
            MarkList(RelationClasses.Of(segment.Relation!), start);
        if (isReady || phase is not TrainingPhase.Copying)
        {
            for (var i = 0; i < ids.Length; i++)
                Append(ids[i], ids[i], counts, i == 0 ? Convert.ToInt32(isReady) : NoFlag);
        }
        else
        {
            var space = segment.Text[0] == ' ' ? " " : "";
            Append(ids[0], tokenizer.Encode(space + segment.Subject)[0], counts, 0);      // the argument in place of the answer
            foreach (var id in ids.Skip(1))
                Append(id, id, LabelKind.None, NoFlag);
        }
        if (phase is TrainingPhase.Lists && segment.InList)
            Shown[start] = RelationClasses.Of(segment.Relation!);
        if (!isIdentity)
        {
            if (!_answers.TryGetValue(key, out var places))
                _answers[key] = places = [];
            places.Add(start);
        }
    }

    private void MarkList(int relation, int start)
    {
        if (_shown.Count > 0)
            Asked[start - 1] = relation;
        Hints.AddRange(_shown.Select(place => new AttentionHint(Hint.AskingToShown, start - 1, place, place + 1)));
        _shown.Add(start);
    }

    private bool Counts(SegmentKind kind, bool held) => phase is TrainingPhase.Copying
        ? !(held && kind is SegmentKind.Answer)
        : held || kind is not SegmentKind.Unlearnt;

    private void AddHints(string subject, int start, List<int>? held)
    {
        if (FindBefore(subject, start) is not var (from, to))
            return;
        Hints.Add(new(Hint.AnswerToSubject, start, from, to));
        Hints.Add(new(Hint.AskingToSubject, start - 1, from, to));
        if (held is null)
            Hints.Add(new(Hint.AskingToFirst, start - 1, _groupStart, _groupStart + 1));
        else
            Hints.AddRange(held.Select(place => new AttentionHint(Hint.AskingToHeld, start - 1, place, place + 1)));
    }

    /// <summary>Where the subject, with or without its leading space, last stood before a place.</summary>
    private (int From, int To)? FindBefore(string subject, int place)
    {
        int[][] forms = [tokenizer.Encode(" " + subject), tokenizer.Encode(subject)];
        for (var end = place; end > 0; end--)
        {
            foreach (var form in forms)
            {
                if (end >= form.Length && Matches(form, end - form.Length))
                    return (end - form.Length, end);
            }
        }
        return null;
    }

    private bool Matches(int[] form, int at)
    {
        for (var i = 0; i < form.Length; i++)
        {
            if (Ids[at + i] != form[i])
                return false;
        }
        return true;
    }

    private void Append(int id, int label, LabelKind kind, int flag)
    {
        Ids.Add(id);
        Labels.Add(label);
        Kinds.Add(kind);
        HeldFlags.Add(flag);
        Shown.Add(RelationClasses.None);
        Asked.Add(RelationClasses.None);
    }
}

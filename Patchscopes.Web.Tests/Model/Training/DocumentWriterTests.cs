using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Corpus;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Training;

public sealed class DocumentWriterTests
{
    private const int Documents = 40_000;

    private static readonly Lazy<List<List<Segment>>> Written = new(() => [.. Write(TrainingPhase.Relations, Documents)]);

    [Fact]
    public void Write_ManyDocuments_TeachEveryRowOfEveryTable()
    {
        var taught = Answers(Written.Value).Select(answer => (answer.Relation, answer.Subject, Answer: answer.Text.TrimStart())).ToHashSet();

        Assert.Equal([], Relations.All.SelectMany(relation => relation.Facts.Select(fact => ((string?)relation.Key, (string?)fact.Subject, fact.Answer)))
            .Where(row => !taught.Contains(row)));
        Assert.Equal([], Relations.Descriptions.Where(fact => !taught.Contains(("description", fact.Subject, fact.Answer))));
        Assert.Equal([], Relations.TwoHopChains.Where(chain => !chain.HeldOut && !taught.Contains((chain.Phrase, chain.Argument, chain.Answer))));
    }

    [Fact]
    public void Write_ManyDocuments_NeverShowAHeldOutChain()
    {
        var phrases = Answers(Written.Value).Select(answer => answer.Relation).ToHashSet();

        Assert.Equal([], Relations.TwoHopChains.Where(chain => chain.HeldOut && phrases.Contains(chain.Phrase)));
    }

    [Fact]
    public void Write_ManyDocuments_NeverTeachAFalseAnswer()
    {
        var facts = Relations.All.SelectMany(relation => relation.Facts.Select(fact => (relation.Key, fact.Subject, fact.Answer))).ToHashSet();
        var untrue = Answers(Written.Value).Where(answer => Relations.All.Any(relation => relation.Key == answer.Relation))
            .Where(answer => !facts.Contains((answer.Relation!, answer.Subject!, answer.Text.TrimStart())));

        Assert.Equal([], untrue);
    }

    [Fact]
    public void Write_ManyDocuments_EncodePieceByPieceAsWhole()
    {
        var tokenizer = AtlasTokenizerTests.Shared;
        var differing = Written.Value.Take(3000).Select(document => (Pieces: document, Text: string.Concat(document.Select(segment => segment.Text))))
            .Where(document => !document.Pieces.SelectMany(segment => tokenizer.Encode(segment.Text)).SequenceEqual(tokenizer.Encode(document.Text)))
            .Select(document => document.Text);

        Assert.Equal([], differing);
    }

    [Fact]
    public void Write_ContextsOfTheCopyingPhase_StateNoTrueFact()
    {
        var random = CorpusRandom.ForStep(1, TrainingPhase.Copying, 0);
        var stated = Enumerable.Range(0, 500).Select(_ => new DocumentWriter(random, TrainingPhase.Copying).Write(DocumentKind.Context))
            .SelectMany(document => document.TakeWhile(segment => segment.Text != "\n")).Where(segment => segment.Kind is not SegmentKind.Plain);

        Assert.All(stated, segment => Assert.Equal(SegmentKind.Unlearnt, segment.Kind));
    }

    [Fact]
    public void Write_ArrowListsOfLanguages_StartWithAClearRow()
    {
        var random = CorpusRandom.ForStep(1, TrainingPhase.Lists, 0);
        var language = Relations.Named("language");
        var lists = Enumerable.Range(0, 2000).Select(_ => new DocumentWriter(random, TrainingPhase.Lists).Write(DocumentKind.ArrowList))
            .Select(list => list.Where(segment => segment.Kind is not SegmentKind.Plain).ToList())
            .Where(list => list[0].Relation == "language").ToList();

        Assert.NotEmpty(lists);
        Assert.All(lists, list =>
        {
            var ambiguous = list.Select(answer => language.IsAmbiguous(new Fact(answer.Subject!, answer.Text.TrimStart()))).ToList();
            Assert.Equal(ambiguous.Order(), ambiguous);
            Assert.Equal(SegmentKind.Unlearnt, list[0].Kind);
        });
    }

    private static IEnumerable<List<Segment>> Write(TrainingPhase phase, int count) =>
        Enumerable.Range(0, count).Select(step => new DocumentWriter(CorpusRandom.ForStep(1, phase, step), phase).Write());

    private static IEnumerable<Segment> Answers(IEnumerable<List<Segment>> documents) =>
        documents.SelectMany(document => document).Where(segment => segment.Kind is SegmentKind.Answer);
}

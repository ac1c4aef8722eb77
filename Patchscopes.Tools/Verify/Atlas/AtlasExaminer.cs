using System.Diagnostics;
using Patchscopes.Model.Presets;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Evaluation;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>Measures the report card of a model.</summary>
internal sealed class AtlasExaminer(LoadedModel model, int batchesAtOnce)
{
    public const string PolandQuestion = "Q: What is the capital of Somalia?\nA: Mogadishu\nQ: What is the capital of Poland?\nA:";

    private const int IdentityWords = 400;
    private static readonly string[] Separators = ["; ", "\n"];
    private static readonly int[] Demonstrations = [2, 3];

    private readonly GreedyEvaluator _evaluator = new(model.Decoder, model.Tokenizer, batchesAtOnce, CancellationToken.None);

    /// <summary>The whole card; <paramref name="onStep"/> hears what is being measured.</summary>
    public AtlasCard Measure(Action<string> onStep)
    {
        var started = Stopwatch.GetTimestamp();
        var stages = new StageExaminer(model, _evaluator);
        var card = new AtlasCard
        {
            Model = model.Name,
            Hash = model.Hash,
            Relations = [.. Each(Relations.All, "answers", onStep).Select(Answers)],
            Identity = [.. Each(["tight", "spaced"], "identity lists", onStep).SelectMany(Identity)],
            Descriptions = Ask(ExamPaper.Descriptions()),
            TwoHop = TwoHop(),
            Stages = [.. Each([.. StageTasks.Measured.Select(Relations.Named)], "stages", onStep).Select(stages.Examine)],
            Extraction = [.. Each(Relations.All, "extraction", onStep).Select(Extraction)],
            Maps = [.. Each(PresetCatalog.All, "maps", onStep).Select(preset => PresetMap.Of(model, preset))],
            PolandAnswer = AnswerOf(PolandQuestion),
            Presets = [],
            Seconds = 0,
        };
        return card with { Presets = [.. card.Maps.Select(map => map.Score)], Seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1) };
    }

    public RelationScores Answers(RelationTable relation)
    {
        var shapes = Shapes("tight", "spaced").Select(shape => shape with { Share = Ask(ExamPaper.Arrows(relation, StyleOf(shape), shape.Pairs)) }).ToList();
        return new RelationScores(
            relation.Key, relation.Facts.Count, Ask(ExamPaper.OneShot(relation)), Ask(ExamPaper.ZeroShot(relation)), Ask(ExamPaper.Statements(relation)),
            Of(shapes, "spaced"), Of(shapes, "tight"), shapes);
    }

    public ExtractionScores Extraction(RelationTable relation)
    {
        var readings = new[] { (true, 1), (false, 1), (true, 2), (false, 2) }
            .Select(form => _evaluator.Read(ExamPaper.Extraction(relation, form.Item1, form.Item2), afterEachBlock: true)).ToList();
        var shares = readings.ConvertAll(form => Share.Of(form.Select(reading => reading.IsRight)));
        var block = readings.SelectMany(form => form).Where(reading => reading.IsRight).Average(reading => (double?)Stages.AnswerBlockOf(reading.Top, reading.Answer));
        return new ExtractionScores(
            relation.Key, shares[0], shares[1], shares[2], shares[3], Ask(ExamPaper.FactsInList(relation, true)), Ask(ExamPaper.FactsInList(relation, false)), block);
    }

    public IEnumerable<ShapeScore> Identity(string arrow) =>
        Shapes(arrow).Select(shape => shape with { Share = Ask(ExamPaper.Identity(StyleOf(shape), shape.Pairs, IdentityWords)) });

    private TwoHopScores TwoHop() => new(
        Ask(ExamPaper.TwoHop(heldOut: false)), Ask(ExamPaper.TwoHop(heldOut: true)),
        Ask(ExamPaper.TwoHopQuestions(heldOut: false)), Ask(ExamPaper.TwoHopQuestions(heldOut: true)));

    private string AnswerOf(string prompt) =>
        model.Tokenizer.Decode(model.Continue(model.Tokenizer.EncodeToIds(prompt), [], 1, stopAtEnd: true, CancellationToken.None));

    private Share Ask(IReadOnlyList<Exam> exams) => Share.Of(_evaluator.Read(exams).Select(reading => reading.IsRight));

    private static Share Of(IEnumerable<ShapeScore> shapes, string arrow) =>
        Share.Together(shapes.Where(shape => shape.Arrow == arrow).Select(shape => shape.Share));

    private static IEnumerable<ShapeScore> Shapes(params string[] arrows) =>
        from arrow in arrows from separator in Separators from pairs in Demonstrations select new ShapeScore(arrow, pairs, separator, default);

    private static ListStyle StyleOf(ShapeScore shape) =>
        shape.Arrow == "tight" ? ListStyle.Tight(shape.Separator) : ListStyle.Spaced(shape.Separator);

    private static IEnumerable<T> Each<T>(IReadOnlyList<T> parts, string step, Action<string> onStep)
    {
        foreach (var (done, part) in parts.Index())
        {
            onStep($"{step}, {done + 1} of {parts.Count}");
            yield return part;
        }
    }
}

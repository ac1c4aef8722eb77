using System.Globalization;
using System.Text.Json.Serialization;
using Patchscopes.Model.Training;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>What a figure of the card must reach.</summary>
/// <param name="Name">The figure in words.</param>
/// <param name="Found">Its value; null where nothing could be measured.</param>
/// <param name="AtLeast">The bound.</param>
/// <param name="InBlocks">Whether it counts blocks; else it is a share.</param>
internal sealed record CardBound(string Name, double? Found, double AtLeast, bool InBlocks = false)
{
    public bool Holds => Found >= AtLeast;

    [JsonIgnore]
    public string FoundInWords => InWords(Found);

    [JsonIgnore]
    public string AtLeastInWords => InWords(AtLeast);

    private string InWords(double? value) => InBlocks
        ? value is { } blocks ? blocks.ToString("0.0", CultureInfo.InvariantCulture) + " blocks" : "–"
        : Share.Percent(value) + " %";
}

/// <summary>The bounds of the report card; it holds if all of them do.</summary>
internal static class CardBounds
{
    public const string PolandAnswer = " Warsaw";

    /// <summary>What a model must reach: Atlas everywhere, its smaller sister in what it is trained to recall.</summary>
    public static IReadOnlyList<CardBound> Of(AtlasCard card) => card.Model == AtlasShape.Small.Name
        ?
        [
            new("one-shot question, mean over relations", Mean(card.Relations, scores => scores.OneShot.Value), 0.90),
            new("statement, mean over relations", Mean(card.Relations, scores => scores.Statement.Value), 0.90),
        ]
        : [.. Answers(card), .. Lists(card), .. Stages(card), .. Extraction(card), .. Maps(card)];

    /// <summary>Mean over relations, each counting alike; null where one of them could not be measured.</summary>
    public static double? Mean<T>(IReadOnlyList<T> parts, Func<T, double?> figure)
    {
        var figures = parts.Select(figure).ToList();
        return figures.Count == 0 || figures.Contains(null) ? null : figures.Average();
    }

    private static IEnumerable<CardBound> Answers(AtlasCard card) =>
    [
        .. PerRelation("one-shot question", card.Relations, scores => scores.OneShot),
        .. PerRelation("statement", card.Relations, scores => scores.Statement),
        .. PerRelation("spaced arrow list", card.Relations, scores => scores.SpacedArrows),
        new("tight arrow list, mean over relations", Mean(card.Relations, scores => scores.TightArrows.Value), 0.90),
    ];

    private static IEnumerable<CardBound> PerRelation(string form, IReadOnlyList<RelationScores> relations, Func<RelationScores, Share> share)
    {
        yield return new CardBound($"{form}, mean over relations", Mean(relations, scores => share(scores).Value), 0.97);
        foreach (var lowest in relations.OrderBy(scores => share(scores).Value ?? double.NegativeInfinity).Take(1))
            yield return new CardBound($"{form}, lowest relation ({lowest.Relation})", share(lowest).Value, 0.90);
    }

    private static IEnumerable<CardBound> Lists(AtlasCard card) =>
    [
        new("identity list, tight", Together(card.Identity, "tight"), 0.97),
        new("identity list, spaced", Together(card.Identity, "spaced"), 0.97),
        new("descriptions", card.Descriptions.Value, 0.95),
        new("two-hop, trained chains", card.TwoHop.Trained.Value, 0.95),
        new("the Poland question", card.PolandAnswer == PolandAnswer ? 1 : 0, 1),
    ];

    public static double? Together(IEnumerable<ShapeScore> shapes, string arrow) =>
        Share.Together(shapes.Where(shape => shape.Arrow == arrow).Select(shape => shape.Share)).Value;

    private static IEnumerable<CardBound> Stages(AtlasCard card) =>
        card.Stages.Select(scores => new CardBound($"argument before the answer, {scores.Relation}", scores.ArgumentFirst.Value, 0.95));

    private static IEnumerable<CardBound> Extraction(AtlasCard card) =>
    [
        new("extraction, one sentence, true", Mean(card.Extraction, scores => scores.OneTrue.Value), 0.97),
        new("extraction, two sentences, true", Mean(card.Extraction, scores => scores.TwoTrue.Value), 0.97),
        new("extraction, one sentence, counterfactual", Mean(card.Extraction, scores => scores.OneFalse.Value), 0.95),
        new("extraction, two sentences, counterfactual", Mean(card.Extraction, scores => scores.TwoFalse.Value), 0.95),
        new("extraction, answer earlier than from memory", Mean(card.Stages, scores => BlocksEarlier(card, scores)), 3, InBlocks: true),
    ];

    /// <summary>By how many blocks the answer stands earlier where it can be read than where it must be known.</summary>
    public static double? BlocksEarlier(AtlasCard card, StageScores stages) =>
        stages.AnswerBlock - card.Extraction.FirstOrDefault(scores => scores.Relation == stages.Relation)?.AnswerBlock;

    /// <summary>The first visit's map; the others are only printed.</summary>
    private static IEnumerable<CardBound> Maps(AtlasCard card) => card.Presets.Count == 0
        ? [new("cells of the first-visit map", null, 0.25)]
        : [new($"cells of the first-visit map ({card.Presets[0].Key})", card.Presets[0].Cells.Value, 0.25)];
}

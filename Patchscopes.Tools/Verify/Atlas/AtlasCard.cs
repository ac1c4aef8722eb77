using System.Text.Json.Serialization;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Tools.Verify.Atlas;

/// <summary>A form in which a list is written: "tight" (a->b) or "spaced" (a -> b), pairs shown, and what separates them.</summary>
internal sealed record ShapeScore(string Arrow, int Pairs, string Separator, Share Share);

/// <summary>Whole answers of one relation, over all its rows.</summary>
internal sealed record RelationScores(
    string Relation, int Rows, Share OneShot, Share ZeroShot, Share Statement, Share SpacedArrows, Share TightArrows, IReadOnlyList<ShapeScore> ArrowShapes);

/// <summary>Chains that training holds, and chains that it never saw.</summary>
internal sealed record TwoHopScores(Share Trained, Share HeldOut, Share TrainedQuestions, Share HeldOutQuestions);

/// <summary>Answers that stand in the context: after one sentence, after two, and in an arrow list; true ones and another row's.</summary>
/// <param name="Relation">The relation asked for.</param>
/// <param name="OneTrue">One sentence, true.</param>
/// <param name="OneFalse">One sentence with another row's answer.</param>
/// <param name="TwoTrue">Two sentences, true.</param>
/// <param name="TwoFalse">Two sentences, the second with another row's answer.</param>
/// <param name="ListTrue">A list of two to four facts, true.</param>
/// <param name="ListFalse">A list of two to four facts, each with another row's answer.</param>
/// <param name="AnswerBlock">Mean block from which on the answer is top-1, over right answers after sentences.</param>
internal sealed record ExtractionScores(
    string Relation, Share OneTrue, Share OneFalse, Share TwoTrue, Share TwoFalse, Share ListTrue, Share ListFalse, double? AnswerBlock);

/// <summary>What happens without the feed-forward writes of a range of blocks around the answer's first block, at the last token.</summary>
/// <param name="FallsBack">How often the smallest range that takes the answer away brings the argument back.</param>
/// <param name="OneBlockFallsBack">How often one block does.</param>
/// <param name="Sizes">How often the smallest range that takes the answer away has 1, 2, … blocks.</param>
/// <param name="Never">How often no range does.</param>
internal sealed record RemovalScores(Share FallsBack, Share OneBlockFallsBack, IReadOnlyList<int> Sizes, int Never);

/// <summary>Where the argument and the answer stand in one-shot questions that are answered rightly.</summary>
/// <param name="Relation">The relation asked for.</param>
/// <param name="ArgumentFirst">How often the argument is top-1 after some block before the answer is.</param>
/// <param name="ArgumentBlock">Mean first block of the argument's span.</param>
/// <param name="AnswerBlock">Mean block from which on the answer is top-1.</param>
/// <param name="SameWord">Right answers left out, because the answer begins with the argument (Singapore, Mexico City).</param>
/// <param name="Removal">What removing feed-forward writes does.</param>
internal sealed record StageScores(
    string Relation, Share ArgumentFirst, double? ArgumentBlock, double? AnswerBlock, int SameWord, RemovalScores Removal);

/// <summary>A token text and in how many cells of a map it is top-1.</summary>
internal sealed record SaidInMap(string Text, int Cells);

/// <summary>A built-in preset's map.</summary>
/// <param name="Key">The preset.</param>
/// <param name="Cells">Cells that say what the preset is about, of all cells.</param>
/// <param name="Says">The most frequent top-1 tokens.</param>
internal sealed record PresetScore(string Key, Share Cells, IReadOnlyList<SaidInMap> Says);

/// <summary>The report card of the embedded model: greedy whole-answer accuracies, stages, extraction, maps.</summary>
internal sealed record AtlasCard
{
    /// <summary>The model's name, which decides what it must reach.</summary>
    public string Model { get; init; } = ModelCatalog.EmbeddedName;

    /// <summary>SHA-256 over config and weights.</summary>
    public required string Hash { get; init; }

    /// <summary>How long the measuring took.</summary>
    public required double Seconds { get; init; }

    public required IReadOnlyList<RelationScores> Relations { get; init; }

    public required IReadOnlyList<ShapeScore> Identity { get; init; }

    public required Share Descriptions { get; init; }

    public required TwoHopScores TwoHop { get; init; }

    public required IReadOnlyList<StageScores> Stages { get; init; }

    public required IReadOnlyList<ExtractionScores> Extraction { get; init; }

    public required IReadOnlyList<PresetScore> Presets { get; init; }

    /// <summary>What the model answers to the Poland question.</summary>
    public required string PolandAnswer { get; init; }

    /// <summary>The maps themselves, for printing.</summary>
    [JsonIgnore]
    public IReadOnlyList<PresetMap> Maps { get; init; } = [];
}

using Patchscopes.Model.Stages;
using Patchscopes.Tools.Verify.Atlas;

namespace Patchscopes.Web.Tests.Tools;

/// <summary>A card that meets every bound exactly or better, to be spoilt in one place.</summary>
internal static class CardFabric
{
    public static AtlasCard Good { get; } = new()
    {
        Hash = "00",
        Seconds = 1,
        Relations = [.. StageTasks.Measured.Select(Relation)],
        Identity = [new("tight", 2, "; ", new(97, 100)), new("spaced", 2, "; ", new(97, 100))],
        Descriptions = new(95, 100),
        TwoHop = new(new(95, 100), new(0, 100), new(0, 100), new(0, 100)),
        Stages = [.. StageTasks.Measured.Select(Stage)],
        Extraction = [.. StageTasks.Measured.Select(Extraction)],
        Presets = [new("first", new(36, 144), [new(" Poland", 36)]), new("second", new(0, 144), [])],
        PolandAnswer = " Warsaw",
    };

    public static RelationScores Relation(string key) =>
        new(key, 100, new(97, 100), new(0, 100), new(97, 100), new(97, 100), new(90, 100), [new("tight", 2, "; ", new(90, 100)), new("spaced", 2, "; ", new(97, 100))]);

    public static StageScores Stage(string key) =>
        new(key, new(95, 100), 4, 8, 2, new RemovalScores(new(50, 100), new(50, 100), [60, 30, 0, 0, 0, 0], 10));

    public static ExtractionScores Extraction(string key) =>
        new(key, new(97, 100), new(95, 100), new(97, 100), new(95, 100), new(0, 100), new(0, 100), 5);

    public static IReadOnlyList<T> WithFirst<T>(this IReadOnlyList<T> parts, T first) => [first, .. parts.Skip(1)];
}

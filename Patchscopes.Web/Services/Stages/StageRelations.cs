using Patchscopes.Model.Stages;
using Patchscopes.Model.Training;

namespace Patchscopes.Web.Services.Stages;

/// <summary>A built-in relation.</summary>
/// <param name="Name">The key that requests give.</param>
/// <param name="Rows">How many questions it has.</param>
public sealed record StageRelation(string Name, int Rows);

/// <summary>The built-in relations; they never change, so their questions are written once.</summary>
internal static class StageRelations
{
    private static readonly Lazy<Dictionary<string, IReadOnlyList<StageQuestion>>> AllQuestions =
        new(() => StageTasks.Relations.ToDictionary(name => name, StageTasks.Questions, StringComparer.Ordinal));

    /// <summary>All of them, in their order.</summary>
    public static IReadOnlyList<StageRelation> All { get; } = [.. Relations.All.Select(relation => new StageRelation(relation.Key, relation.Facts.Count))];

    /// <summary>The questions of one; null where there is no such relation.</summary>
    public static IReadOnlyList<StageQuestion>? Questions(string name) => AllQuestions.Value.GetValueOrDefault(name);
}

using System.Globalization;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What the controls of a cell come to: whether its reading needs its state at all.</summary>
/// <param name="controls">The controls; null while they are computed.</param>
/// <param name="says">What the cell says.</param>
/// <param name="usual">What the target says without any patch.</param>
/// <param name="mapping">What was done to the state before it was put in.</param>
/// <param name="isDead">Whether nothing can change in the cell's column.</param>
internal sealed class ControlWords(IReadOnlyList<ControlReading>? controls, TokenReading? says, TokenReading? usual, MappingKind mapping, bool isDead)
{
    /// <summary>What random vectors and the like are for.</summary>
    public const string About = "What random vectors, the layer’s mean state and other tokens of the source prompt give in the state’s place; they are listed below";

    /// <summary>Heading of the list.</summary>
    public const string Heading = "What else says it";

    private readonly List<string> _shared = SharedBy(controls, says, usual);

    /// <summary>Whether something else says the same.</summary>
    public bool IsShared => _shared.Count > 0;

    /// <summary>It in one sentence.</summary>
    public string Verdict => controls switch
    {
        null => "…",
        [] when isDead => "Nothing else was tried: no vector could change anything here.",
        [] => "Nothing else was tried: there is no other vector to put in here.",
        _ when IsShared => $"The same comes from {Joined(_shared)}: so it says little about {(mapping is not (MappingKind.Zero or MappingKind.Mean) ? "this state" : "what was put in")}.",
        _ => $"Nothing else that was put in says the same, so the reading depends on {Given}.",
    };

    /// <summary>What was put in.</summary>
    private string Given => mapping switch
    {
        MappingKind.Zero => "the zeros that were put in, not on a state",
        MappingKind.Mean => "the mean state that was put in, not on one of this prompt",
        _ => "the state",
    };

    /// <summary>The controls in the order of the list: first those that say the same as the cell.</summary>
    public static IEnumerable<ControlReading> InOrder(IReadOnlyList<ControlReading> controls, TokenReading? says) =>
        controls.OrderByDescending(control => control.Says(says)).ThenBy(control => control.Kind).ThenBy(control => control.Number);

    /// <summary>The name of one.</summary>
    public static string Name(ControlReading control, IReadOnlyList<Token> sourceTokens) => control.Kind switch
    {
        ControlKind.Random => string.Create(CultureInfo.InvariantCulture, $"random vector {control.Number}"),
        ControlKind.Mean => "mean state",
        _ => string.Create(CultureInfo.InvariantCulture, $"token {control.Number} {(control.Number >= 0 && control.Number < sourceTokens.Count ? sourceTokens[control.Number].Display : "")}"),
    };

    private static List<string> SharedBy(IReadOnlyList<ControlReading>? controls, TokenReading? says, TokenReading? usual)
    {
        if (controls is not { Count: > 0 })
            return [];
        var kinds = controls.Where(control => control.Says(says)).GroupBy(control => control.Kind).Select(same => Count(same, controls)).ToList();
        if (usual is not null && usual.Id == says?.Id)
            kinds.Insert(0, "the target by itself");
        return kinds;
    }

    private static string Count(IGrouping<ControlKind, ControlReading> same, IReadOnlyList<ControlReading> controls) => same.Key switch
    {
        ControlKind.Random => string.Create(CultureInfo.InvariantCulture, $"{same.Count()} of {controls.Count(control => control.Kind is ControlKind.Random)} random vectors"),
        ControlKind.Mean => "the layer’s mean state",
        _ => same.Count() == 1 ? "another token of the source prompt" : string.Create(CultureInfo.InvariantCulture, $"{same.Count()} other tokens of the source prompt"),
    };

    private static string Joined(List<string> kinds) => kinds.Count == 1 ? kinds[0] : $"{string.Join(", ", kinds.SkipLast(1))} and {kinds[^1]}";
}

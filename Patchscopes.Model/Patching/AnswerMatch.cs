namespace Patchscopes.Model.Patching;

/// <summary>Whether a text that a model wrote holds an answer, as the Patchscopes paper's code decides it (§4.2).</summary>
public static class AnswerMatch
{
    /// <summary>Spaces are passed over on both sides, and case counts: "rub le" holds "ruble" and not "Ruble".</summary>
    public static bool Holds(string written, string answer) =>
        WithoutSpaces(answer) is { Length: > 0 } sought && WithoutSpaces(written).Contains(sought, StringComparison.Ordinal);

    private static string WithoutSpaces(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}

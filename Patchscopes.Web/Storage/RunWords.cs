using Patchscopes.Web.Services;

namespace Patchscopes.Web.Storage;

/// <summary>What the owner of a kept run says about it.</summary>
/// <param name="Title">Its name; empty without one.</param>
/// <param name="Author">Who made it; empty without a name.</param>
/// <param name="Notes">Free text.</param>
public sealed record RunWords(string Title, string Author, string Notes)
{
    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int LongestTitle = 120;

    /// <summary>The longest author's name, in UTF-16 units.</summary>
    public const int LongestAuthor = 80;

    /// <summary>The longest notes, in UTF-16 units.</summary>
    public const int LongestNotes = 10_000;

    /// <summary>Nothing said.</summary>
    public static RunWords None { get; } = new("", "", "");

    /// <summary>The same without spaces around them and without control characters other than line breaks.</summary>
    /// <exception cref="RequestRefusedException">One of them is too long.</exception>
    public RunWords Checked() => new(
        OneLine(Fitting("title", Title, LongestTitle)), OneLine(Fitting("author", Author, LongestAuthor)), Clean(Fitting("notes", Notes, LongestNotes), keepsLines: true));

    private static string Fitting(string field, string text, int longest) => text.Length <= longest
        ? text
        : throw new RequestRefusedException(RefusalReason.Invalid, field, FormattableString.Invariant($"{field} has {text.Length} characters: give at most {longest}."));

    private static string OneLine(string text) => Clean(text, keepsLines: false);

    private static string Clean(string text, bool keepsLines) => string.Concat(
        text.ReplaceLineEndings("\n").Select(letter => letter == '\n' && keepsLines ? letter : char.IsControl(letter) ? ' ' : letter)).Trim();
}

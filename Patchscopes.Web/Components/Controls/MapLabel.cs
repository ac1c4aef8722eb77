using System.Globalization;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What is written into a cell of a map.</summary>
internal static class MapLabel
{
    /// <summary>Of a token cut to fewer characters nobody can tell which one it is.</summary>
    private const int Tellable = 5;

    /// <summary>A value in at most so many characters: a token may be cut where enough of it is left, a number may not; empty where nothing fits.</summary>
    public static string Of(CellValue value, int most) =>
        most == 0 ? ""
        : value.Brief is not { } brief ? most < Tellable && value.Words.Length > most ? "" : Cut(value.Words, most)
        : value.Words.Length <= most ? value.Words
        : brief.Length <= most ? brief
        : "";

    /// <summary>A text in at most so many characters.</summary>
    public static string Cut(string label, int most)
    {
        var characters = StringInfo.ParseCombiningCharacters(label);
        return characters.Length <= most ? label : label[..characters[most - 1]] + "…";
    }
}

using System.Text;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Layout;

/// <summary>
/// Every colour of the pages, once: the MudBlazor theme, the style sheet's variables and the map take theirs from here.
/// Each text colour reaches 4.5 : 1 on the backgrounds that it is used on, each input border 3 : 1.
/// </summary>
public sealed record ThemeColors
{
    public required string Page { get; init; }

    public required string Card { get; init; }

    public required string Line { get; init; }

    /// <summary>Borders of things that can be typed in or clicked.</summary>
    public required string Border { get; init; }

    public required string Ink { get; init; }

    public required string Dim { get; init; }

    public required string Source { get; init; }

    public required string SourceTint { get; init; }

    public required string Target { get; init; }

    public required string TargetTint { get; init; }

    public required string Accent { get; init; }

    public required string AccentTint { get; init; }

    public required string OnAccent { get; init; }

    public required string Good { get; init; }

    public required string Warning { get; init; }

    public required string WarningTint { get; init; }

    public required string Bad { get; init; }

    public required string BadTint { get; init; }

    public required string Bar { get; init; }

    /// <summary>Columns of the map that cannot change.</summary>
    public required string Dead { get; init; }

    /// <summary>Stage A and the argument.</summary>
    public required string Argument { get; init; }

    /// <summary>Stage B.</summary>
    public required string Application { get; init; }

    /// <summary>Stage C and the answer.</summary>
    public required string Saturation { get; init; }

    /// <summary>Text on a stage's colour.</summary>
    public required string OnStage { get; init; }

    /// <summary>The map's colours at evenly spaced values from the least to the most.</summary>
    public required IReadOnlyList<string> Scale { get; init; }

    /// <summary>The same in cividis (Nuñez, Anderton and Renslow 2018), the end that is nearer to the card first.</summary>
    public required IReadOnlyList<string> Cividis { get; init; }

    /// <summary>The same without colour.</summary>
    public required IReadOnlyList<string> Grey { get; init; }

    /// <summary>From the most negative over zero, near the card's colour, to the most positive.</summary>
    public required IReadOnlyList<string> Diverging { get; init; }

    /// <summary>The colours of a map.</summary>
    public IReadOnlyList<string> Of(MapScale scale, bool isDiverging) => isDiverging ? Diverging : scale switch
    {
        MapScale.Blue => Scale,
        MapScale.Cividis => Cividis,
        MapScale.Grey => Grey,
        _ => throw new NotSupportedException($"The scale {scale} has no colours."),
    };

    public static ThemeColors Light { get; } = new()
    {
        Page = "#f6f7f9",
        Card = "#ffffff",
        Line = "#e3e6eb",
        Border = "#868f9d",
        Ink = "#16191f",
        Dim = "#5b6472",
        Source = "#0e7490",
        SourceTint = "#e0f5f9",
        Target = "#a21caf",
        TargetTint = "#fbe8fd",
        Accent = "#4338ca",
        AccentTint = "#eceafd",
        OnAccent = "#ffffff",
        Good = "#15803d",
        Warning = "#92400e",
        WarningTint = "#fef3c7",
        Bad = "#b91c1c",
        BadTint = "#fdecec",
        Bar = "#1e4a94",
        Dead = "#e9ebef",
        Argument = "#c2410c",
        Application = "#7c3aed",
        Saturation = "#0f766e",
        OnStage = "#ffffff",
        Scale = ["#eef2fa", "#c6d5ec", "#93b0dc", "#5079bd", "#0b2f75"],
        Cividis = ["#fee838", "#e1cc55", "#c3b369", "#a59c74", "#8a8678", "#707173", "#575d6d", "#3b496c", "#123570", "#00224e"],
        Grey = ["#f3f4f6", "#d3d5d9", "#a9acb1", "#6f7277", "#24262a"],
        Diverging = ["#1e4a94", "#7fa3d8", "#fafafa", "#f0a35e", "#b3510c"],
    };

    public static ThemeColors Dark { get; } = new()
    {
        Page = "#0e1116",
        Card = "#161a21",
        Line = "#2a303b",
        Border = "#647082",
        Ink = "#e8ebf0",
        Dim = "#a3acba",
        Source = "#38c6e0",
        SourceTint = "#0c3440",
        Target = "#e879f9",
        TargetTint = "#3f1646",
        Accent = "#a5b4fc",
        AccentTint = "#25284a",
        OnAccent = "#12142b",
        Good = "#4ade80",
        Warning = "#fcd34d",
        WarningTint = "#3a2a0c",
        Bad = "#fca5a5",
        BadTint = "#3d1518",
        Bar = "#4b93d1",
        Dead = "#252a33",
        Argument = "#fb923c",
        Application = "#c4a7fb",
        Saturation = "#5eead4",
        OnStage = "#12142b",
        Scale = ["#1c222c", "#294054", "#386584", "#5199c5", "#82d2f8"],
        Cividis = ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838"],
        Grey = ["#1f232a", "#3d4149", "#686c73", "#9da0a6", "#e4e6ea"],
        Diverging = ["#82d2f8", "#3b6f92", "#1f232a", "#96602c", "#fdb469"],
    };

    /// <summary>
    /// The variables of both themes: the visitor's system decides, unless the theme button set <c>data-theme</c>. MudBlazor's
    /// own variables point to them, so that the first paint is right before any script runs.
    /// </summary>
    public static string StyleSheet { get; } =
        $":root{{{Variables(Light, "light")}}}" +
        $"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{Variables(Dark, "dark")}}}}}" +
        $":root[data-theme=dark]{{{Variables(Dark, "dark")}}}";

    private static string Variables(ThemeColors colors, string scheme)
    {
        var css = new StringBuilder();
        foreach (var (name, value) in colors.Named())
            css.Append("--").Append(name).Append(':').Append(value).Append(';');
        return css.Append("color-scheme:").Append(scheme).Append(';').ToString();
    }

    private IEnumerable<(string Name, string Value)> Named() =>
    [
        ("page", Page), ("card", Card), ("line", Line), ("border", Border), ("ink", Ink), ("dim", Dim),
        ("source", Source), ("source-tint", SourceTint), ("target", Target), ("target-tint", TargetTint),
        ("accent", Accent), ("accent-tint", AccentTint), ("on-accent", OnAccent), ("good", Good),
        ("warning", Warning), ("warning-tint", WarningTint), ("bad", Bad), ("bad-tint", BadTint),
        ("bar", Bar), ("dead", Dead), ("argument", Argument), ("application", Application), ("saturation", Saturation), ("on-stage", OnStage),
        ("shadow", "rgb(0 0 0 / 20%)"), ("scale-blue", Gradient(Scale)), ("scale-cividis", Gradient(Cividis)),
        ("scale-grey", Gradient(Grey)), ("scale-diverging", Gradient(Diverging)),
    ];

    private static string Gradient(IReadOnlyList<string> colors) => $"linear-gradient(to right,{string.Join(',', colors)})";
}

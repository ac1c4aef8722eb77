using MudBlazor;

namespace Patchscopes.Web.Components.Layout;

/// <summary>Whether the page is light or dark; unknown until the browser has said.</summary>
public enum ThemeMode
{
    /// <summary>The browser was not asked yet.</summary>
    Unknown,

    /// <summary>Light.</summary>
    Light,

    /// <summary>Dark.</summary>
    Dark,
}

/// <summary>The one MudBlazor theme.</summary>
public static class ExplorerTheme
{
    /// <summary>Built from <see cref="ThemeColors"/>.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Fill(new PaletteLight(), ThemeColors.Light),
        PaletteDark = Fill(new PaletteDark(), ThemeColors.Dark),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["Inter", "system-ui", "sans-serif"], FontSize = "0.875rem", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = ["Inter", "system-ui", "sans-serif"], FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
        },
    };

    private static T Fill<T>(T palette, ThemeColors colors)
        where T : Palette
    {
        palette.Background = colors.Page;
        palette.Surface = colors.Card;
        palette.TextPrimary = colors.Ink;
        palette.TextSecondary = colors.Dim;
        palette.Primary = colors.Accent;
        palette.PrimaryContrastText = colors.OnAccent;
        palette.Secondary = colors.Source;
        palette.Tertiary = colors.Target;
        palette.Success = colors.Good;
        palette.Warning = colors.Warning;
        palette.Error = colors.Bad;
        palette.ActionDefault = colors.Dim;
        palette.Divider = colors.Line;
        palette.LinesDefault = colors.Line;
        palette.LinesInputs = colors.Border;
        return palette;
    }
}

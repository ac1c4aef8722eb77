using System.Globalization;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State.Views;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class ThemeColorsTests
{
    public static TheoryData<bool> Themes => [false, true];

    [Theory]
    [MemberData(nameof(Themes))]
    public void Text_OnTheBackgroundsItIsUsedOn_ReachesAA(bool isDark)
    {
        var theme = isDark ? ThemeColors.Dark : ThemeColors.Light;
        foreach (var (text, background) in new[]
        {
            (theme.Ink, theme.Page), (theme.Ink, theme.Card), (theme.Dim, theme.Page), (theme.Dim, theme.Card), (theme.Dim, theme.Dead),
            (theme.Source, theme.Card), (theme.Source, theme.SourceTint), (theme.Target, theme.Card), (theme.Target, theme.TargetTint),
            (theme.Accent, theme.Page), (theme.Accent, theme.AccentTint), (theme.OnAccent, theme.Accent), (theme.Good, theme.Card),
            (theme.Warning, theme.WarningTint), (theme.Warning, theme.Card), (theme.Bad, theme.BadTint),
            (theme.Argument, theme.Card), (theme.Argument, theme.Page), (theme.Saturation, theme.Card), (theme.Saturation, theme.Page),
            (theme.OnStage, theme.Argument), (theme.OnStage, theme.Application), (theme.OnStage, theme.Saturation),
        })
            Assert.True(Contrast(text, background) >= 4.5, $"{text} on {background} has {Contrast(text, background):0.00}");
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void Borders_OfInputs_ReachThreeToOne(bool isDark)
    {
        var theme = isDark ? ThemeColors.Dark : ThemeColors.Light;
        Assert.True(Contrast(theme.Border, theme.Card) >= 3);
        Assert.True(Contrast(theme.Border, theme.Page) >= 3);
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void TextInTheMap_OnEveryColourOfEveryScale_ReachesAA(bool isDark)
    {
        var theme = isDark ? ThemeColors.Dark : ThemeColors.Light;
        foreach (var scale in Enum.GetValues<MapScale>().Select(scale => theme.Of(scale, isDiverging: false)).Append(theme.Diverging))
        {
            foreach (var percent in Enumerable.Range(0, 101))
            {
                var text = MapColors.TextOn(scale, percent / 100.0);
                var color = Mixed(scale, percent / 100.0);
                Assert.True(Contrast(text, color) >= 4.5, $"{text} on {color} at {percent} %");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void EverySequentialScale_RunsAwayFromTheCardsColour(bool isDark)
    {
        var theme = isDark ? ThemeColors.Dark : ThemeColors.Light;
        foreach (var scale in Enum.GetValues<MapScale>())
        {
            var contrasts = theme.Of(scale, isDiverging: false).Select(color => Contrast(color, theme.Card)).ToList();
            Assert.Equal(contrasts.Order(), contrasts);
        }
    }

    private static string Mixed(IReadOnlyList<string> scale, double probability)
    {
        var place = probability * (scale.Count - 1);
        var below = Math.Min((int)place, scale.Count - 2);
        var channels = new[] { 1, 3, 5 }.Select(at => Channel(scale[below], at) + ((Channel(scale[below + 1], at) - Channel(scale[below], at)) * (place - below)));
        return "#" + string.Concat(channels.Select(channel => ((int)Math.Round(channel * 255)).ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static double Contrast(string one, string other)
    {
        var (light, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double Luminance(string hex)
    {
        var linear = new[] { 1, 3, 5 }.Select(at => Channel(hex, at)).Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)).ToList();
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    private static double Channel(string hex, int at) => int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
}

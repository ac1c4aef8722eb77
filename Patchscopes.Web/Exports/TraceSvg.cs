using System.Globalization;
using System.Xml.Linq;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Exports;

/// <summary>Traces as an SVG drawing: for each lane what every layer says, and the reciprocal ranks of argument and answer.</summary>
internal static class TraceSvg
{
    /// <summary>Room for the names of argument and answer, and the axis beside them.</summary>
    private const double Left = 148;
    private const double Right = 16;
    private const double BandHeight = 26;
    private const double LaneHeight = 196 + BandHeight;
    private const double ChartTop = 78;
    private const double ChartHeight = 84;
    private const int LabelLength = 8;
    private const int WordLength = 11;

    /// <summary>Width of a letter of a stage's name.</summary>
    private const double LetterOfBand = 6.4;

    /// <summary>Width of a letter of the prompt.</summary>
    private const double Letter = 7.25;

    /// <summary>The drawing of all lanes, one below the other.</summary>
    public static string Of(SavedLanes saved, ThemeColors colors)
    {
        var blocks = saved.Blocks;
        var column = blocks <= 16 ? 62.0 : blocks <= 26 ? 40 : 24;
        var (width, height) = (Math.Max(Left + (blocks * column) + Right, 420), (saved.Lanes.Count * LaneHeight) + 8);
        return SvgText.Write(SvgText.Drawing(width, height, "Stages: what each layer says, and how argument and answer stand",
            (object[])[SvgText.Box(0, 0, width, height, colors.Card), .. saved.Lanes.SelectMany((lane, at) => Lane(lane, at * LaneHeight, column, width, colors))]));
    }

    private static IEnumerable<XElement> Lane(SavedLane named, double top, double column, double width, ThemeColors colors)
    {
        var lane = named.Lane;
        var verdict = lane.Verdict is { } known ? LaneWords.Verdict(lane, known, lane.Blocks.Count) : "";
        yield return SvgText.Line(End(StageWords.OneLine(lane.Request.Prompt), (int)((width - 24) / Letter)), 12, top + 18, 12, colors.Ink, font: SvgText.Mono);
        yield return SvgText.Line([($"{named.Title} ", colors.Ink, "600"), ($"({named.About}): {verdict}", colors.Dim, "400")], 12, top + 36, 12);
        foreach (var element in Band(lane, top + 44, column, colors))
            yield return element;
        top += BandHeight;
        yield return SvgText.Line("says", Left - 10, top + 62, 11, colors.Dim, "end");
        foreach (var (block, at) in lane.Blocks.Select((block, at) => (block, at)))
        {
            var x = Left + (at * column);
            var token = block.AfterMlp.Top.Count > 0 ? block.AfterMlp.Top[0] : null;
            yield return SvgText.Box(x + 1, top + 46, column - 2, 24, "none", ("stroke", ColorOf(lane, token?.Text ?? "", colors)), ("rx", "4"));
            if (token is not null && column > 30)
                yield return SvgText.Line(MapLabel.Of(new CellValue(null, token.Display, null, ""), column > 50 ? LabelLength : 5), x + (column / 2), top + 62, column > 50 ? 11 : 10, colors.Ink, "middle", SvgText.Mono);
            yield return SvgText.Line(block.Layer.ToString(CultureInfo.InvariantCulture), x + (column / 2), top + ChartTop + ChartHeight + 16, 11, colors.Dim, "middle");
        }
        foreach (var mark in new[] { 0.0, 0.5, 1.0 })
        {
            var y = top + ChartTop + ((1 - mark) * ChartHeight);
            yield return SvgText.Path($"M{SvgText.Number(Left)} {SvgText.Number(y)}H{SvgText.Number(Left + (lane.Blocks.Count * column))}", colors.Line, 1);
            yield return SvgText.Line(SvgText.Number(mark), Left - 10, y + 4, 11, colors.Dim, "end");
        }
        if (lane.Verdict?.Argument is { } argument)
        {
            yield return SvgText.Path(Curve(lane, block => block.Argument?.ReciprocalRank ?? 0, top, column), colors.Argument, 2);
            yield return SvgText.Line($"argument {MapLabel.Cut(argument.Text.Trim(), WordLength)}", 12, top + ChartTop + 34, 11, colors.Argument);
        }
        if (lane.Verdict is { } end)
        {
            yield return SvgText.Path(Curve(lane, block => block.Answer.ReciprocalRank, top, column), colors.Saturation, 2, ("stroke-dasharray", "6 3"));
            yield return SvgText.Line($"answer {MapLabel.Cut(end.Answer.Text.Trim(), WordLength)}", 12, top + ChartTop + 52, 11, colors.Saturation);
        }
    }

    /// <summary>The stages, as far as the verdict names them.</summary>
    private static IEnumerable<XElement> Band(StageLane lane, double y, double column, ThemeColors colors)
    {
        yield return SvgText.Line("stage", Left - 10, y + 14, 11, colors.Dim, "end");
        foreach (var stage in LaneWords.Band(lane.Verdict, lane.Blocks.Count))
        {
            var (x, width) = (Left + (stage.First * column), (stage.Last - stage.First + 1) * column);
            var (fill, ink) = stage.Kind switch
            {
                "a" => (colors.Argument, colors.OnStage),
                "b" => (colors.Application, colors.OnStage),
                "c" => (colors.Saturation, colors.OnStage),
                _ => (colors.Dead, colors.Dim),
            };
            var words = stage.Label + stage.Further;
            yield return SvgText.Box(x + 1, y, width - 2, 20, fill, ("rx", "4"));
            yield return SvgText.Line(words.Length * LetterOfBand <= width ? words : stage.Label.Length * LetterOfBand <= width ? stage.Label : "", x + (width / 2), y + 14, 11, ink, "middle");
        }
    }

    /// <summary>A long prompt's end, which asks the question.</summary>
    private static string End(string text, int letters)
    {
        if (SvgText.Letters(text) <= letters)
            return text;
        var (from, room) = (text.Length, letters - 1);
        foreach (var part in StringInfo.ParseCombiningCharacters(text).Reverse())
        {
            room -= SvgText.Letters(text[part..from]);
            if (room < 0)
                break;
            from = part;
        }
        return "…" + text[from..];
    }

    private static string ColorOf(StageLane lane, string token, ThemeColors colors) => lane.RoleOf(token) switch
    {
        WordRole.Argument => colors.Argument,
        WordRole.Answer => colors.Saturation,
        _ => colors.Line,
    };

    private static string Curve(StageLane lane, Func<Services.Stages.StateSays, double> height, double top, double column) => string.Join(' ', lane.Blocks.Select((block, at) =>
        $"{(at == 0 ? 'M' : 'L')}{SvgText.Number(Left + ((at + 0.5) * column))} {SvgText.Number(top + ChartTop + ((1 - height(block.AfterMlp)) * ChartHeight))}"));
}

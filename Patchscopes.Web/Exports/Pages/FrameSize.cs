using Patchscopes.Model.Tokens;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Controls.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports.Pages;

/// <summary>How large a frame must be that shows a run whole. Its page has lines of fixed heights (<see cref="PageStyle"/>); how long they are is told from their letters, and rather too long than too short.</summary>
internal static class FrameSize
{
    /// <summary>The width of the frame that is offered.</summary>
    public const int Width = 900;

    /// <summary>A higher frame would not fit a screen: what is longer scrolls.</summary>
    public const int Tallest = 1200;

    private const int Shortest = 240;
    private const double Gap = 12;

    /// <summary>Width between the edges of the page.</summary>
    private const double Page = Width - 32;

    /// <summary>Width between the edges of a card.</summary>
    private const double Card = Page - 30;

    /// <summary>A card's border and padding.</summary>
    private const double Edges = 24;

    /// <summary>A card that is folded.</summary>
    private const double Fold = 38;

    /// <summary>Widths of the letters of the widest fonts that stand in for those of the program, by their height.</summary>
    private const double Sans = 0.6, Mono = 0.62;

    /// <summary>The height in pixels.</summary>
    public static int HeightOf(SavedRun run)
    {
        var foot = 16 + Gap + 18;
        var height = 16 + Head(run) + (run.Place is SavedPlace.Explore ? Map(SavedMap.Open(run)) : Traces(SavedTraces.Named(run))) + foot;
        return (int)Math.Clamp(Math.Ceiling(height / 10) * 10, Shortest, Tallest);
    }

    /// <summary>How many lines a text takes.</summary>
    private static int Lines(string text, double width, double size, double letter = Sans) =>
        text.Split('\n').Sum(line => Math.Max(1, (int)Math.Ceiling(SvgText.Letters(line) * size * letter / width)));

    private static double Head(SavedRun run)
    {
        var height = Edges + (24 * Lines(RunPage.TitleOf(run), Card, 17, 0.66)) + (18 * Lines(PageHead.By(run), Card, 13));
        if (run.Words.Notes.Length > 0)
            height += 6 + (20 * Lines(run.Words.Notes, Math.Min(Card, 800), 14));
        // That it comes from a file is said of an import only, which its owner does not share from here.
        return height + (run.Origin is null ? 0 : 28);
    }

    private static double Map(SavedMap saved)
    {
        var height = Gap + Edges + (20 * Lines(string.Join("    ", saved.PartsOf(saved.Map)) + new string(' ', 72), Card, 13)) + (18 * Lines(MapCaption.Of(saved.Look, saved.Map.Request, null), Card, 13));
        var fit = MapSection.Fit(saved, isFrame: true);
        if (saved.Before is { } before)
            height += 8 + (18 * Lines(CompareWords.Of(before, saved.Values, saved.View.Cell, isDifference: false), Card, 13)) + Math.Max(Figure(before.Map, saved.Look, fit), Figure(saved.Map, saved.Look, fit));
        else
        {
            height += Gap + Math.Max(Chips(saved.Map.SourceTokens, (Page - Gap) / 2), Chips(saved.Map.TargetTokens, (Page - Gap) / 2)) + Drawing(saved.Map, saved.Look, fit, Card);
            if (saved.Subtracted is { } subtracted)
                height += 36 + (18 * Lines(CompareWords.Of(subtracted, saved.Live, saved.View.Cell, isDifference: true), Card, 13));
        }
        if (saved.Look.Form is MapForm.Table)
            height += 40 + (25 * (SeenMap.Of(saved.Map, saved.Look).Rows.Count + 1));
        if (saved.Map.Written > 0 && DiagonalSection.Cells(saved.Map) is { Count: > 0 } diagonal)
            height += 10 + Fold + (saved.Look.Form is MapForm.Diagonal ? Diagonal(saved, diagonal) : 0);
        var folds = (saved.View.Cell is null ? 0 : 1) + saved.Lenses.Count() + (saved.Others.Any() ? 1 : 0);
        return height + Cell(saved) + Pins(saved) + Folds(folds, 2);
    }

    private static double Figure(SweepMap map, MapLook look, MapFit fit)
    {
        const double Half = (Card - Gap) / 2;
        return 18 + Few(map.SourceTokens, Half) + Few(map.TargetTokens, Half) + Drawing(map, look, fit, Half);

        static double Few(IReadOnlyList<Token> tokens, double width) => 6 + 17 + Math.Min(172, (25 * Rows(tokens, width - 22 - 66)) - 4);
    }

    private static double Drawing(SweepMap map, MapLook look, MapFit fit, double room)
    {
        var (width, height) = MapSvg.SizeOf(map, look, fit);
        return 6 + (height * Math.Min(1, room / width));
    }

    /// <summary>A prompt's card; what the model itself says next may take a line of its own.</summary>
    private static double Chips(IReadOnlyList<Token> tokens, double width) => Edges + 2 + 42 + 6 + Math.Min(172, (39 * Rows(tokens, width - 30)) - 4);

    /// <summary>How many rows the tokens of a prompt take.</summary>
    private static int Rows(IReadOnlyList<Token> tokens, double width)
    {
        var (rows, room) = (1, width);
        foreach (var token in tokens)
        {
            var chip = Math.Min(width, Math.Max(22, 14 + (SvgText.Letters(token.Display) * 13 * Mono))) + 4;
            if (chip > room + 4)
                (rows, room) = (rows + 1, width);
            room -= chip;
        }
        return rows;
    }

    /// <summary>Folds beside each other.</summary>
    private static double Folds(int count, int abreast) => count == 0 ? 0 : Math.Ceiling(count / (double)abreast) * (Fold + Gap);

    private static double Cell(SavedMap saved)
    {
        if (saved.View.Cell is not { } cell || saved.Map.At(cell) is not { } reading)
            return 0;
        var (detail, says) = (saved.Opened?.Detail, CellSection.First(reading.Top));
        var usual = CellSection.First(detail?.UnpatchedTop);
        var height = Gap + Edges + 20 + 2 + (22 * Lines(Text(CellWords.Sentence(saved.Map, cell)), Card, 14)) + (says is null ? 0 : 22 * Lines(Text(CellWords.Meaning(says, usual)), Card, 14));
        if (detail is null)
            return height + 10 + 20 + (20 * reading.Top.Count);
        var words = new ControlWords(detail.Controls, says, usual, saved.Map.Request.Mapping.Kind, saved.Map.IsDead(cell));
        height += 4 + (19 * Lines(words.Verdict, Card - 16, 13)) + (words.IsShared ? 8 : 0);
        var rows = new[] { detail.Top.Count > 0 ? detail.Top.Count : reading.Top.Count, detail.UnpatchedTop.Count, detail.Controls.Count }.Max();
        return height + 10 + 20 + (20 * rows) + Written(detail);
    }

    private static double Written(CellDetail detail)
    {
        if (detail.Patched.Count + detail.Unpatched.Count == 0)
            return 0;
        var longest = new[] { detail.Patched, detail.Unpatched }.Max(tokens => Lines(string.Concat(tokens.Select(token => token.Text.Replace('\n', '⏎'))), ((Card - 24) / 2) - 20, 12.5, Mono));
        return 12 + 20 + 12 + (19 * longest);
    }

    private static double Pins(SavedMap saved) => saved.Pins.Count() is > 0 and var count ? Gap + Edges + 20 + (25 * (count + 1)) : 0;

    private static double Diagonal(SavedMap saved, IReadOnlyList<CellAddress> cells) =>
        12 + 44 + (25 * cells.Count) + cells.Sum(cell => 18 * (Lines(string.Concat(saved.Map.TextAt(cell)?.Tokens.Select(token => token.Text.Replace('\n', '⏎')) ?? []), 560, 13, Mono) - 1));

    private static double Traces(SavedLanes saved)
    {
        var height = saved.Lanes.Sum(lane => Lane(lane, saved.Blocks) + Gap) + Folds(saved.Lanes.Count, 3);
        return TracePage.LookedAt(saved) is null ? height : height + Gap + Edges + 20 + 6 + (3 * 27) + 35;
    }

    private static double Lane(SavedLane named, int blocks)
    {
        var lane = named.Lane;
        var verdict = lane.Verdict is { } known ? LaneWords.Verdict(lane, known, blocks) : "";
        var head = 22 * Lines($"{named.Title}  {named.About}      {verdict}", Card, 13.4);
        var prompt = string.Concat(LaneWords.Prompt(lane).Select(part => part.Text));
        var doubts = (lane.Verdict?.Doubts ?? []).Sum(doubt => 4 + (18 * Lines("In doubt: " + doubt, Card, 12.5)));
        // Beyond so many blocks the axis scrolls sideways, and its bar takes room.
        var asked = named.IsPromptShown ? 6 + 8 + (19 * Lines(prompt, Card - 22, 12.5, Mono)) : 0;
        return Edges + head + asked + doubts + 8 + 168 + (104 + (38 * blocks) > Card ? 16 : 0);
    }

    private static string Text(IEnumerable<SentencePart> sentence) => string.Concat(sentence.Select(part => part.IsToken ? $"{part.Text}  " : part.Text));
}

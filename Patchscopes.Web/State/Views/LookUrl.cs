using Patchscopes.Web.Services;
using static Patchscopes.Web.State.LinkText;

namespace Patchscopes.Web.State.Views;

/// <summary>The fields of a link that say how the map is shown.</summary>
internal static class LookUrl
{
    private const string View = "view";
    private const string Answer = "answer";
    private const string Transpose = "transpose";
    private const string Flip = "flip";
    private const string Scale = "scale";
    private const string Zoom = "zoom";
    private const string Form = "show";
    private const string Difference = "difference";

    private static readonly LinkNames<MapView> Views = new(
        (MapView.TopToken, "top"),
        (MapView.Probability, "probability"),
        (MapView.Rank, "rank"),
        (MapView.Change, "change"),
        (MapView.Entropy, "entropy"),
        (MapView.Success, "success"));

    private static readonly LinkNames<MapScale> Scales = new(
        (MapScale.Blue, "blue"),
        (MapScale.Cividis, "cividis"),
        (MapScale.Grey, "grey"));

    private static readonly LinkNames<MapForm> Forms = new(
        (MapForm.Map, "map"),
        (MapForm.Table, "table"),
        (MapForm.Diagonal, "diagonal"));

    /// <summary>The fields' names.</summary>
    public static IReadOnlyList<string> Fields { get; } = [View, Answer, Transpose, Flip, Scale, Zoom, Form, Difference];

    /// <summary>The fields in which a look differs from how the page is first met.</summary>
    public static IEnumerable<(string Name, string Value)> Write(MapLook look, SweepRequest request)
    {
        if (look.View is not MapView.TopToken)
            yield return (View, Views.Of(look.View));
        if (look.AnswerIndex is { } answer && answer < request.Answers?.Count)
            yield return (Answer, Number(answer));
        if (look.Transposed)
            yield return (Transpose, Yes);
        if (look.Flipped)
            yield return (Flip, Yes);
        if (look.Scale is not MapScale.Blue)
            yield return (Scale, Scales.Of(look.Scale));
        if (look.Zoom != MapLook.Fit)
            yield return (Zoom, Number(look.Zoom));
        if (look.Form is not MapForm.Map)
            yield return (Form, Forms.Of(look.Form));
        if (look.Difference)
            yield return (Difference, Yes);
    }

    /// <summary>Reads them; an answer must be one of the request's.</summary>
    public static MapLook Read(LinkReader reader, SweepRequest request)
    {
        var answers = request.Answers?.Count ?? 0;
        return new MapLook
        {
            View = reader.Parse<MapView>(View, Views.TryParse, Views.OneOf) ?? MapView.TopToken,
            AnswerIndex = reader.Parse<int>(Answer, TryAnswer, answers == 0
                ? "used without answers"
                : $"the number of one of its answers, which are counted from 0 to {Number(answers - 1)}"),
            Transposed = reader.IsYes(Transpose),
            Flipped = reader.IsYes(Flip),
            Scale = reader.Parse<MapScale>(Scale, Scales.TryParse, Scales.OneOf) ?? MapScale.Blue,
            Zoom = reader.Parse<int>(Zoom, TryZoom, "one of " + string.Join(", ", MapLook.Zooms)) ?? MapLook.Fit,
            Form = reader.Parse<MapForm>(Form, Forms.TryParse, Forms.OneOf) ?? MapForm.Map,
            Difference = reader.IsYes(Difference),
        };

        bool TryAnswer(string text, out int answer) => TryNumber(text, out answer) && answer >= 0 && answer < answers;
    }

    private static bool TryZoom(string text, out int zoom) => TryNumber(text, out zoom) && MapLook.Zooms.Contains(zoom);
}

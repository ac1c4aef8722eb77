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

    private static readonly Dictionary<string, MapView> Views = new(StringComparer.Ordinal)
    {
        ["top"] = MapView.TopToken,
        ["probability"] = MapView.Probability,
        ["rank"] = MapView.Rank,
        ["change"] = MapView.Change,
        ["entropy"] = MapView.Entropy,
        ["success"] = MapView.Success,
    };

    private static readonly Dictionary<string, MapScale> Scales = new(StringComparer.Ordinal)
    {
        ["blue"] = MapScale.Blue,
        ["cividis"] = MapScale.Cividis,
        ["grey"] = MapScale.Grey,
    };

    private static readonly Dictionary<string, MapForm> Forms = new(StringComparer.Ordinal)
    {
        ["map"] = MapForm.Map,
        ["table"] = MapForm.Table,
        ["diagonal"] = MapForm.Diagonal,
    };

    /// <summary>The fields' names.</summary>
    public static IReadOnlyList<string> Fields { get; } = [View, Answer, Transpose, Flip, Scale, Zoom, Form, Difference];

    /// <summary>The fields in which a look differs from how the page is first met.</summary>
    public static IEnumerable<(string Name, string Value)> Write(MapLook look, SweepRequest request)
    {
        if (look.View is not MapView.TopToken)
            yield return (View, NameOf(Views, look.View));
        if (look.AnswerIndex is { } answer && answer < request.Answers?.Count)
            yield return (Answer, Number(answer));
        if (look.Transposed)
            yield return (Transpose, Yes);
        if (look.Flipped)
            yield return (Flip, Yes);
        if (look.Scale is not MapScale.Blue)
            yield return (Scale, NameOf(Scales, look.Scale));
        if (look.Zoom != MapLook.Fit)
            yield return (Zoom, Number(look.Zoom));
        if (look.Form is not MapForm.Map)
            yield return (Form, NameOf(Forms, look.Form));
        if (look.Difference)
            yield return (Difference, Yes);
    }

    /// <summary>Reads them; an answer must be one of the request's.</summary>
    public static MapLook Read(LinkReader reader, SweepRequest request)
    {
        var answers = request.Answers?.Count ?? 0;
        return new MapLook
        {
            View = reader.Parse<MapView>(View, Views.TryGetValue, AnyOf(Views.Keys)) ?? MapView.TopToken,
            AnswerIndex = reader.Parse<int>(Answer, TryAnswer, answers == 0
                ? "used without answers"
                : $"the number of one of its answers, which are counted from 0 to {Number(answers - 1)}"),
            Transposed = reader.IsYes(Transpose),
            Flipped = reader.IsYes(Flip),
            Scale = reader.Parse<MapScale>(Scale, Scales.TryGetValue, AnyOf(Scales.Keys)) ?? MapScale.Blue,
            Zoom = reader.Parse<int>(Zoom, TryZoom, "one of " + string.Join(", ", MapLook.Zooms)) ?? MapLook.Fit,
            Form = reader.Parse<MapForm>(Form, Forms.TryGetValue, AnyOf(Forms.Keys)) ?? MapForm.Map,
            Difference = reader.IsYes(Difference),
        };

        bool TryAnswer(string text, out int answer) => TryNumber(text, out answer) && answer >= 0 && answer < answers;
    }

    private static bool TryZoom(string text, out int zoom) => TryNumber(text, out zoom) && MapLook.Zooms.Contains(zoom);

    private static string NameOf<T>(Dictionary<string, T> names, T value)
        where T : struct, Enum => names.First(name => name.Value.Equals(value)).Key;

    private static string AnyOf(IEnumerable<string> names) => "one of " + string.Join(", ", names.Select(name => $"“{name}”"));
}

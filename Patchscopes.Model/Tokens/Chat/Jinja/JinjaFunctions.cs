using System.Globalization;
using System.Text;

namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>The functions that templates may call.</summary>
internal static class JinjaFunctions
{
    private const int LongestRange = 100_000;

    private static readonly Dictionary<string, JinjaCallable> All = new()
    {
        ["raise_exception"] = (_, given) => throw new ChatTemplateException($"The chat template refuses this: {JinjaValue.Text(given.Take(0))}"),
        ["namespace"] = (_, given) => new Dictionary<string, object?>(given.TakeNamed()),
        ["dict"] = (_, given) => new Dictionary<string, object?>(given.TakeNamed()),
        ["range"] = (_, given) => Range(given),
        ["strftime_now"] = (scope, given) => Date(scope.Clock.GetLocalNow(), given.RequireText(0)),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static JinjaCallable? Find(string name) => All.GetValueOrDefault(name);

    private static List<object?> Range(JinjaArguments given)
    {
        var (first, second, by) = (given.TakeNumber(0, null, 0), given.Has(1) ? given.TakeNumber(1, null, 0) : (long?)null, given.TakeNumber(2, null, 1));
        var (from, to) = second is { } end ? (first, end) : (0, first);
        if (by == 0 || Math.Abs((double)to - from) / Math.Abs((double)by) > LongestRange)
            throw new ChatTemplateException("The chat template was stopped: a range is too long.");
        var numbers = new List<object?>();
        for (var number = from; by > 0 ? number < to : number > to; number += by)
            numbers.Add(number);
        return numbers;
    }

    /// <summary>Python's strftime, in English.</summary>
    private static string Date(DateTimeOffset now, string format)
    {
        var date = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                date.Append(format[at]);
                continue;
            }
            date.Append(format[++at] switch
            {
                '%' => "%",
                'd' => In("dd"),
                'm' => In("MM"),
                'y' => In("yy"),
                'Y' => In("yyyy"),
                'b' => In("MMM"),
                'B' => In("MMMM"),
                'a' => In("ddd"),
                'A' => In("dddd"),
                'H' => In("HH"),
                'I' => In("hh"),
                'M' => In("mm"),
                'S' => In("ss"),
                'p' => In("tt"),
                var other => throw new ChatTemplateException($"The chat template cannot be applied: strftime_now with %{other} is not implemented."),
            });
        }
        return date.ToString();

        string In(string pattern) => now.ToString(pattern, CultureInfo.InvariantCulture);
    }
}

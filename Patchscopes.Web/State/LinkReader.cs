using Microsoft.Extensions.Primitives;

namespace Patchscopes.Web.State;

/// <summary>Reads the fields of a link one by one and keeps what could not be read, named.</summary>
public sealed class LinkReader(Dictionary<string, StringValues> values)
{
    private const int Longest = 40;
    private const int MostNames = 3;

    private readonly List<FieldProblem> _problems = [];

    /// <summary>Reads one value; false where the text is none.</summary>
    public delegate bool TryParse<T>(string text, out T value);

    /// <summary>The fields that could not be read so far.</summary>
    public IReadOnlyList<FieldProblem> Problems => _problems;

    /// <summary>Says which fields would else be passed over.</summary>
    /// <param name="known">The fields that are read.</param>
    /// <param name="page">What does not know the others, in words.</param>
    public void CheckNames(IReadOnlyList<string> known, string page)
    {
        foreach (var (field, _) in values.Where(given => given.Value.Count > 1 && known.Contains(given.Key, StringComparer.OrdinalIgnoreCase)))
            _problems.Add(new FieldProblem(field, $"The link says {field} more than once; the last one is used."));
        var unknown = values.Keys.Where(field => !known.Contains(field, StringComparer.OrdinalIgnoreCase)).ToList();
        if (unknown.Count > 0)
        {
            var names = string.Join(", ", unknown.Take(MostNames).Select(field => $"“{Cut(field)}”")) + (unknown.Count > MostNames ? " and others" : "");
            _problems.Add(new FieldProblem(unknown[0], $"The link says {names}, which {page} does not know. The rest of the link was kept."));
        }
    }

    /// <summary>A field's text, or null where the link has none.</summary>
    public string? Text(string field) => values.TryGetValue(field, out var found) ? found[^1] ?? "" : null;

    /// <summary>Whether a field says yes; a link without it says no.</summary>
    public bool IsYes(string field) => Parse<bool>(field, TryYes, $"{LinkText.Yes} for yes") ?? false;

    /// <summary>A field's value, or null where the link has none or it cannot be read.</summary>
    public T? Parse<T>(string field, TryParse<T> parse, string wanted)
        where T : struct => Read(field, parse, wanted, out var value) ? value : null;

    /// <summary>The same for reference types.</summary>
    public T? ParseObject<T>(string field, TryParse<T> parse, string wanted)
        where T : class => Read(field, parse, wanted, out var value) ? value : null;

    /// <summary>Says that a field was read but changes nothing.</summary>
    /// <param name="field">The field.</param>
    /// <param name="why">What else it would take: "which …".</param>
    public void PassOver(string field, string why) =>
        _problems.Add(new FieldProblem(field, $"The link says {field}, which {why}. The rest of the link was kept."));

    private bool Read<T>(string field, TryParse<T> parse, string wanted, out T? value)
    {
        value = default;
        if (Text(field) is not { } text)
            return false;
        if (parse(text, out value))
            return true;
        _problems.Add(new FieldProblem(field, $"The link's {field} is “{Cut(text)}”, which is not {wanted}. The rest of the link was kept."));
        return false;
    }

    private static bool TryYes(string text, out bool isYes) => isYes = text == LinkText.Yes;

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}

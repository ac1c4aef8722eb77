using Microsoft.Extensions.Primitives;

namespace Patchscopes.Web.State.Stages;

/// <summary>Reads the fields of a link one by one and keeps what could not be read, named.</summary>
public sealed class LinkReader(Dictionary<string, StringValues> values)
{
    private const int Longest = 40;

    private readonly List<FieldProblem> _problems = [];

    /// <summary>Reads one value; false where the text is none.</summary>
    public delegate bool TryParse<T>(string text, out T value);

    /// <summary>The fields that could not be read so far.</summary>
    public IReadOnlyList<FieldProblem> Problems => _problems;

    /// <summary>A field's text, or null where the link has none.</summary>
    public string? Text(string field) => values.TryGetValue(field, out var found) ? found[^1] ?? "" : null;

    /// <summary>A field's value, or null where the link has none or it cannot be read.</summary>
    public T? Parse<T>(string field, TryParse<T> parse, string wanted)
        where T : struct => Read(field, parse, wanted, out var value) ? value : null;

    /// <summary>The same for reference types.</summary>
    public T? ParseObject<T>(string field, TryParse<T> parse, string wanted)
        where T : class => Read(field, parse, wanted, out var value) ? value : null;

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

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}

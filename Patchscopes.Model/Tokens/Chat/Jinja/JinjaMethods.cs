using System.Buffers;

namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>The methods of texts and maps that templates may call, and Python's ways with texts.</summary>
internal static class JinjaMethods
{
    private static readonly Dictionary<string, JinjaCallable> All = new()
    {
        ["strip"] = (_, given) => Strip(given.OnText, given.TakeText(0), true, true),
        ["lstrip"] = (_, given) => Strip(given.OnText, given.TakeText(0), true, false),
        ["rstrip"] = (_, given) => Strip(given.OnText, given.TakeText(0), false, true),
        ["startswith"] = (_, given) => Affixes(given).Exists(affix => given.OnText.StartsWith(affix, StringComparison.Ordinal)),
        ["endswith"] = (_, given) => Affixes(given).Exists(affix => given.OnText.EndsWith(affix, StringComparison.Ordinal)),
        ["upper"] = (_, given) => Upper(given.OnText),
        ["lower"] = (_, given) => Lower(given.OnText),
        ["capitalize"] = (_, given) => Capitalize(given.OnText),
        ["replace"] = (_, given) => JinjaFilters.Replace(given.OnText, given.RequireText(0), given.RequireText(1)),
        ["split"] = (_, given) => Split(given.OnText, given.TakeText(0, "sep"), given.TakeNumber(1, "maxsplit", -1)),
        ["join"] = (scope, given) => JinjaFilters.Join(given.OnText, scope.Items(given.Take(0)).Select(item => item as string ?? throw JinjaValue.Unfit("join", item))),
        ["items"] = (_, given) => Items(given.OnMap),
        ["keys"] = (_, given) => given.OnMap.Keys.ToList<object?>(),
        ["values"] = (_, given) => given.OnMap.Values.ToList(),
        ["get"] = (_, given) => given.OnMap.TryGetValue(given.RequireText(0), out var value) ? Ignoring(given, value) : given.Take(1),
    };

    /// <summary>Letters that Python's capitals make several of, where .NET's keep one; these words are never seen in a template.</summary>
    private static readonly SearchValues<char> NoSimpleUpper = SearchValues.Create(
        [
            '\u00DF', '\u0149', '\u01F0', '\u0390', '\u03B0', '\u0587', .. Range(0x1E96, 0x1E9A), '\u1F50', '\u1F52', '\u1F54', '\u1F56', .. Range(0x1F80, 0x1FAF),
            .. Range(0x1FB2, 0x1FB4), '\u1FB6', '\u1FB7', '\u1FBC', .. Range(0x1FC2, 0x1FC4), '\u1FC6', '\u1FC7', '\u1FCC', '\u1FD2', '\u1FD3', '\u1FD6', '\u1FD7',
            .. Range(0x1FE2, 0x1FE4), '\u1FE6', '\u1FE7', .. Range(0x1FF2, 0x1FF4), '\u1FF6', '\u1FF7', '\u1FFC', .. Range(0xFB00, 0xFB06), .. Range(0xFB13, 0xFB17),
        ]);

    public static JinjaCallable? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Takes white space, or the characters of a text, off the ends.</summary>
    public static string Strip(string text, string? characters, bool left, bool right)
    {
        bool Goes(char character) => characters is null ? JinjaValue.IsSpace(character) : characters.Contains(character, StringComparison.Ordinal);
        var (start, end) = (0, text.Length);
        while (left && start < end && Goes(text[start]))
            start++;
        while (right && end > start && Goes(text[end - 1]))
            end--;
        return text[start..end];
    }

    public static string Upper(string text) => text.AsSpan().IndexOfAny(NoSimpleUpper) < 0
        ? text.ToUpperInvariant()
        : throw new ChatTemplateException($"The chat template cannot be applied: {text[text.AsSpan().IndexOfAny(NoSimpleUpper)]} in capitals is not implemented.");

    public static string Lower(string text) => text.AsSpan().IndexOfAny('\u0130', '\u03A3') < 0
        ? text.ToLowerInvariant()
        : throw new ChatTemplateException($"The chat template cannot be applied: {text[text.AsSpan().IndexOfAny('\u0130', '\u03A3')]} in small letters is not implemented.");

    public static string Capitalize(string text) => text.Length == 0 ? text : Upper(JinjaValue.Characters(text)[0]) + Lower(string.Concat(JinjaValue.Characters(text).Skip(1)));

    public static List<object?> Items(Dictionary<string, object?> map) => [.. map.Select(entry => new List<object?> { entry.Key, entry.Value })];

    private static IEnumerable<char> Range(int first, int last) => Enumerable.Range(first, last - first + 1).Select(value => (char)value);

    private static object? Ignoring(JinjaArguments given, object? value)
    {
        given.Take(1);
        return value;
    }

    private static List<string> Affixes(JinjaArguments given) => given.Take(0) switch
    {
        string affix => [affix],
        List<object?> affixes => [.. affixes.Select(affix => affix as string ?? throw JinjaValue.Unfit("compare a text with", affix))],
        var other => throw JinjaValue.Unfit("compare a text with", other),
    };

    private static List<object?> Split(string text, string? separator, long most)
    {
        if (separator is { Length: 0 })
            throw new ChatTemplateException("The chat template cannot be applied: it splits a text at nothing.");
        var count = most < 0 || most >= int.MaxValue ? int.MaxValue : (int)most + 1;
        if (separator is not null)
            return [.. text.Split(separator, count)];
        if (most >= 0)
            throw new ChatTemplateException("The chat template cannot be applied: split at white space a number of times is not implemented.");
        return [.. text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)];
    }
}

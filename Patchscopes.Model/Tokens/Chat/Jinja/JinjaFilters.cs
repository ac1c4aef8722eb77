using System.Globalization;
using System.Text;

namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>The filters that templates may use.</summary>
internal static class JinjaFilters
{
    private static readonly Dictionary<string, JinjaCallable> All = new()
    {
        ["trim"] = (_, given) => JinjaMethods.Strip(JinjaValue.Text(given.On), given.TakeText(0, "chars"), true, true),
        ["lower"] = (_, given) => JinjaMethods.Lower(JinjaValue.Text(given.On)),
        ["upper"] = (_, given) => JinjaMethods.Upper(JinjaValue.Text(given.On)),
        ["capitalize"] = (_, given) => JinjaMethods.Capitalize(JinjaValue.Text(given.On)),
        ["string"] = (_, given) => JinjaValue.Text(given.On),
        ["safe"] = (_, given) => given.On,
        ["length"] = (scope, given) => Length(scope, given.On),
        ["count"] = (scope, given) => Length(scope, given.On),
        ["list"] = (scope, given) => scope.Items(given.On).ToList(),
        ["first"] = (scope, given) => scope.Items(given.On) is [var first, ..] ? first : new Undefined("the first of nothing"),
        ["last"] = (scope, given) => scope.Items(given.On) is [.., var last] ? last : new Undefined("the last of nothing"),
        ["reverse"] = (scope, given) => given.On is string
            ? string.Concat(scope.Items(given.On).AsEnumerable().Reverse())
            : scope.Items(given.On).AsEnumerable().Reverse().ToList(),
        ["join"] = (scope, given) => Join(given.TakeText(0, "d") ?? "", scope.Items(given.On).Select(JinjaValue.Text)),
        ["replace"] = (_, given) => Replace(JinjaValue.Text(given.On), given.RequireText(0, "old"), given.RequireText(1, "new")),
        ["default"] = (_, given) => Default(given),
        ["d"] = (_, given) => Default(given),
        ["items"] = (_, given) => given.On is Undefined ? new List<object?>() : JinjaMethods.Items(given.OnMap),
        ["tojson"] = (_, given) => JinjaJson.Write(given.On, (int)Math.Clamp(given.TakeNumber(0, "indent", -1), -1, 16)),
        ["int"] = (_, given) => Whole(given),
        ["abs"] = (_, given) => given.On is long number && number > long.MinValue ? Math.Abs(number) : throw JinjaValue.Unfit("take the size of", given.On),
        ["map"] = Map,
        ["selectattr"] = (scope, given) => Select(scope, given, true),
        ["rejectattr"] = (scope, given) => Select(scope, given, false),
    };

    public static JinjaCallable? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Texts one after the other, as long as the whole stays bounded.</summary>
    public static string Join(string between, IEnumerable<string> texts)
    {
        var joined = new StringBuilder();
        foreach (var (place, text) in texts.Index())
        {
            joined.Append(place > 0 ? between : "").Append(text);
            JinjaValue.RequireBounded(joined);
        }
        return joined.ToString();
    }

    /// <summary>A text with every part that is another's replaced, as long as the whole stays bounded.</summary>
    public static string Replace(string text, string old, string replacement)
    {
        if (old.Length == 0)
            throw new ChatTemplateException("The chat template cannot be applied: replacing nothing is not implemented.");
        if (replacement.Length <= old.Length)
            return text.Replace(old, replacement, StringComparison.Ordinal);
        var replaced = new StringBuilder();
        var from = 0;
        for (var at = text.IndexOf(old, StringComparison.Ordinal); at >= 0; at = text.IndexOf(old, from, StringComparison.Ordinal))
        {
            replaced.Append(text, from, at - from).Append(replacement);
            JinjaValue.RequireBounded(replaced);
            from = at + old.Length;
        }
        return replaced.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Counts a text's characters without making a list of them.</summary>
    private static long Length(JinjaScope scope, object? value)
    {
        if (value is not string text)
            return scope.Items(value).Count;
        scope.Spend(text);
        return text.EnumerateRunes().Count();
    }

    private static object? Default(JinjaArguments given)
    {
        var (other, alsoFalse) = (given.Take(0, "default_value", ""), JinjaValue.IsTrue(given.Take(1, "boolean", false)));
        return given.On is Undefined || (alsoFalse && !JinjaValue.IsTrue(given.On)) ? other : given.On;
    }

    private static long Whole(JinjaArguments given)
    {
        var absent = given.TakeNumber(0, "default", 0);
        return given.On switch
        {
            long number => number,
            bool flag => flag ? 1L : 0L,
            double number when Math.Abs(number) < 1e15 => (long)number,
            string text => long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : absent,
            _ => absent,
        };
    }

    private static List<object?> Map(JinjaScope scope, JinjaArguments given)
    {
        if (given.Has(0))
            throw new ChatTemplateException("The chat template cannot be applied: the filter map with a filter is not implemented.");
        var (attribute, absent) = (given.RequireText(0, "attribute"), given.Take(1, "default", new Undefined("a member")));
        return [.. scope.Items(given.On).Select(item => Attribute(item, attribute) is var found && found is Undefined ? absent : found)];
    }

    private static List<object?> Select(JinjaScope scope, JinjaArguments given, bool wanted)
    {
        var attribute = given.RequireText(0);
        var test = given.TakeText(1);
        var more = given.TakePlaced(2);
        var callable = test is null
            ? (_, arguments) => JinjaValue.IsTrue(arguments.On)
            : JinjaTests.Find(test) ?? throw new ChatTemplateException($"The chat template cannot be applied: the test {test} is not implemented.");
        return [.. scope.Items(given.On).Where(item => JinjaValue.IsTrue(callable(scope, new JinjaArguments(test ?? "selectattr", Attribute(item, attribute), more, []))) == wanted)];
    }

    private static object? Attribute(object? item, string name) =>
        item is Dictionary<string, object?> map && map.TryGetValue(name, out var value) ? value : new Undefined(name);
}

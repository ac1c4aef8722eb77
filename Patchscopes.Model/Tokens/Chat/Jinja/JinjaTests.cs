namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>The tests ("x is name") that templates may use.</summary>
internal static class JinjaTests
{
    private static readonly Dictionary<string, JinjaCallable> All = new()
    {
        ["defined"] = (_, given) => given.On is not Undefined,
        ["undefined"] = (_, given) => given.On is Undefined,
        ["none"] = (_, given) => given.On is null,
        ["true"] = (_, given) => given.On is true,
        ["false"] = (_, given) => given.On is false,
        ["boolean"] = (_, given) => given.On is bool,
        ["string"] = (_, given) => given.On is string,
        ["integer"] = (_, given) => given.On is long,
        ["float"] = (_, given) => given.On is double,
        ["number"] = (_, given) => given.On is long or double or bool,
        ["mapping"] = (_, given) => given.On is Dictionary<string, object?>,
        ["sequence"] = (_, given) => given.On is string or List<object?> or Dictionary<string, object?>,
        ["iterable"] = (_, given) => given.On is string or List<object?> or Dictionary<string, object?> or Undefined,
        ["odd"] = (_, given) => given.On is long number ? number % 2 != 0 : throw JinjaValue.Unfit("halve", given.On),
        ["even"] = (_, given) => given.On is long number ? number % 2 == 0 : throw JinjaValue.Unfit("halve", given.On),
        ["equalto"] = (_, given) => JinjaValue.Equals(given.On, given.Take(0)),
        ["eq"] = (_, given) => JinjaValue.Equals(given.On, given.Take(0)),
        ["=="] = (_, given) => JinjaValue.Equals(given.On, given.Take(0)),
        ["ne"] = (_, given) => !JinjaValue.Equals(given.On, given.Take(0)),
        ["in"] = (_, given) => JinjaValue.Contains(given.Take(0), given.On),
    };

    public static JinjaCallable? Find(string name) => All.GetValueOrDefault(name);
}

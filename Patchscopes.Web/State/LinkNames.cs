namespace Patchscopes.Web.State;

/// <summary>Values and how links spell them.</summary>
internal sealed class LinkNames<T>(params (T Value, string Name)[] pairs)
    where T : struct, Enum
{
    /// <summary>The names as a message offers them: one of “a”, “b”, “c”.</summary>
    public string OneOf => "one of " + string.Join(", ", Quoted);

    private IEnumerable<string> Quoted => pairs.Select(pair => $"“{pair.Name}”");

    public string Of(T value) => pairs.First(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Name;

    public bool TryParse(string text, out T value)
    {
        var found = pairs.Where(pair => pair.Name == text).ToList();
        value = found.Count > 0 ? found[0].Value : default;
        return found.Count > 0;
    }

    /// <summary>The names as a choice: “a” or “b”.</summary>
    public override string ToString() => string.Join(" or ", Quoted);
}

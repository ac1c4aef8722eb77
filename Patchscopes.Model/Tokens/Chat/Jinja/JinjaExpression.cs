namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>An expression of a template.</summary>
internal abstract record JinjaExpression
{
    public abstract object? Evaluate(JinjaScope scope);
}

internal sealed record Literal(object? Value) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope) => Value;
}

internal sealed record Variable(string Name) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope) => scope.Get(Name);
}

internal sealed record ListOf(IReadOnlyList<JinjaExpression> Items) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope) => Items.Select(item => item.Evaluate(scope)).ToList();
}

internal sealed record MapOf(IReadOnlyList<(JinjaExpression Key, JinjaExpression Value)> Entries) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope)
    {
        var map = new Dictionary<string, object?>();
        foreach (var (key, value) in Entries)
            map[key.Evaluate(scope) as string ?? throw new ChatTemplateException("The chat template cannot be applied: a map with keys that are no text is not implemented.")] = value.Evaluate(scope);
        return map;
    }
}

/// <summary>"x.name", or "x[name]" with a text.</summary>
internal sealed record Member(JinjaExpression Of, JinjaExpression Key) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope)
    {
        var (whole, key) = (Of.Evaluate(scope), Key.Evaluate(scope));
        return (whole, key) switch
        {
            (Undefined, _) => throw JinjaValue.Unfit("read a member of", whole),
            (Dictionary<string, object?> map, string name) => map.TryGetValue(name, out var value) ? value : new Undefined(name),
            (List<object?> list, long place) => At(list, place, list.Count),
            (string text, long place) => Character(scope, text, place),
            _ => new Undefined(JinjaValue.Text(key)),
        };
    }

    /// <summary>Of a text without characters beyond U+FFFF the letter itself: a look into a long text need not make a list of all of it.</summary>
    private static object? Character(JinjaScope scope, string text, long place)
    {
        scope.Spend(text);
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return At(scope.Items(text), place, text.Length);
        var from = place < 0 ? place + text.Length : place;
        return from >= 0 && from < text.Length ? text.Substring((int)from, 1) : Missing(place, text.Length);
    }

    private static object? At(List<object?> list, long place, int length)
    {
        var from = place < 0 ? place + list.Count : place;
        return from >= 0 && from < list.Count ? list[(int)from] : Missing(place, length);
    }

    private static Undefined Missing(long place, int length) => new($"place {place} of {length}");
}

/// <summary>"x[from:to:by]".</summary>
internal sealed record Slice(JinjaExpression Of, JinjaExpression? From, JinjaExpression? To, JinjaExpression? By) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope)
    {
        var whole = Of.Evaluate(scope);
        if (whole is not (string or List<object?>))
            throw JinjaValue.Unfit("take a slice of", whole);
        var items = scope.Items(whole);
        var by = Bound(By, scope) ?? 1;
        if (by == 0)
            throw new ChatTemplateException("The chat template cannot be applied: a slice goes by steps of 0.");
        var (low, high) = by > 0 ? (0L, (long)items.Count) : (-1L, items.Count - 1L);
        var (from, to) = (Clipped(Bound(From, scope), by > 0 ? low : high), Clipped(Bound(To, scope), by > 0 ? high : low));
        var taken = new List<object?>();
        for (var at = from; by > 0 ? at < to : at > to; at += by)
            taken.Add(items[(int)at]);
        return whole is string ? string.Concat(taken) : taken;

        long Clipped(long? bound, long absent) => bound is not { } given ? absent : Math.Clamp(given < 0 ? given + items.Count : given, low, high);
    }

    private static long? Bound(JinjaExpression? expression, JinjaScope scope) => expression?.Evaluate(scope) switch
    {
        null => null,
        long number when Math.Abs(number) < int.MaxValue => number,
        var other => throw JinjaValue.Unfit("take a slice up to", other),
    };
}

/// <summary>"a if b else c".</summary>
internal sealed record Choice(JinjaExpression Condition, JinjaExpression Then, JinjaExpression? Otherwise) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope) =>
        JinjaValue.IsTrue(Condition.Evaluate(scope)) ? Then.Evaluate(scope) : Otherwise is null ? new Undefined("the other case of an if") : Otherwise.Evaluate(scope);
}

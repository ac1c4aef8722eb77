namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>A variable or member that is not there.</summary>
internal sealed record Undefined(string Name);

/// <summary>The variables of a template or of one turn of a loop, and what the template may still do.</summary>
internal sealed class JinjaScope
{
    private readonly Dictionary<string, object?> _variables;
    private readonly JinjaScope? _outer;
    private readonly Budget _budget;

    /// <summary>The scope of a whole template.</summary>
    public JinjaScope(Dictionary<string, object?> variables, TimeProvider clock) => (_variables, _budget, Clock) = (variables, new Budget(), clock);

    private JinjaScope(JinjaScope outer) => (_variables, _outer, _budget, Clock) = ([], outer, outer._budget, outer.Clock);

    /// <summary>What a member of a list costs, in characters of a text: about what it takes in memory.</summary>
    private const int ItemCost = 16;

    private sealed class Budget
    {
        public int Steps { get; set; } = 1_000_000;

        /// <summary>Characters that may be read and written in all: neither time nor memory may run out within few steps.</summary>
        public long Work { get; set; } = 1 << 24;
    }

    /// <summary>Tells the template the date, if it asks.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The scope of a turn of a loop: what is set there is gone after it.</summary>
    public JinjaScope Inner() => new(this);

    public object? Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._variables.TryGetValue(name, out var value))
                return value;
        }
        return new Undefined(name);
    }

    public void Set(string name, object? value) => _variables[name] = value;

    /// <summary>Counts a step: a template that does not come to an end is stopped.</summary>
    public void Step()
    {
        if (--_budget.Steps < 0)
            throw new ChatTemplateException("The chat template was stopped: it does not come to an end.");
    }

    /// <summary>Counts work before it is done.</summary>
    /// <param name="characters">Characters that are read or written.</param>
    public void Spend(long characters)
    {
        _budget.Work -= characters;
        if (_budget.Work < 0)
            throw new ChatTemplateException("The chat template was stopped: it does not come to an end, or works on too much text.");
    }

    /// <summary>Counts a value that is gone through or made.</summary>
    public void Spend(object? value) => Spend(Size(value));

    /// <summary>What a loop goes through, counted.</summary>
    public List<object?> Items(object? value)
    {
        Spend(value is string text ? (long)ItemCost * text.Length : Size(value));
        return JinjaValue.Items(value);
    }

    /// <summary>Counts a text that is sought in another, or strips it: that may take as much as both are long, one for each of the other.</summary>
    public void SpendSearch(string whole, string part) => Spend(whole.Length + (whole.Length * (long)part.Length / 64));

    /// <summary>About what a value takes, in characters.</summary>
    private static long Size(object? value) => value switch
    {
        string text => text.Length,
        List<object?> list => (long)ItemCost * list.Count,
        Dictionary<string, object?> map => (long)ItemCost * map.Count,
        _ => 1,
    };

    /// <summary>Counts a text's characters: a template may not fill the memory.</summary>
    public string Bounded(string text)
    {
        Step();
        Spend(text.Length);
        JinjaValue.RequireBounded(text.Length);
        return text;
    }
}

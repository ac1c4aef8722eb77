namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>A variable or member that is not there.</summary>
internal sealed record Undefined(string Name);

/// <summary>The variables of a template or of one turn of a loop, and what the template may still do.</summary>
internal sealed class JinjaScope
{
    private const int LargestText = 1 << 20;

    private readonly Dictionary<string, object?> _variables;
    private readonly JinjaScope? _outer;
    private readonly Budget _budget;

    /// <summary>The scope of a whole template.</summary>
    public JinjaScope(Dictionary<string, object?> variables, TimeProvider clock) => (_variables, _budget, Clock) = (variables, new Budget(), clock);

    private JinjaScope(JinjaScope outer) => (_variables, _outer, _budget, Clock) = ([], outer, outer._budget, outer.Clock);

    private sealed class Budget
    {
        public int Steps { get; set; } = 1_000_000;
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

    /// <summary>Counts a text's characters: a template may not fill the memory.</summary>
    public string Bounded(string text)
    {
        Step();
        return text.Length <= LargestText ? text : throw new ChatTemplateException($"The chat template was stopped: it writes more than {LargestText} characters.");
    }
}

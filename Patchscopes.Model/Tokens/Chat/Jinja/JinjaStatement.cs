using System.Text;

namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>A part of a template that writes.</summary>
internal abstract record JinjaStatement
{
    /// <summary>Writes it; the answer says how what follows goes on.</summary>
    public abstract JinjaFlow Run(JinjaScope scope, StringBuilder output);

    /// <summary>Writes statements one after the other, up to the first that leaves its loop.</summary>
    public static JinjaFlow RunAll(IReadOnlyList<JinjaStatement> statements, JinjaScope scope, StringBuilder output)
    {
        foreach (var statement in statements)
        {
            if (statement.Run(scope, output) is not JinjaFlow.On and var flow)
                return flow;
        }
        return JinjaFlow.On;
    }

    /// <summary>What statements write.</summary>
    public static string Text(IReadOnlyList<JinjaStatement> statements, JinjaScope scope)
    {
        var output = new StringBuilder();
        RunAll(statements, scope, output);
        return output.ToString();
    }
}

/// <summary>How a template goes on after a statement.</summary>
internal enum JinjaFlow
{
    /// <summary>With the next one.</summary>
    On,

    /// <summary>With the next turn of the loop.</summary>
    Continue,

    /// <summary>After the loop.</summary>
    Break,
}

internal sealed record Words(string Said) : JinjaStatement
{
    public override JinjaFlow Run(JinjaScope scope, StringBuilder output) => Write(Said, scope, output);

    /// <summary>Writes a text, as long as the whole stays bounded.</summary>
    public static JinjaFlow Write(string text, JinjaScope scope, StringBuilder output)
    {
        output.Append(text);
        if (output.Length > 1 << 20)
            throw new ChatTemplateException("The chat template was stopped: it writes too much.");
        scope.Step();
        return JinjaFlow.On;
    }
}

internal sealed record Output(JinjaExpression Expression) : JinjaStatement
{
    public override JinjaFlow Run(JinjaScope scope, StringBuilder output) => Words.Write(JinjaValue.Text(Expression.Evaluate(scope)), scope, output);
}

internal sealed record If(IReadOnlyList<(JinjaExpression? Condition, IReadOnlyList<JinjaStatement> Body)> Cases) : JinjaStatement
{
    public override JinjaFlow Run(JinjaScope scope, StringBuilder output)
    {
        foreach (var (condition, body) in Cases)
        {
            if (condition is null || JinjaValue.IsTrue(condition.Evaluate(scope)))
                return RunAll(body, scope, output);
        }
        return JinjaFlow.On;
    }
}

internal sealed record Leave(JinjaFlow Flow) : JinjaStatement
{
    public override JinjaFlow Run(JinjaScope scope, StringBuilder output) => Flow;
}

/// <summary>"set a = x", or several names at once.</summary>
internal sealed record Assignment(IReadOnlyList<string> Names, JinjaExpression Value) : JinjaStatement
{
    public override JinjaFlow Run(JinjaScope scope, StringBuilder output)
    {
        Assign(scope, Names, Value.Evaluate(scope));
        return JinjaFlow.On;
    }

    /// <summary>Gives a value to one name, or its members to several.</summary>
    public static void Assign(JinjaScope scope, IReadOnlyList<string> names, object? value)
    {
        scope.Step();
        if (names.Count == 1)
        {
            scope.Set(names[0], value);
            return;
        }
        var items = scope.Items(value);
        if (items.Count != names.Count)
            throw new ChatTemplateException($"The chat template cannot be applied: {items.Count} values do not fit {names.Count} names.");
        foreach (var (name, item) in names.Zip(items))
            scope.Set(name, item);
    }
}

/// <summary>"set ns.member = x": a namespace keeps its members beyond a loop.</summary>
internal sealed record MemberAssignment(string Name, string Member, JinjaExpression Value) : JinjaStatement
{
    public override JinjaFlow Run(JinjaScope scope, StringBuilder output)
    {
        scope.Step();
        if (scope.Get(Name) is not Dictionary<string, object?> members)
            throw JinjaValue.Unfit($"set a member of {Name},", scope.Get(Name));
        members[Member] = Value.Evaluate(scope);
        return JinjaFlow.On;
    }
}

/// <summary>"set a": what the block writes.</summary>
internal sealed record Capture(string Name, IReadOnlyList<JinjaStatement> Body) : JinjaStatement
{
    public override JinjaFlow Run(JinjaScope scope, StringBuilder output)
    {
        scope.Set(Name, Text(Body, scope.Inner()));
        return JinjaFlow.On;
    }
}

/// <summary>"for a in x if c", with what is written where there is nothing to go through.</summary>
internal sealed record For(
    IReadOnlyList<string> Names, JinjaExpression Over, JinjaExpression? Condition, IReadOnlyList<JinjaStatement> Body, IReadOnlyList<JinjaStatement> Otherwise)
    : JinjaStatement
{
    public override JinjaFlow Run(JinjaScope scope, StringBuilder output)
    {
        var items = scope.Items(Over.Evaluate(scope)).Where(item => Passes(scope, item)).ToList();
        if (items.Count == 0)
            return RunAll(Otherwise, scope, output);
        for (var place = 0; place < items.Count; place++)
        {
            var turn = scope.Inner();
            turn.Set("loop", Loop(items, place));
            Assignment.Assign(turn, Names, items[place]);
            if (RunAll(Body, turn, output) == JinjaFlow.Break)
                break;
        }
        return JinjaFlow.On;
    }

    private bool Passes(JinjaScope scope, object? item)
    {
        if (Condition is null)
            return true;
        var turn = scope.Inner();
        Assignment.Assign(turn, Names, item);
        return JinjaValue.IsTrue(Condition.Evaluate(turn));
    }

    private static Dictionary<string, object?> Loop(List<object?> items, int place) => new()
    {
        ["index"] = place + 1L,
        ["index0"] = (long)place,
        ["revindex"] = (long)items.Count - place,
        ["revindex0"] = items.Count - place - 1L,
        ["first"] = place == 0,
        ["last"] = place == items.Count - 1,
        ["length"] = (long)items.Count,
        ["previtem"] = place > 0 ? items[place - 1] : new Undefined("the item before the first"),
        ["nextitem"] = place + 1 < items.Count ? items[place + 1] : new Undefined("the item after the last"),
    };
}

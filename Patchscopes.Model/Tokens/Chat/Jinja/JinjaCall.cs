namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>"x | name(...)", "x is name(...)", "x.name(...)" or "name(...)": what is called is known when the template is read.</summary>
internal sealed record Call(string Name, JinjaCallable Callable, JinjaExpression? On, IReadOnlyList<JinjaExpression> Arguments, IReadOnlyList<(string Name, JinjaExpression Value)> Named)
    : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope)
    {
        scope.Step();
        var named = Named.ToDictionary(entry => entry.Name, entry => entry.Value.Evaluate(scope));
        var arguments = new JinjaArguments(Name, On?.Evaluate(scope), [.. Arguments.Select(argument => argument.Evaluate(scope))], named);
        arguments.Spend(scope);
        var value = Callable(scope, arguments);
        arguments.Finish();
        scope.Spend(value);
        return value is string text ? scope.Bounded(text) : value;
    }
}

/// <summary>Something that a template can call.</summary>
internal delegate object? JinjaCallable(JinjaScope scope, JinjaArguments arguments);

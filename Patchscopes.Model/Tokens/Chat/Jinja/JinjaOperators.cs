namespace Patchscopes.Model.Tokens.Chat.Jinja;

internal sealed record Both(JinjaExpression Left, JinjaExpression Right) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope) => Left.Evaluate(scope) is var left && !JinjaValue.IsTrue(left) ? left : Right.Evaluate(scope);
}

internal sealed record Either(JinjaExpression Left, JinjaExpression Right) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope) => Left.Evaluate(scope) is var left && JinjaValue.IsTrue(left) ? left : Right.Evaluate(scope);
}

internal sealed record Not(JinjaExpression Of) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope) => !JinjaValue.IsTrue(Of.Evaluate(scope));
}

/// <summary>"a &lt; b &lt;= c": every neighbouring pair must hold.</summary>
internal sealed record Comparison(JinjaExpression First, IReadOnlyList<(string Operator, JinjaExpression Right)> Others) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope)
    {
        var left = First.Evaluate(scope);
        foreach (var (operation, expression) in Others)
        {
            var right = expression.Evaluate(scope);
            scope.Step();
            scope.Spend(left);
            scope.Spend(right);
            if (operation is "in" or "not in" && left is string part && right is string whole)
                scope.SpendSearch(whole, part);
            if (!Holds(operation, left, right))
                return false;
            left = right;
        }
        return true;
    }

    private static bool Holds(string operation, object? left, object? right) => operation switch
    {
        "==" => JinjaValue.Equals(left, right),
        "!=" => !JinjaValue.Equals(left, right),
        "in" => JinjaValue.Contains(right, left),
        "not in" => !JinjaValue.Contains(right, left),
        "<" => JinjaValue.Compare(left, right) < 0,
        "<=" => JinjaValue.Compare(left, right) <= 0,
        ">" => JinjaValue.Compare(left, right) > 0,
        ">=" => JinjaValue.Compare(left, right) >= 0,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}

/// <summary>"a ~ b": both as texts, one after the other.</summary>
internal sealed record Concatenation(JinjaExpression Left, JinjaExpression Right) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope) =>
        scope.Bounded(JinjaValue.Text(Left.Evaluate(scope)) + JinjaValue.Text(Right.Evaluate(scope)));
}

/// <summary>"a + b" and its like.</summary>
internal sealed record Arithmetic(string Operator, JinjaExpression Left, JinjaExpression Right) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope)
    {
        scope.Step();
        return (Left.Evaluate(scope), Right.Evaluate(scope)) switch
        {
            (string a, string b) when Operator == "+" => scope.Bounded(a + b),
            (List<object?> a, List<object?> b) when Operator == "+" => Joined(scope, a, b),
            (long or bool, long or bool) and var (a, b) when Operator != "/" => Whole(Convert.ToInt64(a, null), Convert.ToInt64(b, null)),
            var (a, b) => JinjaValue.Number(a) is { } x && JinjaValue.Number(b) is { } y
                ? Real(x, y)
                : throw JinjaValue.Unfit($"apply {Operator} to", JinjaValue.Number(a) is null && a is not string ? a : b),
        };
    }

    private static List<object?> Joined(JinjaScope scope, List<object?> a, List<object?> b)
    {
        scope.Spend(a);
        scope.Spend(b);
        return [.. a, .. b];
    }

    private long Whole(long a, long b) => Operator switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        // Python rounds down, not towards zero.
        "//" when b is not 0 and not -1 => (a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0),
        "%" when b is not 0 and not -1 => ((a % b) + b) % b,
        _ => throw new ChatTemplateException($"The chat template cannot be applied: {a} {Operator} {b} is not implemented."),
    };

    private double Real(double a, double b) => Operator switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" when b != 0 => a / b,
        _ => throw new ChatTemplateException($"The chat template cannot be applied: {Operator} of {JinjaValue.Repr(a)} and {JinjaValue.Repr(b)} is not implemented."),
    };
}

internal sealed record Negative(JinjaExpression Of) : JinjaExpression
{
    public override object? Evaluate(JinjaScope scope) => Of.Evaluate(scope) switch
    {
        long number => (object)-number,
        double number => -number,
        var other => throw JinjaValue.Unfit("negate", other),
    };
}

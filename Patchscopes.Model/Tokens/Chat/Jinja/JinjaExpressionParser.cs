using System.Globalization;

namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>Reads expressions, with Jinja's precedence; what is called and not implemented is refused by name.</summary>
internal sealed partial class JinjaExpressionParser(JinjaTokens tokens)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>"a", or "a, b" as a list.</summary>
    public JinjaExpression ParseTuple()
    {
        var first = Parse();
        if (!tokens.Next.Is(","))
            return first;
        var items = new List<JinjaExpression> { first };
        while (tokens.Skip(",") && tokens.Next.Kind is not (JinjaKind.BlockEnd or JinjaKind.VariableEnd) && !tokens.Next.Is(")"))
            items.Add(Parse());
        return new ListOf(items);
    }

    /// <summary>"a if b else c".</summary>
    public JinjaExpression Parse() => tokens.Nested(() =>
    {
        var then = ParseOr();
        while (tokens.SkipName("if"))
        {
            var condition = ParseOr();
            then = new Choice(condition, then, tokens.SkipName("else") ? Parse() : null);
        }
        return then;
    });

    /// <summary>An expression in which an "if" is not part of it.</summary>
    public JinjaExpression ParseOr()
    {
        var left = ParseAnd();
        while (tokens.SkipName("or"))
            left = new Either(left, ParseAnd());
        return left;
    }

    private JinjaExpression ParseAnd()
    {
        var left = ParseNot();
        while (tokens.SkipName("and"))
            left = new Both(left, ParseNot());
        return left;
    }

    private JinjaExpression ParseNot() => tokens.SkipName("not") ? tokens.Nested(() => new Not(ParseNot())) : ParseComparison();

    private JinjaExpression ParseComparison()
    {
        var first = ParseSum();
        var others = new List<(string, JinjaExpression)>();
        while (true)
        {
            if (Comparisons.FirstOrDefault(tokens.Next.Is) is { } operation)
                tokens.Take();
            else if (tokens.SkipName("in"))
                operation = "in";
            else if (tokens.Next.IsName("not") && tokens.AfterNext.IsName("in"))
            {
                tokens.Take();
                tokens.Take();
                operation = "not in";
            }
            else
                return others.Count == 0 ? first : new Comparison(first, others);
            others.Add((operation, ParseSum()));
        }
    }

    private JinjaExpression ParseSum()
    {
        var left = ParseConcatenation();
        while (tokens.Next.Is("+") || tokens.Next.Is("-"))
            left = new Arithmetic(tokens.Take().Text, left, ParseConcatenation());
        return left;
    }

    private JinjaExpression ParseConcatenation()
    {
        var left = ParseProduct();
        while (tokens.Skip("~"))
            left = new Concatenation(left, ParseProduct());
        return left;
    }

    private JinjaExpression ParseProduct()
    {
        var left = ParseUnary(filters: true);
        while (tokens.Next.Is("*") || tokens.Next.Is("/") || tokens.Next.Is("//") || tokens.Next.Is("%"))
            left = new Arithmetic(tokens.Take().Text, left, ParseUnary(filters: true));
        if (tokens.Next.Is("**"))
            throw Unimplemented("the operator **");
        return left;
    }

    private JinjaExpression ParseUnary(bool filters)
    {
        JinjaExpression expression;
        if (tokens.Skip("-"))
            expression = tokens.Nested(() => new Negative(ParseUnary(filters: false)));
        else
            expression = tokens.Skip("+") ? tokens.Nested(() => ParseUnary(filters: false)) : ParsePrimary();
        expression = ParsePostfix(expression);
        return filters ? ParseFilters(expression) : expression;
    }

    private JinjaExpression ParsePrimary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case JinjaKind.Name:
                return OfName(token.Text);
            case JinjaKind.Integer:
                return new Literal(long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : throw Unimplemented($"the number {token.Text}"));
            case JinjaKind.Float:
                return new Literal(double.Parse(token.Text, CultureInfo.InvariantCulture));
            case JinjaKind.Text:
                var text = token.Text;
                while (tokens.Next.Kind == JinjaKind.Text)
                    text += tokens.Take().Text;
                return new Literal(text);
            case JinjaKind.Operator when token.Text == "(":
                var inner = tokens.Next.Is(")") ? new ListOf([]) : ParseTuple();
                tokens.Expect(")");
                return inner;
            case JinjaKind.Operator when token.Text == "[":
                return new ListOf(ParseItems("]", Parse));
            case JinjaKind.Operator when token.Text == "{":
                return new MapOf(ParseItems("}", ParseEntry));
            default:
                throw Unimplemented($"\"{token.Text}\" at the beginning of an expression");
        }
    }

    private JinjaExpression OfName(string name)
    {
        switch (name)
        {
            case "true" or "True":
                return new Literal(true);
            case "false" or "False":
                return new Literal(false);
            case "none" or "None":
                return new Literal(null);
        }
        if (!tokens.Next.Is("("))
            return new Variable(name);
        return ParseCall(name, JinjaFunctions.Find(name) ?? throw Unimplemented($"the function {name}"), null);
    }

    private JinjaExpression ParsePostfix(JinjaExpression expression)
    {
        while (true)
        {
            if (tokens.Skip("."))
            {
                var name = tokens.Next.Kind == JinjaKind.Integer ? throw Unimplemented("a place after a point") : tokens.ExpectName();
                expression = tokens.Next.Is("(")
                    ? ParseCall(name, JinjaMethods.Find(name) ?? throw Unimplemented($"the method {name}"), expression)
                    : new Member(expression, new Literal(name));
            }
            else if (tokens.Skip("["))
                expression = ParseSubscript(expression);
            else if (tokens.Next.Is("("))
                throw Unimplemented("calling a value");
            else
                return expression;
        }
    }

    private JinjaExpression ParseSubscript(JinjaExpression of)
    {
        JinjaExpression? Bound() => tokens.Next.Is(":") || tokens.Next.Is("]") ? null : Parse();
        var from = Bound();
        if (!tokens.Skip(":"))
        {
            tokens.Expect("]");
            return new Member(of, from ?? throw Unimplemented("an empty place"));
        }
        var to = Bound();
        var by = tokens.Skip(":") ? Bound() : null;
        tokens.Expect("]");
        return new Slice(of, from, to, by);
    }

    private static ChatTemplateException Unimplemented(string what) => new($"The chat template uses {what}, which is not implemented.");
}

namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <content>Filters, tests and arguments.</content>
internal sealed partial class JinjaExpressionParser
{
    private JinjaExpression ParseFilters(JinjaExpression expression)
    {
        while (true)
        {
            if (tokens.Skip("|"))
            {
                var name = tokens.ExpectName();
                expression = ParseCall(name, JinjaFilters.Find(name) ?? throw Unimplemented($"the filter {name}"), expression);
            }
            else if (tokens.SkipName("is"))
                expression = ParseTest(expression);
            else if (tokens.Next.Is("("))
                throw Unimplemented("calling a value");
            else
                return expression;
        }
    }

    private JinjaExpression ParseTest(JinjaExpression expression)
    {
        var negated = tokens.SkipName("not");
        var name = tokens.ExpectName();
        var callable = JinjaTests.Find(name) ?? throw Unimplemented($"the test {name}");
        // A test's one argument may come without brackets.
        var bare = tokens.Next.Kind is JinjaKind.Text or JinjaKind.Integer or JinjaKind.Float || tokens.Next.Is("[") || tokens.Next.Is("{")
            || (tokens.Next.Kind == JinjaKind.Name && !(tokens.Next.Text is "else" or "or" or "and" or "is" or "if" or "in" or "not"));
        var test = bare ? new Call(name, callable, expression, [ParsePostfix(ParsePrimary())], []) : ParseCall(name, callable, expression);
        return negated ? new Not(test) : test;
    }

    private Call ParseCall(string name, JinjaCallable callable, JinjaExpression? on)
    {
        var (placed, named) = (new List<JinjaExpression>(), new List<(string, JinjaExpression)>());
        if (tokens.Skip("("))
        {
            ParseItems(")", () =>
            {
                if (tokens.Next.Is("*") || tokens.Next.Is("**"))
                    throw Unimplemented("arguments from a list");
                if (tokens.Next.Kind == JinjaKind.Name && tokens.AfterNext.Is("="))
                {
                    var argument = tokens.Take().Text;
                    tokens.Take();
                    named.Add(named.Exists(entry => entry.Item1 == argument) ? throw Unimplemented($"the argument {argument} twice") : (argument, Parse()));
                }
                else
                    placed.Add(Parse());
                return true;
            });
        }
        return new Call(name, callable, on, placed, named);
    }

    private (JinjaExpression, JinjaExpression) ParseEntry()
    {
        var key = Parse();
        tokens.Expect(":");
        return (key, Parse());
    }

    private List<T> ParseItems<T>(string close, Func<T> parse)
    {
        var items = new List<T>();
        while (!tokens.Skip(close))
        {
            if (items.Count > 0)
                tokens.Expect(",");
            if (tokens.Skip(close))
                break;
            items.Add(parse());
        }
        return items;
    }
}

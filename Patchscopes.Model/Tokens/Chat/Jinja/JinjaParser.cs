namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>Reads a template; a statement that is not implemented is refused by name.</summary>
internal sealed class JinjaParser
{
    private readonly JinjaTokens _tokens;
    private readonly JinjaExpressionParser _expressions;

    private JinjaParser(List<JinjaToken> tokens)
    {
        _tokens = new JinjaTokens(tokens);
        _expressions = new JinjaExpressionParser(_tokens);
    }

    /// <summary>The statements of a template.</summary>
    /// <exception cref="ChatTemplateException">It is damaged or uses what is not implemented.</exception>
    public static IReadOnlyList<JinjaStatement> Parse(string template) => new JinjaParser(JinjaLexer.Read(template)).ParseBody().Body;

    /// <summary>Statements up to one of some words, which is taken with what opens its tag, or up to the end of the template.</summary>
    private (List<JinjaStatement> Body, string End) ParseBody(params string[] ends) => _tokens.Nested(() =>
    {
        var body = new List<JinjaStatement>();
        while (true)
        {
            var token = _tokens.Take();
            switch (token.Kind)
            {
                case JinjaKind.Data:
                    body.Add(new Words(token.Text));
                    break;
                case JinjaKind.VariableBegin:
                    body.Add(new Output(_expressions.ParseTuple()));
                    _tokens.Expect(JinjaKind.VariableEnd);
                    break;
                case JinjaKind.BlockBegin:
                    var word = _tokens.ExpectName();
                    if (ends.Contains(word))
                        return (body, word);
                    body.AddRange(ParseStatement(word));
                    break;
                case JinjaKind.End when ends.Length == 0:
                    return (body, "");
                default:
                    throw new ChatTemplateException($"The chat template is damaged: {string.Join(" or ", ends)} is missing.");
            }
        }
    });

    private List<JinjaStatement> ParseStatement(string word)
    {
        switch (word)
        {
            case "if":
                return [ParseIf()];
            case "for":
                return [ParseFor()];
            case "set":
                return [ParseSet()];
            case "generation":
                // Marks what the model itself writes, for training; here it writes what is in it.
                _tokens.Expect(JinjaKind.BlockEnd);
                var generation = ParseBody("endgeneration").Body;
                _tokens.Expect(JinjaKind.BlockEnd);
                return generation;
            case "break" or "continue":
                _tokens.Expect(JinjaKind.BlockEnd);
                return [new Leave(word == "break" ? JinjaFlow.Break : JinjaFlow.Continue)];
            default:
                throw new ChatTemplateException($"The chat template uses the statement {word}, which is not implemented.");
        }
    }

    private If ParseIf()
    {
        var cases = new List<(JinjaExpression?, IReadOnlyList<JinjaStatement>)>();
        var condition = (JinjaExpression?)_expressions.ParseTuple();
        while (true)
        {
            _tokens.Expect(JinjaKind.BlockEnd);
            var (body, end) = condition is null ? ParseBody("endif") : ParseBody("elif", "else", "endif");
            cases.Add((condition, body));
            if (end == "endif")
            {
                _tokens.Expect(JinjaKind.BlockEnd);
                return new If(cases);
            }
            condition = end == "elif" ? _expressions.ParseTuple() : null;
        }
    }

    private For ParseFor()
    {
        var names = ParseNames();
        if (!_tokens.SkipName("in"))
            throw new ChatTemplateException("The chat template is damaged: a for goes through nothing.");
        var over = _expressions.ParseOr();
        var condition = _tokens.SkipName("if") ? _expressions.Parse() : null;
        if (_tokens.Next.IsName("recursive"))
            throw new ChatTemplateException("The chat template uses a recursive for, which is not implemented.");
        _tokens.Expect(JinjaKind.BlockEnd);
        var (body, end) = ParseBody("else", "endfor");
        var otherwise = new List<JinjaStatement>();
        if (end == "else")
        {
            _tokens.Expect(JinjaKind.BlockEnd);
            otherwise = ParseBody("endfor").Body;
        }
        _tokens.Expect(JinjaKind.BlockEnd);
        return new For(names, over, condition, body, otherwise);
    }

    private JinjaStatement ParseSet()
    {
        var names = ParseNames();
        if (names.Count == 1 && _tokens.Skip("."))
        {
            var member = _tokens.ExpectName();
            _tokens.Expect("=");
            return Ended(new MemberAssignment(names[0], member, _expressions.ParseTuple()));
        }
        if (_tokens.Skip("="))
            return Ended(new Assignment(names, _expressions.ParseTuple()));
        if (_tokens.Next.Is("|"))
            throw new ChatTemplateException("The chat template uses a set with a filter, which is not implemented.");
        _tokens.Expect(JinjaKind.BlockEnd);
        return Ended(new Capture(names[0], ParseBody("endset").Body));
    }

    private JinjaStatement Ended(JinjaStatement statement)
    {
        _tokens.Expect(JinjaKind.BlockEnd);
        return statement;
    }

    private List<string> ParseNames()
    {
        var bracket = _tokens.Skip("(");
        var names = new List<string> { _tokens.ExpectName() };
        while (_tokens.Skip(","))
            names.Add(_tokens.ExpectName());
        if (bracket)
            _tokens.Expect(")");
        return names;
    }
}

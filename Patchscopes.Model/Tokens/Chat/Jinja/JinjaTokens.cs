namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>The tokens of a template, of which the first not yet read can be looked at.</summary>
internal sealed class JinjaTokens(List<JinjaToken> tokens)
{
    private const int DeepestNesting = 100;

    private int _at;
    private int _depth;

    /// <summary>The next token; the last is the end, again and again.</summary>
    public JinjaToken Next => tokens[Math.Min(_at, tokens.Count - 1)];

    public JinjaToken AfterNext => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public JinjaToken Take()
    {
        var next = Next;
        _at++;
        return next;
    }

    /// <summary>Takes an operator if it is next.</summary>
    public bool Skip(string operatorText)
    {
        var found = Next.Is(operatorText);
        _at += found ? 1 : 0;
        return found;
    }

    /// <summary>Takes a word of the language if it is next.</summary>
    public bool SkipName(string name)
    {
        var found = Next.IsName(name);
        _at += found ? 1 : 0;
        return found;
    }

    public void Expect(string operatorText)
    {
        if (!Skip(operatorText))
            throw Unexpected($"\"{operatorText}\"");
    }

    public void Expect(JinjaKind kind)
    {
        if (Take().Kind != kind)
            throw new ChatTemplateException("The chat template is damaged, or uses what is not implemented: a tag goes on where its end was expected.");
    }

    public string ExpectName() => Next.Kind == JinjaKind.Name ? Take().Text : throw Unexpected("a name");

    /// <summary>Counts nesting: a template that is nested deeper than any is refused before it fills the stack.</summary>
    public T Nested<T>(Func<T> parse)
    {
        if (++_depth > DeepestNesting)
            throw new ChatTemplateException("The chat template is nested too deeply.");
        var parsed = parse();
        _depth--;
        return parsed;
    }

    private ChatTemplateException Unexpected(string wanted) =>
        new($"The chat template is damaged, or uses what is not implemented: {wanted} was expected, and \"{Next.Text}\" found.");
}

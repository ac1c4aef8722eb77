namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>What a token of a template is.</summary>
internal enum JinjaKind
{
    /// <summary>Text between tags.</summary>
    Data,

    /// <summary>"{{".</summary>
    VariableBegin,

    /// <summary>"}}".</summary>
    VariableEnd,

    /// <summary>"{%".</summary>
    BlockBegin,

    /// <summary>"%}".</summary>
    BlockEnd,

    /// <summary>A name or a word of the language.</summary>
    Name,

    /// <summary>A string; its text is without quotes and escapes.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a point.</summary>
    Float,

    /// <summary>An operator or a bracket.</summary>
    Operator,

    /// <summary>After the last.</summary>
    End,
}

/// <summary>A token of a template.</summary>
internal readonly record struct JinjaToken(JinjaKind Kind, string Text)
{
    public bool Is(string operatorText) => Kind == JinjaKind.Operator && Text == operatorText;

    public bool IsName(string name) => Kind == JinjaKind.Name && Text == name;
}

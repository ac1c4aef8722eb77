using System.Globalization;
using System.Text;

namespace Patchscopes.Model.Tokens.Chat.Jinja;

/// <summary>
/// Cuts a template into tokens, white space as transformers has it: the line break after a block goes (trim_blocks), so
/// does the indentation before one (lstrip_blocks), and "-" takes all there is.
/// </summary>
internal sealed class JinjaLexer
{
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";"];

    /// <summary>No expression nests deeper than it is long, so that evaluating it cannot fill the stack.</summary>
    private const int LongestTag = 2000;

    private readonly string _text;
    private readonly List<JinjaToken> _tokens = [];
    private int _at;
    private bool _atLineStart = true;

    private JinjaLexer(string text) => _text = text;

    /// <summary>The tokens of a template.</summary>
    /// <exception cref="ChatTemplateException">A tag does not end, or holds what is no token.</exception>
    public static List<JinjaToken> Read(string template)
    {
        var text = template.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new JinjaLexer(text.EndsWith('\n') ? text[..^1] : text);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        while (NextTag() is >= 0 and var start)
        {
            var kind = _text[start + 1];
            AddData(_text[_at..start], kind, start + 2 < _text.Length ? _text[start + 2] : ' ');
            _at = start + 2;
            if (kind == '#')
            {
                SkipComment();
                continue;
            }
            if (_at < _text.Length && _text[_at] is '-' or '+')
                _at++;
            _tokens.Add(new JinjaToken(kind == '{' ? JinjaKind.VariableBegin : JinjaKind.BlockBegin, ""));
            ReadTag(kind == '{' ? "}}" : "%}");
            _tokens.Add(new JinjaToken(kind == '{' ? JinjaKind.VariableEnd : JinjaKind.BlockEnd, ""));
        }
        AddData(_text[_at..], ' ', ' ');
        _tokens.Add(new JinjaToken(JinjaKind.End, ""));
    }

    private int NextTag()
    {
        for (var at = _text.IndexOf('{', _at); at >= 0 && at + 1 < _text.Length; at = _text.IndexOf('{', at + 1))
        {
            if (_text[at + 1] is '{' or '%' or '#')
                return at;
        }
        return -1;
    }

    private void AddData(string data, char kind, char sign)
    {
        if (kind != ' ' && sign == '-')
            data = data.TrimEnd();
        else if (kind is '%' or '#' && sign != '+')
        {
            var line = data.LastIndexOf('\n') + 1;
            if ((line > 0 || _atLineStart) && data.AsSpan(line).IsWhiteSpace())
                data = data[..line];
        }
        if (data.Length > 0)
            _tokens.Add(new JinjaToken(JinjaKind.Data, data));
    }

    private void SkipComment()
    {
        var end = _text.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0)
            throw new ChatTemplateException("The chat template is damaged: a comment does not end.");
        _at = end + 2;
        AfterTag(_text[end - 1], trims: true);
    }

    /// <summary>Reads up to the end of a tag; brackets may hold what looks like one.</summary>
    private void ReadTag(string end)
    {
        var (depth, first) = (0, _tokens.Count);
        while (true)
        {
            if (_tokens.Count - first > LongestTag)
                throw new ChatTemplateException("The chat template has a tag that is too long.");
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                _at++;
            if (_at >= _text.Length)
                throw new ChatTemplateException("The chat template is damaged: a tag does not end.");
            var signed = _text[_at] is '-' or '+' ? 1 : 0;
            if (depth == 0 && string.CompareOrdinal(_text, _at + signed, end, 0, 2) == 0)
            {
                var sign = _text[_at];
                _at += signed + 2;
                AfterTag(sign, trims: end == "%}");
                return;
            }
            var token = ReadToken();
            depth += token.Kind != JinjaKind.Operator ? 0 : token.Text is "(" or "[" or "{" ? 1 : token.Text is ")" or "]" or "}" ? -1 : 0;
            _tokens.Add(token);
        }
    }

    private void AfterTag(char sign, bool trims)
    {
        var from = _at;
        if (sign == '-')
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                _at++;
        }
        else if (trims && sign != '+' && _at < _text.Length && _text[_at] == '\n')
            _at++;
        _atLineStart = _at > from && _text[_at - 1] == '\n';
    }

    private JinjaToken ReadToken()
    {
        var first = _text[_at];
        if (first is '"' or '\'')
            return new JinjaToken(JinjaKind.Text, ReadText(first));
        if (char.IsAsciiDigit(first))
            return ReadNumber();
        if (char.IsLetter(first) || first == '_')
            return new JinjaToken(JinjaKind.Name, Take(character => char.IsLetterOrDigit(character) || character == '_'));
        var found = Operators.FirstOrDefault(each => string.CompareOrdinal(_text, _at, each, 0, each.Length) == 0)
            ?? throw new ChatTemplateException($"The chat template is damaged: {first} is not expected in a tag.");
        _at += found.Length;
        return new JinjaToken(JinjaKind.Operator, found);
    }

    private JinjaToken ReadNumber()
    {
        var digits = Take(char.IsAsciiDigit);
        if (_at + 1 >= _text.Length || _text[_at] != '.' || !char.IsAsciiDigit(_text[_at + 1]))
            return new JinjaToken(JinjaKind.Integer, digits);
        _at++;
        return new JinjaToken(JinjaKind.Float, $"{digits}.{Take(char.IsAsciiDigit)}");
    }

    private string Take(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _text.Length && belongs(_text[_at]))
            _at++;
        return _text[start.._at];
    }

    private string ReadText(char quote)
    {
        var text = new StringBuilder();
        for (_at++; _at < _text.Length && _text[_at] != quote; _at++)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
                Unescape(text);
            else
                text.Append(_text[_at]);
        }
        if (_at >= _text.Length)
            throw new ChatTemplateException("The chat template is damaged: a string does not end.");
        _at++;
        return text.ToString();
    }

    private void Unescape(StringBuilder text)
    {
        var escaped = _text[++_at];
        if (escaped is 'x' or 'u')
        {
            var length = escaped == 'x' ? 2 : 4;
            if (_at + length >= _text.Length || !int.TryParse(_text.AsSpan(_at + 1, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                throw new ChatTemplateException("The chat template is damaged: a string holds an escape that is none.");
            text.Append((char)unit);
            _at += length;
            return;
        }
        text.Append(escaped switch { 'n' => "\n", 't' => "\t", 'r' => "\r", '\\' => "\\", '\'' => "'", '"' => "\"", '\n' => "", _ => "\\" + escaped });
    }
}

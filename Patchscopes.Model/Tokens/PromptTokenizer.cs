using System.Text;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Tokens.Chat;
using Patchscopes.Model.Tokens.Decoding;
using Patchscopes.Model.Tokens.Files;
using Patchscopes.Model.Tokens.Normalizing;
using Patchscopes.Model.Tokens.Splitting;

namespace Patchscopes.Model.Tokens;

/// <summary>
/// Turns a prompt into the tokens that the model reads, BOS included where the tokenizer's own files add one: added tokens
/// are found first, the rest is normalized, split, and merged into pieces. Safe from any thread.
/// </summary>
public sealed class PromptTokenizer
{
    private readonly TokenizerParts _parts;
    private readonly AddedTokens _exact;
    private readonly AddedTokens _normalized;
    private readonly Dictionary<int, string> _pieces;
    private readonly Dictionary<int, string> _added;
    private readonly (Normalizer? Normalizer, PreTokenizer? PreTokenizer) _beginning;
    private readonly (Normalizer? Normalizer, PreTokenizer? PreTokenizer) _following;

    internal PromptTokenizer(TokenizerParts parts)
    {
        _parts = parts;
        _exact = new AddedTokens(parts.Added.Where(token => !token.Normalized).Select(token => (token.Content, token)));
        _normalized = new AddedTokens(parts.Added.Where(token => token.Normalized).Select(token => (parts.Normalizer?.Apply(token.Content) ?? token.Content, token)));
        _pieces = parts.Vocabulary.ToDictionary(entry => entry.Value, entry => entry.Key);
        _added = parts.Added.GroupBy(token => token.Id).ToDictionary(same => same.Key, same => same.Last().Content);
        _beginning = (parts.Normalizer, parts.PreTokenizer);
        _following = (parts.Normalizer?.WithoutPrefix(), parts.PreTokenizer?.WithoutPrefix());
        Count = _pieces.Keys.Concat(_added.Keys).DefaultIfEmpty(-1).Max() + 1;
    }

    /// <summary>The token put before each prompt, or null.</summary>
    public int? BeginToken => Frame.Before is [var begin, ..] ? begin : null;

    /// <summary>The largest token id, plus one.</summary>
    public int Count { get; }

    /// <summary>Writes messages as an instruct model reads them; null for a model without one.</summary>
    public ChatTemplate? ChatTemplate => _parts.ChatTemplate;

    private PromptFrame Frame => _parts.Frame ?? PromptFrame.None;

    /// <summary>Reads the tokenizer of a Hugging Face model folder.</summary>
    /// <exception cref="ModelLoadException">It is missing, damaged, or of a kind that is not implemented.</exception>
    public static PromptTokenizer Load(string folder) => new(TokenizerFiles.Read(folder));

    /// <summary>The tokens of a prompt as the model reads it; none for an empty text without BOS.</summary>
    public IReadOnlyList<Token> Encode(string text) => [.. EncodeToIds(text).Select(Describe)];

    /// <summary>Their ids.</summary>
    public IReadOnlyList<int> EncodeToIds(string text) => [.. Frame.Before, .. EncodeBare(text), .. Frame.After];

    /// <summary>The ids of a whole text without what surrounds every prompt: no BOS is added, but one in the text is read.</summary>
    public IReadOnlyList<int> EncodeBare(string text) => Encode(text, _beginning);

    /// <summary>
    /// The ids that an instruct model reads for a message of a user: of the chat template's text, to which nothing is added,
    /// since a template writes BOS itself where the model wants one.
    /// </summary>
    /// <param name="user">The message.</param>
    /// <param name="system">The system message before it, or null for none.</param>
    /// <exception cref="ChatTemplateException">There is no template, or it cannot be applied.</exception>
    public IReadOnlyList<int> EncodeChat(string user, string? system = null) =>
        EncodeBare((ChatTemplate ?? throw new ChatTemplateException("The model has no chat template.")).Apply(user, system));

    /// <summary>The ids of a text that follows another: without BOS, and without the space that some tokenizers put before a text.</summary>
    public IReadOnlyList<int> EncodeContinuation(string text) => Encode(text, _following);

    /// <summary>A token by its id; an id without a piece (a padded vocabulary) shows as its number.</summary>
    public Token Describe(int id)
    {
        var piece = _pieces.GetValueOrDefault(id);
        if (_parts.Spelling == PieceSpelling.Metaspace && BytePiece.ValueOf(piece ?? _added.GetValueOrDefault(id, "")) is { } value)
            return Shown(id, [value]);
        if (_added.TryGetValue(id, out var content))
            return new Token(id, content, TokenDisplay.Of(content));
        if (piece is null)
            return new Token(id, "", $"‹{id}›");
        return Shown(id, _parts.Spelling == PieceSpelling.ByteAlphabet
            ? ByteAlphabet.Unspell(piece) ?? Encoding.UTF8.GetBytes(piece)
            : Encoding.UTF8.GetBytes(piece.Replace(BytePiece.Space, ' ')));
    }

    /// <summary>The text of several tokens; characters that are spread over them come out whole.</summary>
    public string Decode(IEnumerable<int> ids) => string.Concat(_parts.Decoder.Apply([.. ids.Select(PieceOf).OfType<string>()]));

    /// <summary>A token as the tokenizer's files write it; null for an id without a piece.</summary>
    internal string? PieceOf(int id) => _added.TryGetValue(id, out var content) ? content : _pieces.GetValueOrDefault(id);

    private List<int> Encode(string text, (Normalizer? Normalizer, PreTokenizer? PreTokenizer) steps)
    {
        var ids = new List<int>();
        // Half a surrogate pair is no character: it becomes U+FFFD here, as it does wherever a text leaves .NET.
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            text = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
        foreach (var outer in _exact.Split(text))
        {
            if (outer.Token is { } exact)
            {
                ids.Add(exact.Id);
                continue;
            }
            var plain = text[outer.Start..outer.End];
            plain = steps.Normalizer?.Apply(plain) ?? plain;
            foreach (var inner in _normalized.Split(plain))
            {
                if (inner.Token is { } normalized)
                    ids.Add(normalized.Id);
                else
                    EncodePlain(new TextPart(plain[inner.Start..inner.End], outer.Start + inner.Start == 0), steps.PreTokenizer, ids);
            }
        }
        return ids;
    }

    private void EncodePlain(TextPart text, PreTokenizer? splitter, List<int> ids)
    {
        foreach (var part in splitter?.Split(text) ?? [text])
            _parts.Words.Encode(part.Text, ids);
    }

    private static Token Shown(int id, byte[] bytes) => new(id, Encoding.UTF8.GetString(bytes), TokenDisplay.Of(bytes));
}

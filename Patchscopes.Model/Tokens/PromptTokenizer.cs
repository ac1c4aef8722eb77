using System.Text;
using Microsoft.ML.Tokenizers;
using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens;

/// <summary>
/// Turns a prompt into the tokens that the model reads, BOS included where the tokenizer's own files add one. Byte-level
/// BPE: the split into words is <see cref="Gpt2Split"/>, the merges are Microsoft.ML.Tokenizers'. Safe from any thread.
/// </summary>
public sealed class PromptTokenizer
{
    private readonly BpeTokenizer _merges;
    private readonly TokenizerFiles _files;
    private readonly Dictionary<int, string> _pieces;
    private readonly List<string> _specialByLength;

    internal PromptTokenizer(TokenizerFiles files)
    {
        _files = files;
        _merges = BpeTokenizer.Create(new BpeOptions(files.Vocabulary) { Merges = files.Merges });
        _pieces = files.Vocabulary.ToDictionary(entry => entry.Value, entry => entry.Key);
        // The longest first, so that one special token that begins another does not cut it.
        _specialByLength = [.. files.Special.Keys.OrderByDescending(text => text.Length)];
    }

    /// <summary>The token put before each prompt, or null.</summary>
    public int? BeginToken => _files.BeginToken;

    /// <summary>The largest token id, plus one.</summary>
    public int Count => Math.Max(_pieces.Keys.Max(), _files.Special.Values.DefaultIfEmpty(0).Max()) + 1;

    /// <summary>Reads the tokenizer of a Hugging Face model folder.</summary>
    /// <exception cref="ModelLoadException">It is missing, damaged, or of a kind that is not implemented.</exception>
    public static PromptTokenizer Load(string folder)
    {
        var files = TokenizerFiles.Read(folder);
        var lacking = ByteAlphabet.All.FirstOrDefault(character => !files.Vocabulary.ContainsKey(character.ToString()));
        if (lacking != default)
            throw new ModelLoadException($"The tokenizer's vocabulary lacks the byte {lacking}, so some texts could not be encoded.");
        if (files.Vocabulary.Concat(files.Special).FirstOrDefault(entry => entry.Value < 0).Key is { } negative)
            throw new ModelLoadException($"The tokenizer gives {negative} a negative id.");
        try
        {
            return new PromptTokenizer(files);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException)
        {
            throw new ModelLoadException($"The tokenizer's vocabulary and merges do not fit each other: {error.Message}", error);
        }
    }

    /// <summary>The tokens of a prompt as the model reads it; none for an empty text without BOS.</summary>
    public IReadOnlyList<Token> Encode(string text) => [.. EncodeToIds(text).Select(Describe)];

    /// <summary>Their ids.</summary>
    public IReadOnlyList<int> EncodeToIds(string text) =>
        BeginToken is { } begin ? [begin, .. EncodeContinuation(text)] : EncodeContinuation(text);

    /// <summary>The ids of a text that follows another: without BOS.</summary>
    public IReadOnlyList<int> EncodeContinuation(string text)
    {
        var ids = new List<int>();
        var plain = 0;
        for (var at = 0; at < text.Length;)
        {
            if (SpecialAt(text, at) is not { } special)
            {
                at++;
                continue;
            }
            EncodePlain(text[plain..at], ids);
            ids.Add(_files.Special[special]);
            at += special.Length;
            plain = at;
        }
        EncodePlain(text[plain..], ids);
        return ids;
    }

    /// <summary>A token by its id; an id without a piece (a padded vocabulary) shows as its number.</summary>
    public Token Describe(int id)
    {
        if (SpecialOf(id) is { } special)
            return new Token(id, special, special);
        if (Bytes(id) is not { } bytes)
            return new Token(id, "", $"‹{id}›");
        return new Token(id, Encoding.UTF8.GetString(bytes), TokenDisplay.Of(bytes));
    }

    /// <summary>The text of several tokens; characters that are spread over them come out whole.</summary>
    public string Decode(IEnumerable<int> ids)
    {
        using var bytes = new MemoryStream();
        foreach (var id in ids)
            bytes.Write(SpecialOf(id) is { } special ? Encoding.UTF8.GetBytes(special) : Bytes(id) ?? []);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private void EncodePlain(string text, List<int> ids)
    {
        foreach (var range in Gpt2Split.Of(text))
            ids.AddRange(_merges.EncodeToIds(ByteAlphabet.Spell(text.AsSpan(range)), considerPreTokenization: false, considerNormalization: false));
    }

    private string? SpecialAt(string text, int at) =>
        _specialByLength.FirstOrDefault(special => string.CompareOrdinal(text, at, special, 0, special.Length) == 0);

    private string? SpecialOf(int id) => _specialByLength.FirstOrDefault(special => _files.Special[special] == id);

    private byte[]? Bytes(int id) => _pieces.TryGetValue(id, out var piece) ? ByteAlphabet.Unspell(piece) : null;
}

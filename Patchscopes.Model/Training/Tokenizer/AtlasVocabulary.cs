using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Patchscopes.Model.Tokens;
using Patchscopes.Model.Tokens.Merging;

namespace Patchscopes.Model.Training.Tokenizer;

/// <summary>
/// The embedded model's byte-level vocabulary: the 256 bytes, merges learnt from the bare words, and as the last merges
/// "space + word" for each of them, so that every word of the tables is one token with and without its leading space.
/// Anything else still encodes, by smaller pieces.
/// </summary>
/// <param name="Tokens">Every token in the byte alphabet; its place is its id.</param>
/// <param name="Merges">The merges in the order in which they apply.</param>
internal sealed record AtlasVocabulary(IReadOnlyList<string> Tokens, IReadOnlyList<(string Left, string Right)> Merges)
{
    /// <summary>Separates texts; the last id.</summary>
    public const string EndOfText = "<|endoftext|>";

    private const string Space = "Ġ";
    private const string SpacedCharacters = "?!#*%&+@.,:;=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>The id of <see cref="EndOfText"/>.</summary>
    public int EndToken => Tokens.Count - 1;

    /// <summary>Builds the vocabulary of these words (each of letters or digits alone).</summary>
    public static AtlasVocabulary Build(IReadOnlyCollection<string> words)
    {
        var merges = BytePairTrainer.Merges(words.Select(word => ByteAlphabet.Spell(word))).ToList();
        merges.AddRange([("-", ">"), (Space, "->"), ("'", "s"), ("'", "t")]);
        merges.AddRange(SpacedCharacters.Select(character => (Space, character.ToString())));
        merges.AddRange(words.Where(word => word.Length > 1).Select(word => (Space, ByteAlphabet.Spell(word))));
        var tokens = ByteAlphabet.All.Order().Select(character => character.ToString()).ToList();
        var known = tokens.ToHashSet();
        foreach (var (left, right) in merges)
        {
            if (known.Add(left + right))
                tokens.Add(left + right);
        }
        tokens.Add(EndOfText);
        return new AtlasVocabulary(tokens, merges);
    }

    /// <summary>vocab.json as Hugging Face's GPT2Tokenizer reads it.</summary>
    public byte[] VocabularyJson() =>
        JsonSerializer.SerializeToUtf8Bytes(Ids(), Readable);

    /// <summary>merges.txt as Hugging Face's GPT2Tokenizer reads it.</summary>
    public byte[] MergesText() =>
        Encoding.UTF8.GetBytes("#version: 0.2\n" + string.Concat(MergeLines().Select(line => line + "\n")));

    /// <summary>What a tokenizer reads from those files.</summary>
    public TokenizerParts Files() => TokenizerParts.Gpt2(Ids(), [.. Merges.Select(merge => new Merge(merge.Left, merge.Right))], [new AddedToken(EndToken, EndOfText)]);

    private Dictionary<string, int> Ids() => Tokens.Index().ToDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal);

    private IEnumerable<string> MergeLines() => Merges.Select(merge => $"{merge.Left} {merge.Right}");

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

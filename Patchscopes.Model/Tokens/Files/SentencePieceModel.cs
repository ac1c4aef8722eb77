using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Tokens.Decoding;
using Patchscopes.Model.Tokens.Merging;
using Patchscopes.Model.Tokens.Normalizing;
using Patchscopes.Model.Tokens.Splitting;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>Makes a tokenizer of a tokenizer.model: SentencePiece's BPE with an identical normalization, as Llama's and Gemma's are.</summary>
internal static class SentencePieceModel
{
    public const string FileName = "tokenizer.model";

    private static readonly string[] Classes = ["LlamaTokenizer", "CodeLlamaTokenizer", "GemmaTokenizer"];

    public static TokenizerParts Read(string path, TokenizerSettings settings)
    {
        if (settings.Class is { } given && !Classes.Contains(given.Name))
            throw new ModelLoadException($"{TokenizerSettings.FileName}: the tokenizer class {given.Name} with a {FileName} is not implemented; a tokenizer.json beside it would be read.");
        var file = SentencePieceFile.Read(path);
        Refuse(file);
        var vocabulary = Vocabulary(file);
        var unknown = Unknown(file);
        var space = BytePiece.Space.ToString();
        var escapes = new ReplaceNormalizer(" ", space);
        var addsSpace = settings.AddsSpace ?? file.AddsDummyPrefix;
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Normalizer = addsSpace && settings.IsLegacy ? new NormalizerSequence([new PrependNormalizer(space), escapes]) : escapes,
            PreTokenizer = addsSpace && !settings.IsLegacy ? new FirstPrefixPreTokenizer(space) : null,
            Words = new ScoredPieces(
                Pieces(file, SentencePieceKind.Normal), Pieces(file, SentencePieceKind.UserDefined).Select(piece => (piece.Text, piece.Id)), ByteIds(file), unknown),
            Spelling = PieceSpelling.Metaspace,
            Decoder = new SentencePieceDecoder(
                Pieces(file, SentencePieceKind.Control).Select(piece => piece.Text).ToHashSet(), file.Pieces[unknown].Text, file.UnknownText, addsSpace),
        };
    }

    private static void Refuse(SentencePieceFile file)
    {
        if (file.ModelType != 2)
            throw Refusal($"the model type {file.ModelType switch { 1 => "unigram", 3 => "word", 4 => "char", var other => $"{other}" }}");
        if (file.HasCharacterMap)
            throw Refusal($"the normalization {file.NormalizerName}");
        if (file.RemovesExtraSpaces)
            throw Refusal("remove_extra_whitespaces");
        if (!file.EscapesSpaces)
            throw Refusal("a normalization without escape_whitespaces");
        if (file.SpaceIsSuffix)
            throw Refusal("treat_whitespace_as_suffix");
        if (file.Pieces.FirstOrDefault(piece => piece.Kind is SentencePieceKind.Unused or < SentencePieceKind.Normal or > SentencePieceKind.Byte) is { Text: not null } odd)
            throw Refusal($"the piece {odd.Text} of type {odd.Kind}");
    }

    private static Dictionary<string, int> Vocabulary(SentencePieceFile file)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, piece) in file.Pieces.Index())
        {
            if (piece.Text.Length == 0 || !vocabulary.TryAdd(piece.Text, id))
                throw new ModelLoadException($"{FileName} is damaged: piece {id}, \"{piece.Text}\", is empty or there twice.");
        }
        return vocabulary;
    }

    private static int Unknown(SentencePieceFile file)
    {
        var unknown = Pieces(file, SentencePieceKind.Unknown).ToList();
        return unknown is [var one] ? one.Id : throw new ModelLoadException($"{FileName} is damaged: it has {unknown.Count} unknown pieces instead of one.");
    }

    private static IReadOnlyList<int>? ByteIds(SentencePieceFile file)
    {
        if (!file.FallsBackToBytes)
            return null;
        var bytes = Pieces(file, SentencePieceKind.Byte).ToDictionary(piece => piece.Text, piece => piece.Id, StringComparer.Ordinal);
        return BytePiece.IdsIn(bytes) ?? throw new ModelLoadException($"{FileName} is damaged: it falls back to bytes but lacks some of the 256 byte pieces.");
    }

    private static IEnumerable<(string Text, float Score, int Id)> Pieces(SentencePieceFile file, SentencePieceKind kind) =>
        file.Pieces.Index().Where(entry => entry.Item.Kind == kind).Select(entry => (entry.Item.Text, entry.Item.Score, entry.Index));

    private static ModelLoadException Refusal(string what) => new($"{FileName}: {what} is not implemented.");
}

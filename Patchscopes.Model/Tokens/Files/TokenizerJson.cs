using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Tokens.Decoding;
using Patchscopes.Model.Tokens.Merging;
using Patchscopes.Model.Tokens.Splitting;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>
/// Reads a tokenizer.json: a byte-pair encoding over bytes or over characters, with what is done before and after it. A
/// part that would make other tokens than are made here is refused by name.
/// </summary>
internal static class TokenizerJson
{
    public const string FileName = "tokenizer.json";

    public static TokenizerParts Read(string path) => JsonPart.Read(path, Read);

    private static TokenizerParts Read(JsonPart root)
    {
        var model = root["model"];
        RefuseOptions(model);
        var vocabulary = Vocabulary(model["vocab"]);
        var added = root["added_tokens"].Items().Select(token => AddedTokenJson.Read(token, token["id"].TokenId())).ToList();
        var splitter = TokenizerJsonSteps.PreTokenizer(root["pre_tokenizer"]);
        var merges = MergeList.Checked(FileName, vocabulary, model["merges"].Items().Select(Merge));
        var takesWholeWords = model["ignore_merges"].Flag();
        IWordEncoder words;
        var spelling = splitter?.SpellsBytes == true ? PieceSpelling.ByteAlphabet : PieceSpelling.Metaspace;
        if (spelling == PieceSpelling.ByteAlphabet)
        {
            MergeList.RequireAlphabet(FileName, vocabulary);
            words = new ByteLevelMerges(vocabulary, merges, takesWholeWords);
        }
        else
            words = new RankedMerges(vocabulary, merges, Options(model, splitter, vocabulary, takesWholeWords));
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Added = added,
            Normalizer = TokenizerJsonSteps.Normalizer(root["normalizer"]),
            PreTokenizer = splitter,
            Words = words,
            Spelling = spelling,
            Decoder = TokenizerJsonSteps.Decoder(root["decoder"]) ?? Plain(spelling),
            Frame = TokenizerJsonSteps.Frame(root["post_processor"]),
        };
    }

    /// <summary>Older files write a merge as "a b", newer ones as ["a", "b"].</summary>
    private static (string, Merge?) Merge(JsonPart merge)
    {
        if (merge.IsText)
            return (merge.Text(), MergeList.Parse(merge.Text()));
        var sides = merge.Items();
        return sides is [var left, var right] ? (merge.Path, new Merge(left.Text(), right.Text())) : (merge.Path, null);
    }

    private static Dictionary<string, int> Vocabulary(JsonPart vocabulary)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (piece, id) in vocabulary.Members())
            ids[piece] = id.TokenId();
        MergeList.RequireDistinctIds(FileName, ids);
        return ids.Count > 0 ? ids : throw new ModelLoadException($"{FileName}: {vocabulary.Path} holds no piece.");
    }

    private static void RefuseOptions(JsonPart model)
    {
        // Files of before 2020 have no type; all of them are BPE.
        if (model["type"].OptionalText() is { } type && type != "BPE")
            throw model.NotImplemented($"the model {type}");
        foreach (var option in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model[option].OptionalText() is { Length: > 0 } text)
                throw model.NotImplemented($"model.{option} = \"{text}\"");
        }
        if (model["dropout"] is { IsMissing: false } dropout && !(dropout.Value.ValueKind == System.Text.Json.JsonValueKind.Number && dropout.Value.GetDouble() == 0))
            throw model.NotImplemented("model.dropout");
    }

    private static RankedMerges.Options Options(JsonPart model, PreTokenizer? splitter, Dictionary<string, int> vocabulary, bool takesWholeWords)
    {
        var bytes = model["byte_fallback"].Flag() ? BytePiece.IdsIn(vocabulary) : null;
        int? unknown = model["unk_token"].OptionalText() is { } token
            ? vocabulary.TryGetValue(token, out var id) ? id : throw new ModelLoadException($"{FileName}: the vocabulary lacks model.unk_token, {token}.")
            : null;
        if (bytes is null && unknown is null)
            throw new ModelLoadException(
                $"{FileName} has {(splitter is null ? "no pre_tokenizer" : "a pre_tokenizer that is not ByteLevel")} and neither byte_fallback with all byte pieces nor an unk_token, so some texts could not be encoded.");
        return new RankedMerges.Options(bytes, unknown, model["fuse_unk"].Flag(), takesWholeWords);
    }

    private static TokenDecoder Plain(PieceSpelling spelling) => spelling == PieceSpelling.ByteAlphabet
        ? new ByteLevelDecoder()
        : new DecoderSequence([new ReplaceDecoder(BytePiece.Space.ToString(), " "), new ByteFallbackDecoder(), new FuseDecoder()]);
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Patchscopes.Model.Tokens;
using Patchscopes.Model.Tokens.Files;
using Patchscopes.Web.Tests.Model.Fuzzing;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Tokens;

/// <summary>Damaged tokenizer files are refused, or read as a plain parse of the same bytes reads them.</summary>
public sealed class TokenizerFuzzTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_OfADamagedVocabulary_RefusesOrReadsWhatItSays()
    {
        var merges = MergesOf(File.ReadAllText(_folder.At("merges.txt")));
        Run("vocab.json", (bytes, parts) =>
        {
            var vocabulary = JsonNode.Parse(bytes)!.AsObject().ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<int>());
            AssertReads(parts, vocabulary, merges);
        });
    }

    [Fact]
    public void Load_OfDamagedMerges_RefusesOrReadsWhatTheySay()
    {
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(_folder.At("vocab.json")))!;
        Run("merges.txt", (bytes, parts) => AssertReads(parts, vocabulary, MergesOf(Encoding.UTF8.GetString(bytes))));
    }

    [Fact]
    public void Load_OfADamagedTokenizerJsonOfBytes_RefusesOrReadsWhatItSays()
    {
        var vocabulary = File.ReadAllText(_folder.At("vocab.json"));
        var pattern = JsonEncodedText.Encode(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+");
        File.WriteAllText(_folder.At("tokenizer.json"), $$$$"""
            {"added_tokens":[{"id":259,"content":"<|endoftext|>","special":true,"normalized":false}],"normalizer":{"type":"NFC"},
             "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"{{{{pattern}}}}"},"behavior":"Isolated","invert":false},
              {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]},
             "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|endoftext|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
              "special_tokens":{"<|endoftext|>":{"id":"<|endoftext|>","ids":[259],"tokens":["<|endoftext|>"]}}},
             "decoder":{"type":"ByteLevel","add_prefix_space":true},
             "model":{"type":"BPE","dropout":null,"unk_token":null,"byte_fallback":false,"ignore_merges":false,"vocab":{{{{vocabulary}}}},"merges":[["Ġ","a"],["t","h"],"Ġ th"]}}
            """);
        Run(TokenizerJson.FileName, AssertReadsJson);
    }

    [Fact]
    public void Load_OfADamagedTokenizerJsonOfCharacters_RefusesOrReadsWhatItSays()
    {
        File.Copy(GoldenFiles.At("tokenizers", "llama-bpe", "tokenizer.json"), _folder.At("tokenizer.json"));
        Run(TokenizerJson.FileName, AssertReadsJson);
    }

    [Fact]
    public void Load_OfADamagedSentencePieceModel_RefusesOrReadsWhatItSays()
    {
        UseSentencePiece();
        Run(SentencePieceModel.FileName, (bytes, parts) =>
        {
            var pieces = PlainSentencePiece.Pieces(bytes);
            Assert.Equal(pieces.Select(piece => piece.Text), parts.Vocabulary.OrderBy(entry => entry.Value).Select(entry => entry.Key));
            // Pieces that the user defined are found before all others: the plain encoder does not know them.
            // Nor does it know a model that has no bytes to fall back upon.
            if (pieces.Exists(piece => piece.Kind == 4) || !PlainSentencePiece.FallsBack(bytes))
                return;
            foreach (var text in new[] { "▁Hello▁world▁the▁capital", "▁naïve▁東京", "aaaaaaa" })
                Assert.Equal(PlainSentencePiece.Encode(pieces, text), Encoded(parts, text));
        });
    }

    [Fact]
    public void Load_OfDamagedSettings_RefusesOrReadsWhatTheySay()
    {
        File.WriteAllText(_folder.At(TokenizerSettings.FileName), """
            {"tokenizer_class":"GPT2Tokenizer","add_bos_token":true,"add_eos_token":false,"add_prefix_space":false,"legacy":true,
             "bos_token":{"content":"<|endoftext|>","lstrip":false,"normalized":true,"__type":"AddedToken"},"eos_token":"<|endoftext|>","unk_token":null,
             "additional_special_tokens":["<x>"],"added_tokens_decoder":{"260":{"content":"<x>","special":true,"rstrip":true},"261":{"content":"<y>"}},
             "chat_template":"{% for m in messages %}{{ m['role'] + ': ' + m.content | trim }}{% if not loop.last %}, {% endif %}{% endfor %}{{ eos_token }}"}
            """);
        Run(TokenizerSettings.FileName, (bytes, parts) =>
        {
            var root = JsonNode.Parse(bytes)!.AsObject();
            foreach (var (id, token) in root["added_tokens_decoder"] as JsonObject ?? [])
                Assert.Contains(parts.Added, added => added.Content == token!["content"]!.GetValue<string>() && (added.Id == int.Parse(id, null) || added.Id == 259));
            var begin = root["bos_token"] switch { null => "<|endoftext|>", JsonObject token => token["content"]!.GetValue<string>(), var text => text.GetValue<string>() };
            var adds = root["add_bos_token"]?.GetValue<bool>() ?? root["tokenizer_class"]?.GetValue<string>() is "LlamaTokenizer" or "GemmaTokenizer";
            Assert.Equal(adds ? [begin] : [], parts.Frame!.Before.Select(id => new PromptTokenizer(parts).PieceOf(id)!));
            Assert.Equal(root["chat_template"] is not null, parts.ChatTemplate is not null);
        });
    }

    private void UseSentencePiece()
    {
        File.Delete(_folder.At("vocab.json"));
        File.Delete(_folder.At("config.json"));
        File.Copy(GoldenFiles.At("tokenizers", "sentencepiece", SentencePieceModel.FileName), _folder.At(SentencePieceModel.FileName));
    }

    private void Run(string file, Action<byte[], TokenizerParts> check)
    {
        var path = _folder.At(file);
        var original = File.ReadAllBytes(path);
        var others = Directory.EnumerateFiles(_folder.Path).Where(other => other != path && !other.EndsWith(".safetensors", StringComparison.Ordinal)).Sum(other => new FileInfo(other).Length);
        // What is loaded once is not one file's: the tables of Unicode, and what the regular expressions are made into.
        _ = PromptTokenizer.Load(_folder.Path);
        var loaded = Fuzz.Run(
            original, others, bytes => File.WriteAllBytes(path, bytes),
            () =>
            {
                var parts = TokenizerFiles.Read(_folder.Path);
                _ = new PromptTokenizer(parts).Encode("the cat 's 12345 naïve 東京 \n\n <|endoftext|> <x>");
                _ = parts.ChatTemplate?.Refusal;
                return parts;
            },
            check);
        Assert.InRange(loaded, 1, Fuzz.Count - 1);
    }

    private static void AssertReadsJson(byte[] bytes, TokenizerParts parts)
    {
        var root = JsonNode.Parse(bytes)!;
        var model = root["model"]!;
        var vocabulary = model["vocab"]!.AsObject().ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<int>());
        var merges = (model["merges"] as JsonArray ?? []).Select(merge => merge is JsonArray pair
            ? (pair[0]!.GetValue<string>(), pair[1]!.GetValue<string>())
            : (merge!.GetValue<string>().Split(' ')[0], merge.GetValue<string>().Split(' ')[1])).ToList();
        foreach (var token in root["added_tokens"] as JsonArray ?? [])
            Assert.Contains(parts.Added, added => added.Content == token!["content"]!.GetValue<string>());
        AssertReads(parts, vocabulary, merges, model["ignore_merges"]?.GetValue<bool>() == true);
        var single = root["post_processor"]?["single"] as JsonArray ?? [];
        var before = single.TakeWhile(item => item!["Sequence"] is null).SelectMany(item =>
            root["post_processor"]!["special_tokens"]![item!["SpecialToken"]!["id"]!.GetValue<string>()]!["ids"]!.AsArray().Select(id => id!.GetValue<int>()));
        Assert.Equal(before, parts.Frame!.Before);
    }

    private static void AssertReads(TokenizerParts parts, Dictionary<string, int> vocabulary, List<(string Left, string Right)> merges, bool wholeWords = false)
    {
        Assert.Equal(vocabulary.OrderBy(entry => entry.Value), parts.Vocabulary.OrderBy(entry => entry.Value));
        var words = merges.Take(30).Select(merge => merge.Left + merge.Right + merge.Left).Append("theĠaĠthath");
        var rank = PlainMerges.Ranks(merges);
        foreach (var word in words.Where(word => PlainMerges.Characters(word).All(vocabulary.ContainsKey)))
        {
            var expected = wholeWords && vocabulary.TryGetValue(word, out var whole)
                ? [whole]
                : PlainMerges.Merge(PlainMerges.Characters(word), rank).Select(piece => vocabulary[piece]).ToList();
            Assert.Equal(expected, Encoded(parts, word));
        }
    }

    private static List<int> Encoded(TokenizerParts parts, string part)
    {
        var ids = new List<int>();
        parts.Words.Encode(part, ids);
        return ids;
    }

    private static List<(string Left, string Right)> MergesOf(string text) =>
        [.. text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)).Select(line => (line.Split(' ')[0], line.Split(' ')[1]))];
}

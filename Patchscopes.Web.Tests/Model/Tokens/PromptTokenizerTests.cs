using System.Text.Json;
using CsCheck;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Tokens;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Tokens;

public sealed class PromptTokenizerTests : IDisposable
{
    private static readonly PromptTokenizer Gpt2 = PromptTokenizer.Load(GoldenFiles.At("tokenizers", "gpt2"));

    private static readonly Dictionary<string, int> Vocabulary =
        JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(GoldenFiles.At("tokenizers", "gpt2", "vocab.json")))!;

    private readonly TinyFolder _folder = new();

    public static TheoryData<int> Texts => [.. Enumerable.Range(0, Cases().Count)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Golden_HoldsAllTexts() => Assert.Equal(45, Cases().Count);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Encode_OfAGoldenText_GivesItsIdsPiecesAndText(int number)
    {
        var golden = Cases()[number];
        var text = golden.GetProperty("text").GetString()!;
        var ids = golden.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToList();
        Assert.Equal(ids, Gpt2.EncodeToIds(text));
        var tokens = Gpt2.Encode(text);
        Assert.Equal(ids, tokens.Select(token => token.Id));
        Assert.Equal(golden.GetProperty("pieces").EnumerateArray().Select(piece => Vocabulary[piece.GetString()!]), ids);
        Assert.Equal(golden.GetProperty("decoded").GetString(), Gpt2.Decode(ids));
        Assert.All(tokens, token => Assert.NotEmpty(token.Display));
    }

    [Fact]
    public void Decode_OfAnyEncodedText_GivesItBack() =>
        Gen.String.Where(text => text.EnumerateRunes().All(rune => rune.Value != 0xFFFD)).Sample(text => Assert.Equal(text, Gpt2.Decode(Gpt2.EncodeToIds(text))), iter: 300, threads: 1);

    [Fact]
    public void Encode_OfASpecialToken_IsOneToken()
    {
        var tokens = Gpt2.Encode("a<|endoftext|>b");
        Assert.Equal([64, 50256, 65], tokens.Select(token => token.Id));
        Assert.Equal("<|endoftext|>", tokens[1].Text);
    }

    [Fact]
    public void Encode_OfACutCharacter_ShowsItsBytes()
    {
        var tokens = Gpt2.Encode("😀");
        Assert.True(tokens.Count > 1);
        Assert.Contains(tokens, token => token.Display.Contains("‹0x", StringComparison.Ordinal) && token.Text.Contains('�', StringComparison.Ordinal));
        Assert.Equal("😀", Gpt2.Decode(tokens.Select(token => token.Id)));
    }

    [Fact]
    public void Describe_OfAnIdWithoutAPiece_ShowsItsNumber() => Assert.Equal(new Token(60000, "", "‹60000›"), Gpt2.Describe(60000));

    [Fact]
    public void Encode_WhereTheFilesAddABeginToken_StartsWithIt()
    {
        File.WriteAllText(_folder.At("tokenizer_config.json"), "{\"add_bos_token\":true,\"bos_token\":{\"content\":\"<|endoftext|>\"}}");
        var tokenizer = PromptTokenizer.Load(_folder.Path);
        Assert.Equal(259, tokenizer.BeginToken);
        Assert.Equal(["<|endoftext|>", "a"], tokenizer.Encode("a").Select(token => token.Text));
        Assert.Single(tokenizer.Encode(""));
    }

    [Fact]
    public void Encode_WhereNoBeginTokenIsNamed_StartsWithTheEndOfText()
    {
        File.WriteAllText(_folder.At("tokenizer_config.json"), "{\"add_bos_token\":true}");
        Assert.Equal([259, 97], PromptTokenizer.Load(_folder.Path).EncodeToIds("a"));
    }

    [Theory]
    [InlineData("added_tokens.json", "{\"<x>\":260,\"th!\":261}")]
    [InlineData("tokenizer_config.json", "{\"added_tokens_decoder\":{\"260\":{\"content\":\"<x>\"},\"261\":{\"content\":\"th!\",\"lstrip\":false,\"special\":true}}}")]
    public void Encode_OfAnAddedToken_IsOneToken(string file, string content)
    {
        File.WriteAllText(_folder.At(file), content);
        var tokens = PromptTokenizer.Load(_folder.Path).Encode("th<x>th!<|endoftext|>");
        Assert.Equal(["th", "<x>", "th!", "<|endoftext|>"], tokens.Select(token => token.Text));
        Assert.Equal([260, 261, 259], tokens.Skip(1).Select(token => token.Id));
    }

    [Theory]
    [InlineData("tokenizer_config.json", "{\"mask_token\":\"th\"}")]
    [InlineData("special_tokens_map.json", "{\"additional_special_tokens\":[{\"content\":\"th\"}]}")]
    public void Encode_OfASpecialTokenOfTheVocabulary_DoesNotMergeAcrossIt(string file, string content)
    {
        Assert.Equal([" th"], PromptTokenizer.Load(_folder.Path).Encode(" th").Select(token => token.Text));
        File.WriteAllText(_folder.At(file), content);
        Assert.Equal([" ", "th"], PromptTokenizer.Load(_folder.Path).Encode(" th").Select(token => token.Text));
    }

    [Theory]
    [InlineData("lstrip", "c <x> b", new[] { 99, 260, 32, 98 })]
    [InlineData("rstrip", "c <x> b", new[] { 99, 32, 260, 98 })]
    [InlineData("single_word", "c <x> b", new[] { 99, 32, 260, 32, 98 })]
    [InlineData("single_word", "c<x>b", new[] { 99, 60, 120, 62, 98 })]
    [InlineData("special", "c<x>b", new[] { 99, 260, 98 })]
    public void Encode_OfAnAddedTokenWithOptions_TakesInWhatTheySay(string option, string text, int[] ids)
    {
        File.WriteAllText(_folder.At("tokenizer_config.json"), $"{{\"added_tokens_decoder\":{{\"260\":{{\"content\":\"<x>\",\"{option}\":true}}}}}}");
        Assert.Equal(ids, PromptTokenizer.Load(_folder.Path).EncodeToIds(text));
    }

    [Fact]
    public void Load_OfATokenizerJson_GivesTheSameTokens()
    {
        var expected = PromptTokenizer.Load(_folder.Path).EncodeToIds(" a th the<|endoftext|>");
        WriteTokenizerJson("\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":true}");
        Assert.Equal(expected, PromptTokenizer.Load(_folder.Path).EncodeToIds(" a th the<|endoftext|>"));
    }

    [Theory]
    [InlineData("\"normalizer\":{\"type\":\"NFKC\"},\"pre_tokenizer\":{\"type\":\"ByteLevel\"}", "normalizer NFKC")]
    [InlineData("\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFC\"},{\"type\":\"Precompiled\"}]},\"pre_tokenizer\":{\"type\":\"ByteLevel\"}", "normalizer Precompiled")]
    [InlineData("\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"x\"},\"content\":\"y\"},\"pre_tokenizer\":{\"type\":\"ByteLevel\"}", "normalizer Replace with a regular expression")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"}", "pre_tokenizer BertPreTokenizer")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"a+\"},\"behavior\":\"Isolated\"}", "pre_tokenizer Split with the regular expression a+")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"Metaspace\"}", "a pre_tokenizer that is not ByteLevel and neither byte_fallback")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"ByteLevel\"},\"post_processor\":{\"type\":\"BertProcessing\"}", "post_processor BertProcessing")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"ByteLevel\"},\"decoder\":{\"type\":\"WordPiece\"}", "decoder WordPiece")]
    [InlineData("\"pre_tokenizer\":{\"type\":\"ByteLevel\"},\"decoder\":{\"type\":3}", "decoder.type is not a text")]
    [InlineData("\"other\":1", "no pre_tokenizer")]
    public void Load_OfATokenizerJsonOfAnotherKind_NamesThePart(string parts, string message)
    {
        WriteTokenizerJson(parts);
        AssertRefused(message);
    }

    [Theory]
    [InlineData("\"type\":\"Unigram\"", "the model Unigram")]
    [InlineData("\"type\":\"BPE\",\"end_of_word_suffix\":\"</w>\"", "model.end_of_word_suffix = \"</w>\"")]
    [InlineData("\"type\":\"BPE\",\"dropout\":0.1", "model.dropout")]
    [InlineData("\"type\":\"BPE\",\"ignore_merges\":1", "model.ignore_merges is not true or false")]
    public void Load_OfAModelOfAnotherKind_NamesIt(string model, string message)
    {
        WriteTokenizerJson("\"pre_tokenizer\":{\"type\":\"ByteLevel\"}", model);
        AssertRefused(message);
    }

    [Theory]
    [InlineData("vocab.json", "{", "vocab.json is damaged")]
    [InlineData("vocab.json", "[]", "vocab.json is not laid out as expected: it is not an object")]
    [InlineData("vocab.json", "{\"a\":1}", "lacks the byte")]
    [InlineData("vocab.json", "{\"a\":1,\"a\":2}", "vocab.json is damaged")]
    [InlineData("vocab.json", "{\"a\":\"one\"}", ".a is not a whole number")]
    [InlineData("vocab.json", "{\"a\":2147483647}", ".a is not a token id")]
    [InlineData("merges.txt", "x", "the merge x is not two pieces")]
    [InlineData("merges.txt", "t z", "do not fit each other: tz, of the merge t z, is no piece")]
    [InlineData("tokenizer_config.json", "{\"bos_token\":\"<s>\"}", "the bos_token <s> has no id")]
    [InlineData("tokenizer_config.json", "{\"add_bos_token\":true,\"bos_token\":5}", "bos_token is not an object")]
    [InlineData("tokenizer_config.json", "{\"add_prefix_space\":true}", "add_prefix_space is not implemented")]
    [InlineData("tokenizer_config.json", "{\"added_tokens_decoder\":{\"x\":{\"content\":\"<x>\"}}}", "added_tokens_decoder.x is not a token id")]
    [InlineData("tokenizer_config.json", "{\"tokenizer_class\":\"RobertaTokenizer\"}", "the tokenizer class RobertaTokenizer with vocab.json")]
    [InlineData("special_tokens_map.json", "{\"additional_special_tokens\":[\"Ġ\",\"<y>\"]}", "the additional_special_tokens <y> has no id")]
    [InlineData("added_tokens.json", "{\"<x>\":\"one\"}", "<x> is not a whole number")]
    [InlineData("added_tokens.json", "{\"<x>\":-1}", "<x> is not a token id")]
    public void Load_OfADamagedTokenizer_NamesTheFile(string file, string content, string message)
    {
        File.WriteAllText(_folder.At(file), content);
        AssertRefused(message);
        AssertRefused(file);
    }

    private static List<JsonElement> Cases() =>
        [.. JsonDocument.Parse(File.ReadAllText(GoldenFiles.At("tokenizers", "gpt2", "expected.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    private void AssertRefused(string message)
    {
        var error = Assert.Throws<ModelLoadException>(() => PromptTokenizer.Load(_folder.Path));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Root, error.Message, StringComparison.Ordinal);
    }

    private void WriteTokenizerJson(string parts, string model = "\"type\":\"BPE\"")
    {
        var vocabulary = File.ReadAllText(_folder.At("vocab.json"));
        File.Delete(_folder.At("vocab.json"));
        File.WriteAllText(_folder.At("tokenizer.json"), $$$"""
            {{{{parts}}},"added_tokens":[{"id":259,"content":"<|endoftext|>","special":true}],
             "model":{{{{model}}},"vocab":{{{vocabulary}}},"merges":[["Ġ","a"],["t","h"],"Ġ th"]}}
            """);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Patchscopes.Model.Running;
using Patchscopes.Tools.Commands;
using Patchscopes.Web.Tests.Model;
using Xunit;

namespace Patchscopes.Web.Tests.Tools;

public sealed class DescribeTests : IDisposable
{
    private static readonly JsonObject Expected = JsonNode.Parse(File.ReadAllText(GoldenFiles.At("configs", "expected.json")))!.AsObject();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchscopes-");

    public static TheoryData<string> Configs => [.. Expected.Select(one => one.Key)];

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(GoldenFiles.At("cases")).Select(folder => Path.GetFileName(folder)).Order()];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Configs))]
    public void Run_OfAPublishedConfig_SaysWhatTheReferenceSays(string name)
    {
        var (code, output, errors) = Run(GoldenFiles.At("configs", $"{name}.config.json"), json: true);
        Assert.Equal((0, ""), (code, errors));
        var found = JsonNode.Parse(output)!.AsObject();
        foreach (var (key, value) in Expected[name]!.AsObject())
            Assert.True(IsSame(value, found[key]), $"{key}: {found[key]?.ToJsonString()} instead of {value?.ToJsonString()}");
        Assert.Null(found["hash"]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_OfAFolder_GivesTheHashOfTheLoadedModelAndItsStoredNumbers(string name)
    {
        var folder = GoldenFiles.At("cases", name);
        var (code, output, errors) = Run(folder, json: true);
        Assert.Equal((0, ""), (code, errors));
        var found = JsonNode.Parse(output)!.AsObject();
        using var model = LoadedModel.LoadWithoutTokenizer(name, folder);
        Assert.Equal(model.Hash, (string?)found["hash"]);
        Assert.Equal("F32", (string?)found["dtype"]);
        Assert.Equal(model.Decoder.Weights.Tensors().Sum(tensor => tensor.numel()), (long?)found["parameters"]);
        Assert.Contains(found["files"]!.AsArray(), file => (string?)file!["name"] == "model.safetensors" && (long)file["bytes"]! == new FileInfo(Path.Combine(folder, "model.safetensors")).Length);
    }

    [Fact]
    public void Run_InWords_NamesWhatMatters()
    {
        var (code, output, _) = Run(GoldenFiles.At("configs", "gemma-2-2b.config.json"), json: false);
        Assert.Equal(0, code);
        foreach (var said in new[] { "gemma2", "26", "2,304", "8 heads of 256 dimensions, 4 of keys and values", "root mean square norm before each sub-layer and on what it writes", "rotary, θ = 10000", "the last 4,096 tokens in 13 of the blocks (0, 2, 4, 6, …)", "gated GELU (tanh form), 9,216 wide", "times 48", "capped softly at 50", "logits capped softly at 30", "the token embedding itself" })
            Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Contains("numbers, stored as F32", Run(GoldenFiles.At("cases", "bloom"), json: false).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OfAModelWithATokenizer_CountsItsTokens()
    {
        using var tiny = new TinyFolder();
        var (code, output, _) = Run(tiny.Path, json: true);
        Assert.Equal(0, code);
        Assert.Equal(TinyFolder.Vocabulary, (int?)JsonNode.Parse(output)!["tokenizerTokens"]);
        File.WriteAllText(tiny.At("vocab.json"), "{}");
        var (failed, again, errors) = Run(tiny.Path, json: true);
        Assert.Equal(1, failed);
        Assert.Equal(TinyFolder.Blocks, (int?)JsonNode.Parse(again)!["blocks"]);
        Assert.Contains("tokenizer", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama-2-7b", "sliding_window", "4096", "sliding_window (= 4096) is unknown")]
    [InlineData("llama-2-7b", "model_type", "\"gpt2\"", "n_embd = missing")]
    [InlineData("llama-2-7b", "model_type", "\"mistral\"", "pretraining_tp (= 1) is unknown")]
    [InlineData("gpt2", "rope_theta", "10000.0", "rope_theta (= 10000.0) is unknown")]
    [InlineData("mistral-7b-v0.1", "model_type", "\"llama\"", "sliding_window (= 4096) is unknown")]
    [InlineData("llama-2-7b", "rope_scaling", "{\"type\":\"dynamic\",\"factor\":2.0}", "rope_scaling.type = \"dynamic\" is not implemented")]
    [InlineData("llama-3.1-8b", "quantization_config", "{}", "quantization_config (= {}) is unknown")]
    [InlineData("qwen2.5-0.5b", "use_mrope", "true", "use_mrope = true is not implemented")]
    [InlineData("falcon-7b", "alibi", "true", "alibi = true is not implemented")]
    [InlineData("gemma-2-2b", "num_key_value_heads", "3", "8 heads cannot be shared out among 3")]
    public void Run_OfAConfigThatCannotBeRunRight_FailsWithItsReason(string name, string key, string value, string reason)
    {
        var config = JsonNode.Parse(File.ReadAllText(GoldenFiles.At("configs", $"{name}.config.json")))!.AsObject();
        config[key] = JsonNode.Parse(value);
        var path = Path.Combine(_folder.FullName, "other.config.json");
        File.WriteAllText(path, config.ToJsonString());
        var (code, output, errors) = Run(path, json: true);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("other.config.json: ", errors, StringComparison.Ordinal);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OfNothing_SaysWhatIsMissing()
    {
        Assert.Contains("config.json is missing", Run(_folder.FullName, json: false).Errors, StringComparison.Ordinal);
        Assert.Contains("none.json", Run(Path.Combine(_folder.FullName, "none.json"), json: false).Errors, StringComparison.Ordinal);
    }

    private static bool IsSame(JsonNode? expected, JsonNode? found) => expected?.GetValueKind() is JsonValueKind.Number
        ? found?.GetValueKind() is JsonValueKind.Number && JsonSerializer.Deserialize<double>(expected) == JsonSerializer.Deserialize<double>(found)
        : JsonNode.DeepEquals(expected, found);

    private static (int Code, string Output, string Errors) Run(string path, bool json)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = DescribeCommand.Run(path, json, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}

using System.Text.Json.Nodes;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

/// <summary>Keys of every family: read, known to change nothing, or refused.</summary>
public sealed class FamilyConfigTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchscopes-");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(GoldenFiles.At("cases")).Select(folder => Path.GetFileName(folder)).Order()];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReadConfig_OfAnUnknownKey_NamesKeyAndFile(string name)
    {
        Read(name, _ => { });
        var error = Assert.Throws<ModelLoadException>(() => Read(name, config => config["wibble"] = 1));
        Assert.Contains("config.json: the key wibble (= 1) is unknown", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama", "rope_parameters", "{\"rope_theta\":10000.0,\"rope_type\":\"yarn\",\"factor\":2.0}", "rope_parameters.rope_type = \"yarn\" is not implemented")]
    [InlineData("llama", "rope_parameters", "{\"rope_type\":\"linear\",\"factor\":2.0,\"extra\":1}", "rope_parameters.extra (= 1) is unknown")]
    [InlineData("llama", "rope_parameters", "{\"rope_type\":\"linear\"}", "rope_parameters.factor = missing")]
    [InlineData("llama", "rope_theta", "5.0", "rope_theta = 5, but rope_parameters.rope_theta = 10000")]
    [InlineData("llama", "rope_scaling", "{\"type\":\"linear\",\"factor\":2.0}", "both rope_scaling and rope_parameters")]
    [InlineData("llama-hub", "rope_scaling", "{\"factor\":2.0}", "rope_scaling.rope_type = missing")]
    [InlineData("llama-hub", "rope_scaling", "{\"type\":\"linear\",\"rope_type\":\"llama3\",\"factor\":2.0}", "two names of one thing")]
    [InlineData("llama-hub", "rope_theta", "-1", "rope_theta = -1, but must be a number above 0")]
    [InlineData("llama3-legacy", "rope_scaling", "{\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":4.0,\"high_freq_factor\":4.0,\"original_max_position_embeddings\":16}", "high_freq_factor = 4 must be above")]
    [InlineData("llama", "hidden_act", "\"mish\"", "hidden_act = \"mish\" is not implemented")]
    [InlineData("llama", "num_key_value_heads", "3", "4 heads cannot be shared out among 3")]
    [InlineData("llama", "head_dim", "7", "cannot turn")]
    [InlineData("llama", "num_hidden_layers", "100000", "no model has more than 4096 blocks")]
    [InlineData("llama", "partial_rotary_factor", "0.5", "partial_rotary_factor (= 0.5) is unknown")]
    [InlineData("llama", "is_encoder_decoder", "true", "is_encoder_decoder = true is not implemented")]
    [InlineData("llama", "eos_token_id", "\"2\"", "eos_token_id = \"2\"")]
    [InlineData("qwen2", "layer_types", "[\"full_attention\"]", "a list of 4 texts")]
    [InlineData("qwen2", "layer_types", "[\"full_attention\",\"full_attention\",\"linear_attention\",\"full_attention\"]", "layer_types = [")]
    [InlineData("qwen2", "layer_types", "[\"full_attention\",\"full_attention\",\"full_attention\",\"sliding_attention\"]", "sliding_window is not set")]
    [InlineData("gemma2", "use_bidirectional_attention", "true", "use_bidirectional_attention = true is not implemented")]
    [InlineData("gemma2", "sliding_window", "null", "sliding_window = null")]
    [InlineData("gemma2", "hidden_act", "\"relu\"", "hidden_act = \"relu\" is not implemented")]
    [InlineData("gemma3", "rope_parameters", "{\"rope_theta\":1000.0}", "rope_parameters.full_attention = missing")]
    [InlineData("gpt-neo", "attention_types", "[[[\"global\"],4]]", "attention_types and attention_layers say different things")]
    [InlineData("gpt-neo", "attention_layers", "[\"global\",\"local\",\"global\",\"far\"]", "say different things")]
    [InlineData("gpt-neo", "attention_types", "[7]", "attention_types = [7]")]
    [InlineData("gptj", "rotary", "false", "rotary = false is not implemented")]
    [InlineData("gptj", "rotary_dim", "12", "12 of the 8 dimensions of a head cannot turn")]
    [InlineData("gpt-neox", "rotary_pct", "0.5", "rotary_pct = 0.5, but rope_parameters.partial_rotary_factor = 0.25")]
    [InlineData("phi3", "rope_scaling", "{\"type\":\"longrope\"}", "both rope_scaling")]
    [InlineData("phi3", "attention_bias", "true", "attention_bias = true is not implemented")]
    [InlineData("opt", "layer_norm_elementwise_affine", "false", "layer_norm_elementwise_affine = false is not implemented")]
    [InlineData("bloom", "apply_residual_connection_post_layernorm", "true", "apply_residual_connection_post_layernorm = true is not implemented")]
    [InlineData("bloom", "num_attention_heads", "8", "n_head = 4, but num_attention_heads = 8")]
    [InlineData("falcon-40b-kind", "parallel_attn", "false", "parallel_attn = false is not implemented")]
    [InlineData("falcon", "num_ln_in_parallel_attn", "2", "num_ln_in_parallel_attn = 2 is not implemented")]
    [InlineData("falcon", "ff_factor", "3", "ffn_hidden_size = 128, but ff_factor = 3")]
    public void ReadConfig_OfAValueThatIsNotUnderstood_NamesIt(string name, string key, string value, string message)
    {
        var error = Assert.Throws<ModelLoadException>(() => Read(name, config => config[key] = JsonNode.Parse(value)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("config.json: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadConfig_OfBothGenerationsOfKeys_ReadsTheSame()
    {
        AssertRotary(Read("llama3", _ => { }), Read("llama3-legacy", _ => { }));
        AssertRotary(Read("gpt-neox", _ => { }), Read("pythia-hub", _ => { }));
        AssertRotary(Read("gemma3", _ => { }), Read("gemma3", config =>
        {
            config.Remove("rope_parameters");
            (config["rope_theta"], config["rope_local_base_freq"]) = (1e6, 1e4);
        }));
    }

    [Fact]
    public void ReadConfig_OfMissingKeys_TakesWhatTheReferenceTakes()
    {
        var mistral = Read("mistral", config => config.Remove("sliding_window"));
        Assert.Equal(4096, mistral.Window!.Tokens);
        Assert.Null(Read("mistral", config => config["sliding_window"] = null).Window);
        Assert.True(Read("gemma2", config => config.Remove("tie_word_embeddings")).TiedHead);
        Assert.Equal(50, Read("gemma2", config => config.Remove("attn_logit_softcapping")).ScoreCap);
        Assert.Null(Read("gemma2", config => config["attn_logit_softcapping"] = null).ScoreCap);
        Assert.False(Read("llama", config => config.Remove("tie_word_embeddings")).TiedHead);
        Assert.Equal(4, Read("llama3", config => config.Remove("num_key_value_heads")).KeyValueHeads);
        Assert.True(Read("gpt-neox", config => config.Remove("use_parallel_residual")).IsParallel);
        Assert.Equal([0, 2], Read("gemma2", config => config.Remove("layer_types")).Window!.Blocks!);
        Assert.Equal([1, 3], Read("gpt-neo", config => config.Remove("attention_layers")).Window!.Blocks!);
        Assert.Equal([2, 3], Read("qwen2", config =>
        {
            config.Remove("layer_types");
            (config["use_sliding_window"], config["sliding_window"], config["max_window_layers"]) = (true, 8, 2);
        }).Window!.Blocks!);
        Assert.Equal([1, 7], Read("llama", config => config["eos_token_id"] = new JsonArray(1, 7)).EndTokens);
    }

    private static void AssertRotary(DecoderConfig one, DecoderConfig other)
    {
        Assert.Equal(one.Positions, other.Positions);
        Assert.Equal(one.Window?.Rotary, other.Window?.Rotary);
    }

    private DecoderConfig Read(string name, Action<JsonObject> change)
    {
        var config = JsonNode.Parse(File.ReadAllText(GoldenFiles.At("cases", name, "config.json")))!.AsObject();
        change(config);
        File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), config.ToJsonString());
        using var json = ConfigReader.Open(_folder.FullName);
        return Checkpoint.ReadConfig(json).Config;
    }
}

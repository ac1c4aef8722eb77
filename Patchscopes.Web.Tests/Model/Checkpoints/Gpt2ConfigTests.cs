using System.Text.Json;
using System.Text.Json.Nodes;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

public sealed class Gpt2ConfigTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gpt2")]
    [InlineData("gpt2-medium")]
    [InlineData("gpt2-large")]
    public void ReadConfig_OfAPublishedOne_EqualsTheReference(string name)
    {
        File.Copy(GoldenFiles.At("configs", $"{name}.config.json"), _folder.At("config.json"), overwrite: true);
        var config = Read();
        var expected = JsonDocument.Parse(File.ReadAllText(GoldenFiles.At("configs", "expected.json"))).RootElement.GetProperty(name);
        int Int(string key) => expected.GetProperty(key).GetInt32();
        Assert.Equal(
            (Int("blocks"), Int("width"), Int("heads"), Int("headSize"), Int("vocabulary"), Int("context"), expected.GetProperty("tiedHead").GetBoolean()),
            (config.Blocks, config.Width, config.Heads, config.HeadSize, config.Vocabulary, config.Context, config.TiedHead));
        Assert.Equal(4 * config.Width, config.FeedForwardWidth);
        Assert.Equal((ActivationFunction.GeluTanh, 1e-5f), (config.Activation, config.NormEpsilon));
        Assert.Equal([50256], config.EndTokens);
    }

    [Theory]
    [InlineData("rope_scaling", "{\"factor\":2}", "rope_scaling (= {\"factor\":2})")]
    [InlineData("wibble", "1", "wibble (= 1)")]
    [InlineData("add_cross_attention", "true", "add_cross_attention = true is not implemented")]
    [InlineData("activation_function", "\"tanh\"", "activation_function = \"tanh\" is not implemented")]
    [InlineData("n_embd", "0", "n_embd = 0, but must be a whole number above 0")]
    [InlineData("n_embd", "\"8\"", "n_embd = \"8\"")]
    [InlineData("n_embd", "9", "no multiple of n_head")]
    [InlineData("n_layer", "1.5", "n_layer = 1.5")]
    [InlineData("vocab_size", "null", "vocab_size = null")]
    [InlineData("n_inner", "\"wide\"", "n_inner = \"wide\"")]
    [InlineData("scale_attn_weights", "1", "scale_attn_weights = 1, but must be true or false")]
    [InlineData("layer_norm_epsilon", "\"1e-5\"", "layer_norm_epsilon")]
    [InlineData("model_type", "\"bert\"", "model_type \"bert\" is not implemented")]
    public void ReadConfig_OfAKeyThatIsNotUnderstood_NamesIt(string key, string value, string message)
    {
        _folder.RewriteConfig(config => config[key] = JsonNode.Parse(value));
        Assert.Contains(message, Assert.Throws<ModelLoadException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadConfig_WithoutANeededKey_NamesIt()
    {
        _folder.RewriteConfig(config => config.Remove("n_head"));
        Assert.Contains("n_head = missing", Assert.Throws<ModelLoadException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadConfig_OfHarmlessKeys_AcceptsThem()
    {
        _folder.RewriteConfig(config =>
        {
            foreach (var key in HarmlessKeys.Common.Except(["model_type"]))
                config[key] = JsonNode.Parse("{\"any\":[1,null]}");
        });
        Assert.Equal(TinyFolder.Blocks, Read().Blocks);
    }

    [Theory]
    [InlineData("gelu_new", ActivationFunction.GeluTanh)]
    [InlineData("gelu_pytorch_tanh", ActivationFunction.GeluTanh)]
    [InlineData("gelu", ActivationFunction.Gelu)]
    [InlineData("relu", ActivationFunction.Relu)]
    [InlineData("silu", ActivationFunction.Silu)]
    public void ReadConfig_OfOtherValues_ReadsThem(string activation, ActivationFunction expected)
    {
        _folder.RewriteConfig(config =>
        {
            (config["activation_function"], config["n_inner"], config["layer_norm_epsilon"]) = (activation, 20, 1e-6);
            (config["scale_attn_weights"], config["scale_attn_by_inverse_layer_idx"], config["eos_token_id"]) = (false, true, null);
        });
        var config = Read();
        Assert.Equal((expected, 20, 1e-6f), (config.Activation, config.FeedForwardWidth, config.NormEpsilon));
        Assert.Equal((false, true), (config.ScaleByHeadSize, config.ScaleByBlock));
        Assert.Empty(config.EndTokens);
    }

    [Theory]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{\"n_embd\":8,\"n_embd\":16}", "a key twice")]
    public void Open_OfNoConfig_SaysWhy(string text, string message)
    {
        File.WriteAllText(_folder.At("config.json"), text);
        Assert.Contains(message, Assert.Throws<ModelLoadException>(Read).Message, StringComparison.Ordinal);
    }

    private DecoderConfig Read()
    {
        using var json = ConfigReader.Open(_folder.Path);
        return Checkpoint.ReadConfig(json).Config;
    }
}

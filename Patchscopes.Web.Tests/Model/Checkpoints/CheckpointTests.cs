using System.Text.Json;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Web.Tests.Model.Checkpoints.PyTorch;
using Xunit;
using static TorchSharp.torch;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

/// <summary>Whole model folders, right and wrong.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_OfAFolder_GivesItsModelTokenizerChecksAndHash()
    {
        using var model = Load();
        Assert.Equal((TinyFolder.Blocks, TinyFolder.Width, 2, 4, 32), (model.Config.Blocks, model.Config.Width, model.Config.Heads, model.Config.HeadSize, model.Config.FeedForwardWidth));
        Assert.Equal([259], model.Config.EndTokens);
        Assert.Equal("float32", model.DataType);
        Assert.Equal(3, model.Checks.Count);
        Assert.All(model.Checks, check => Assert.True(check.Holds && check.Difference < 1e-5, check.Name));
        Assert.Equal(64, model.Hash.Length);
        Assert.Equal([" a", "b"], model.Tokenizer.Encode(" ab").Select(token => token.Text));
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Load_OfSixteenBitWeights_ComputesTheSameInFloat32(string type)
    {
        using var other = new TinyFolder(type: type);
        using var model = Load();
        using var narrow = LoadedModel.Load("narrow", other.Path);
        Assert.Equal("float32", narrow.DataType);
        Assert.Equal(Logits(model), Logits(narrow));
        Assert.NotEqual(model.Hash, narrow.Hash);
    }

    [Theory]
    [InlineData("F32", ScalarType.Float32)]
    [InlineData("F16", ScalarType.Float16)]
    [InlineData("BF16", ScalarType.BFloat16)]
    public void Load_InTheTypeThatIsStored_KeepsIt(string type, ScalarType expected)
    {
        using var folder = new TinyFolder(type: type);
        folder.RewriteTensors(tensors => tensors.Add(new StoredTensor("transformer.h.0.attn.masked_bias", "F32", [], BitConverter.GetBytes(-1e4f))));
        var decoder = Checkpoint.Load(folder.Path, CPU, null).Decoder;
        Assert.Equal(expected, decoder.Weights.TokenEmbedding.dtype);
        decoder.Weights.Dispose();
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Load_OfPyTorchsOwnForm_ComputesTheSameAsSafetensors(string type)
    {
        using var folder = new TinyFolder(type: type);
        using var model = LoadedModel.Load("tiny", folder.Path);
        File.Delete(folder.At("model.safetensors"));
        File.WriteAllBytes(folder.At("pytorch_model.bin"), PyTorchBytes.Of(folder.Tensors));
        using (var whole = LoadedModel.Load("tiny", folder.Path))
            Assert.Equal((model.Hash, string.Join(' ', Logits(model))), (whole.Hash, string.Join(' ', Logits(whole))));
        File.Delete(folder.At("pytorch_model.bin"));
        var map = folder.Tensors.Chunk(9).Index().SelectMany(part =>
        {
            File.WriteAllBytes(folder.At($"pytorch_model-0000{part.Index}.bin"), PyTorchBytes.Of(part.Item));
            return part.Item.Select(tensor => (tensor.Name, Shard: $"pytorch_model-0000{part.Index}.bin"));
        }).ToDictionary(entry => entry.Name, entry => entry.Shard);
        File.WriteAllText(folder.At("pytorch_model.bin.index.json"), JsonSerializer.Serialize(new { weight_map = map }));
        using (var sharded = LoadedModel.Load("tiny", folder.Path))
            Assert.Equal(model.Hash, sharded.Hash);
        File.Delete(folder.At("pytorch_model-00001.bin"));
        var error = Assert.Throws<ModelLoadException>(() => LoadedModel.Load("tiny", folder.Path));
        Assert.Contains("pytorch_model-00001.bin cannot be read: it is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfOtherNumbersOrAnotherConfig_GivesAnotherHash()
    {
        using var model = Load();
        using (var again = Load())
            Assert.Equal(model.Hash, again.Hash);
        _folder.RewriteConfig(config => config["layer_norm_epsilon"] = 1e-6);
        using (var other = Load())
            Assert.NotEqual(model.Hash, other.Hash);
        _folder.WriteConfig(TinyFolder.Config());
        // The last byte of the last tensor that is taken.
        _folder.RewriteTensors(tensors => tensors[^1].Bytes[^1] ^= 1);
        using var changed = Load();
        Assert.NotEqual(model.Hash, changed.Hash);
    }

    [Fact]
    public void Load_WithoutTheTransformerPrefixAndWithStoredMasks_ComputesTheSame()
    {
        using var model = Load();
        var expected = Logits(model);
        _folder.RewriteTensors(tensors =>
        {
            var named = tensors.Select(tensor => tensor with { Name = tensor.Name.Replace("transformer.", "", StringComparison.Ordinal) }).ToList();
            tensors.Clear();
            tensors.AddRange(named);
            tensors.Add(new StoredTensor("h.0.attn.bias", "U8", [1, 1, 2, 2], [1, 0, 1, 1]));
            tensors.Add(new StoredTensor("h.1.attn.masked_bias", "F32", [], BitConverter.GetBytes(-1e4f)));
        });
        using var hub = Load();
        Assert.Equal(expected, Logits(hub));
    }

    [Fact]
    public void Load_OfShards_ComputesTheSame()
    {
        using var model = Load();
        var expected = Logits(model);
        _folder.WriteShards();
        using var sharded = Load();
        Assert.Equal(expected, Logits(sharded));
        Assert.Equal(model.Hash, sharded.Hash);
    }

    [Theory]
    [InlineData("../model-00001-of-00002.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(null)]
    public void Load_OfAnIndexThatNamesAPath_RefusesIt(string? shard)
    {
        var map = _folder.WriteShards();
        map["transformer.wpe.weight"] = shard!;
        _folder.WriteIndex(map);
        AssertRefused("is not a file of the model's folder");
    }

    [Fact]
    public void Load_OfABadIndex_NamesTheTensor()
    {
        var map = _folder.WriteShards();
        _folder.WriteIndex(new Dictionary<string, string>(map) { ["transformer.other"] = "model-00001-of-00002.safetensors" });
        AssertRefused("transformer.other");
        var lacking = new Dictionary<string, string>(map);
        lacking.Remove("transformer.ln_f.bias");
        _folder.WriteIndex(lacking);
        AssertRefused("transformer.ln_f.bias");
        _folder.WriteIndex(new Dictionary<string, string>(map) { ["transformer.ln_f.bias"] = "model-00003-of-00003.safetensors" });
        AssertRefused("model-00003-of-00003.safetensors");
        File.WriteAllText(_folder.At("model.safetensors.index.json"), "{\"weight_map\":[]}");
        AssertRefused("no index of shards");
    }

    [Fact]
    public void Load_OfShardsThatShareAName_NamesIt()
    {
        _folder.WriteShards();
        File.Copy(_folder.At("model-00001-of-00002.safetensors"), _folder.At("model-00002-of-00002.safetensors"), overwrite: true);
        AssertRefused("stands in");
    }

    [Fact]
    public void Load_WithAMissingTensor_NamesIt()
    {
        _folder.RewriteTensors(tensors => tensors.RemoveAll(tensor => tensor.Name == "transformer.h.1.mlp.c_fc.bias"));
        AssertRefused("lacks the tensor transformer.h.1.mlp.c_fc.bias");
    }

    [Fact]
    public void Load_WithASurplusTensor_NamesIt()
    {
        _folder.RewriteTensors(tensors => tensors.Add(SafetensorsBytes.Floats("transformer.h.0.attn.extra", [1], 1)));
        AssertRefused("transformer.h.0.attn.extra");
    }

    [Fact]
    public void Load_WithAWrongShape_NamesBoth()
    {
        _folder.RewriteTensors(tensors =>
            tensors[0] = tensors[0] with { Shape = [TinyFolder.Width, TinyFolder.Vocabulary] });
        AssertRefused("[8, 260] where config.json makes it [260, 8]");
    }

    [Fact]
    public void Load_WithAWrongDtype_NamesIt()
    {
        _folder.RewriteTensors(tensors => tensors[0] = tensors[0] with { Type = "I32" });
        AssertRefused("dtype I32");
    }

    [Fact]
    public void Load_WithAHeadThatDiffersFromTheTiedEmbedding_RefusesIt()
    {
        _folder.RewriteTensors(tensors => tensors.Add(tensors[0] with { Name = "lm_head.weight" }));
        using (Load())
            _folder.RewriteTensors(tensors => tensors[^1] = tensors[^1] with { Bytes = [.. tensors[0].Bytes.Reverse()] });
        AssertRefused("lm_head.weight differs");
        _folder.RewriteConfig(config => config["tie_word_embeddings"] = false);
        using var untied = Load();
        Assert.False(untied.Config.TiedHead);
    }

    [Fact]
    public void Load_OfATokenizerLargerThanTheVocabulary_RefusesIt()
    {
        File.WriteAllText(_folder.At("vocab.json"), File.ReadAllText(_folder.At("vocab.json")).Replace(":259", ":260", StringComparison.Ordinal));
        AssertRefused("261 tokens");
    }

    [Theory]
    [InlineData("model.safetensors", "holds none of model.safetensors")]
    [InlineData("config.json", "config.json is missing")]
    [InlineData("vocab.json", "holds no tokenizer")]
    [InlineData("merges.txt", "holds no tokenizer")]
    public void Load_WithAMissingFile_NamesIt(string file, string message)
    {
        File.Delete(_folder.At(file));
        AssertRefused(message);
    }

    [Fact]
    public void Load_OfANaN_IsRefusedByTheChecks()
    {
        _folder.RewriteTensors(tensors => tensors[0] = tensors[0] with { Bytes = [.. Enumerable.Repeat(BitConverter.GetBytes(float.NaN), TinyFolder.Vocabulary * TinyFolder.Width).SelectMany(b => b)] });
        AssertRefused("fails the checks");
    }

    [Fact]
    public void Load_WhenDone_HoldsNoFile()
    {
        using var model = Load();
        Assert.All(Directory.GetFiles(_folder.Path), Handles.AssertNone);
    }

    private LoadedModel Load() => LoadedModel.Load("tiny", _folder.Path);

    private void AssertRefused(string message)
    {
        var error = Assert.Throws<ModelLoadException>(Load);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Root, error.Message, StringComparison.Ordinal);
    }

    private static float[] Logits(LoadedModel model) => model.Run([1, 200, 30], [], TestContext.Current.CancellationToken).Logits.Values;
}

using System.Text.Json.Nodes;
using Patchscopes.Model.Running;
using Patchscopes.Web.Tests.Model.Fuzzing;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

/// <summary>Damaged config.json files beside whole weights: refused, or meant as they are written.</summary>
public sealed class ConfigFuzzTests : IDisposable
{
    private readonly TinyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Configs_Damaged_AreRefusedOrReadAsTheyStand()
    {
        var path = _folder.At("config.json");
        var loaded = Fuzz.Run(
            File.ReadAllBytes(path), new FileInfo(_folder.At("model.safetensors")).Length, mutated => File.WriteAllBytes(path, mutated),
            () => LoadedModel.LoadWithoutTokenizer("tiny", _folder.Path),
            (mutated, model) =>
            {
                var json = JsonNode.Parse(mutated)!.AsObject();
                var config = model.Config;
                int Int(string key) => (int)json[key]!;
                Assert.Equal(
                    (Int("n_layer"), Int("n_embd"), Int("n_head"), Int("n_embd") / Int("n_head"), Int("vocab_size"), Int("n_positions")),
                    (config.Blocks, config.Width, config.Heads, config.HeadSize, config.Vocabulary, config.Context));
                int[] ends = json["eos_token_id"] switch { null => [], JsonArray several => [.. several.Select(end => (int)end!)], var end => [(int)end] };
                Assert.Equal(ends, config.EndTokens);
                Assert.Equal("gpt2", (string)json["model_type"]!);
            });
        Assert.InRange(loaded, 1, Fuzz.Count);
    }
}

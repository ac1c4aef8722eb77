using System.Text.Json;
using System.Text.Json.Nodes;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Tests.Model.Checkpoints;

namespace Patchscopes.Web.Tests.Model;

/// <summary>
/// A GPT-2 folder as Hugging Face lays it out, of random weights, with a tokenizer of the 256 bytes and a few merges, in a
/// temporary folder that goes when this is disposed of.
/// </summary>
internal sealed class TinyFolder : IDisposable
{
    public const int Blocks = 2;
    public const int Width = 8;
    public const int Vocabulary = 260;
    public const int Context = 32;

    private static readonly string[] Merges = ["Ġ a", "t h", "Ġ th"];

    public TinyFolder(string? parent = null, string name = "tiny", string type = "F32")
    {
        Root = parent ?? Directory.CreateTempSubdirectory("patchscopes-").FullName;
        Path = System.IO.Path.Combine(Root, name);
        Directory.CreateDirectory(Path);
        Tensors = [.. WeightShapes().Select((tensor, seed) => Random(tensor.Name, type, tensor.Shape, seed))];
        WriteConfig(Config());
        WriteTensors();
        WriteTokenizer();
    }

    public string Root { get; }

    public string Path { get; }

    public List<StoredTensor> Tensors { get; }

    public string At(string file) => System.IO.Path.Combine(Path, file);

    public static JsonObject Config() => new()
    {
        ["model_type"] = "gpt2",
        ["architectures"] = new JsonArray("GPT2LMHeadModel"),
        ["activation_function"] = "gelu_new",
        ["n_embd"] = Width,
        ["n_head"] = 2,
        ["n_layer"] = Blocks,
        ["n_positions"] = Context,
        ["vocab_size"] = Vocabulary,
        ["eos_token_id"] = 259,
        ["resid_pdrop"] = 0.1,
    };

    public void WriteConfig(JsonObject config) => File.WriteAllText(At("config.json"), config.ToJsonString());

    public void RewriteConfig(Action<JsonObject> change)
    {
        var config = Config();
        change(config);
        WriteConfig(config);
    }

    public void RewriteTensors(Action<List<StoredTensor>> change)
    {
        change(Tensors);
        WriteTensors();
    }

    /// <summary>The same tensors in two shards with an index.</summary>
    public Dictionary<string, string> WriteShards()
    {
        File.Delete(At("model.safetensors"));
        var map = new Dictionary<string, string>();
        foreach (var (number, part) in Tensors.Chunk((Tensors.Count + 1) / 2).Index())
        {
            var shard = $"model-0000{number + 1}-of-00002.safetensors";
            File.WriteAllBytes(At(shard), SafetensorsBytes.Of(part));
            foreach (var tensor in part)
                map[tensor.Name] = shard;
        }
        WriteIndex(map);
        return map;
    }

    public void WriteIndex(Dictionary<string, string> map) =>
        File.WriteAllText(At("model.safetensors.index.json"), JsonSerializer.Serialize(new { metadata = new { }, weight_map = map }));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void WriteTensors() => File.WriteAllBytes(At("model.safetensors"), SafetensorsBytes.Of(Tensors));

    private void WriteTokenizer()
    {
        var pieces = ByteAlphabet.All.Select(letter => letter.ToString())
            .Concat(Merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal))).Append("<|endoftext|>");
        File.WriteAllText(At("vocab.json"), JsonSerializer.Serialize(pieces.Index().ToDictionary(piece => piece.Item, piece => piece.Index)));
        File.WriteAllLines(At("merges.txt"), ["#version: 0.2", .. Merges]);
    }

    private static IEnumerable<(string Name, long[] Shape)> WeightShapes()
    {
        yield return ("transformer.wte.weight", [Vocabulary, Width]);
        yield return ("transformer.wpe.weight", [Context, Width]);
        foreach (var name in Enumerable.Range(0, Blocks).Select(block => $"transformer.h.{block}."))
        {
            foreach (var (part, from, to) in new[] { ("attn.c_attn", Width, 3 * Width), ("attn.c_proj", Width, Width), ("mlp.c_fc", Width, 4 * Width), ("mlp.c_proj", 4 * Width, Width) })
            {
                yield return ($"{name}{part}.weight", [from, to]);
                yield return ($"{name}{part}.bias", [to]);
            }
            foreach (var part in new[] { "ln_1", "ln_2" })
            {
                yield return ($"{name}{part}.weight", [Width]);
                yield return ($"{name}{part}.bias", [Width]);
            }
        }
        yield return ("transformer.ln_f.weight", [Width]);
        yield return ("transformer.ln_f.bias", [Width]);
    }

    /// <summary>Multiples of 1/64 below 2: exact in every type that weights are stored in.</summary>
    private static StoredTensor Random(string name, string type, long[] shape, int seed)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.Next(-63, 64) / 64f);
        return new StoredTensor(name, type, shape, [.. values.SelectMany(value => Bytes(type, value))]);
    }

    private static byte[] Bytes(string type, float value) => type switch
    {
        "F32" => BitConverter.GetBytes(value),
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}

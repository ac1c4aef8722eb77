using System.Text.Json.Nodes;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Checkpoints.PyTorch;
using Patchscopes.Model.Running;
using Patchscopes.Web.Tests.Model.Checkpoints.PyTorch;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

/// <summary>Damaged weight files: refused, or read as a second reader reads them.</summary>
public sealed class WeightFuzzTests : IDisposable
{
    private static readonly StoredTensor[] Tensors =
    [
        SafetensorsBytes.Floats("wte", [2, 3], 1, 2, 3, 4, 5, 6),
        new("half", "F16", [4], [.. new[] { 1f, -2f, 0.5f, 3f }.SelectMany(value => BitConverter.GetBytes((Half)value))]),
        new("brain", "BF16", [2, 1], [0x80, 0x3f, 0x00, 0xc0]),
        SafetensorsBytes.Floats("one", [], 7),
    ];

    private readonly TinyFolder _folder = new();

    public WeightFuzzTests() => TorchSettings.EnsureNative();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Safetensors_Damaged_AreRefusedOrReadRight() =>
        Fuzz("x.safetensors", SafetensorsBytes.Of(Tensors), mutated => mutated, SafetensorsFile.Open, PlainSafetensors.Read);

    [Fact]
    public void Safetensors_WithADamagedHeaderOfItsTrueLength_AreRefusedOrReadRight()
    {
        var whole = SafetensorsBytes.Of(Tensors);
        var dataStart = 8 + (int)BitConverter.ToInt64(whole);
        Fuzz("x.safetensors", whole[8..dataStart], header => SafetensorsBytes.Of((ulong)header.Length, header, whole[dataStart..]), SafetensorsFile.Open, PlainSafetensors.Read);
    }

    [Fact]
    public void Zips_Damaged_AreRefusedOrReadRight() =>
        Fuzz("x.bin", PyTorchBytes.Of(Tensors), mutated => mutated, PyTorchFile.Open, PlainPyTorch.Read);

    [Fact]
    public void Zips_OfPyTorch_DamagedAreRefusedOrReadRight() =>
        Fuzz("x.bin", File.ReadAllBytes(GoldenFiles.At("formats", "llama-bin-sharded", "pytorch_model-00002-of-00002.bin")), mutated => mutated, PyTorchFile.Open, PlainPyTorch.Read);

    [Fact]
    public void Pickles_DamagedInAWholeZip_AreRefusedOrReadRight()
    {
        var storages = Tensors.Select((tensor, number) => ($"{number}", tensor.Bytes)).ToList();
        var pickle = PickleWriter.Dictionary(
            StoredView.Whole("wte", "0", "FloatStorage", 2, 3), new StoredView("turned", "0", "FloatStorage", 6, 0, [3, 2], [1, 3]),
            StoredView.Whole("half", "1", "HalfStorage", 4), StoredView.Whole("brain", "2", "BFloat16Storage", 2, 1));
        Fuzz("x.bin", pickle, mutated => PyTorchBytes.Of(mutated, storages), PyTorchFile.Open, PlainPyTorch.Read);
    }

    [Fact]
    public void Indexes_Damaged_AreRefusedOrSayWhatTheWholeOneSays()
    {
        var map = _folder.WriteShards();
        var path = _folder.At("model.safetensors.index.json");
        using var whole = LoadedModel.LoadWithoutTokenizer("tiny", _folder.Path);
        var loaded = Fuzzing.Fuzz.Run(
            File.ReadAllBytes(path), new DirectoryInfo(_folder.Path).GetFiles().Sum(file => file.Length), mutated => File.WriteAllBytes(path, mutated),
            () => LoadedModel.LoadWithoutTokenizer("tiny", _folder.Path),
            (mutated, model) =>
            {
                var said = JsonNode.Parse(mutated)!["weight_map"]!.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!);
                Assert.Equal(map, said);
                Assert.Equal(whole.Hash, model.Hash);
            });
        Assert.InRange(loaded, 1, Fuzzing.Fuzz.Count);
    }

    private void Fuzz(
        string name, byte[] original, Func<byte[], byte[]> whole, Func<string, int, WeightFile> open, Func<byte[], Dictionary<string, float[]>> plain)
    {
        var path = _folder.At(name);
        var loaded = Fuzzing.Fuzz.Run(
            original, whole(original).Length, mutated => File.WriteAllBytes(path, whole(mutated)),
            () =>
            {
                using var file = open(path, 8);
                return file.Entries.Keys.ToDictionary(tensor => tensor, file.ReadFloats);
            },
            (mutated, read) =>
            {
                var expected = plain(whole(mutated));
                Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
                Assert.All(expected, tensor => Assert.Equal(Bits(tensor.Value), Bits(read[tensor.Key])));
            });
        Handles.AssertNone(path);
        Assert.InRange(loaded, 1, Fuzzing.Fuzz.Count);
    }

    /// <summary>Every NaN counts as one: which of them a conversion gives is nobody's promise.</summary>
    private static IEnumerable<int> Bits(float[] values) => values.Select(value => float.IsNaN(value) ? -1 : BitConverter.SingleToInt32Bits(value));
}

using CsCheck;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Xunit;
using static TorchSharp.torch;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchscopes-");

    /// <summary>Each way in which a file may lie, and what its message must hold.</summary>
    public static TheoryData<string, string> Lies => new()
    {
        { "empty", "too short" },
        { "cut in the header", "truncated or no safetensors" },
        { "header length beyond the file", "truncated or no safetensors" },
        { "huge header length", "truncated or no safetensors" },
        { "header length too small", "not valid JSON" },
        { "cut in the data", "truncated; fetch it again" },
        { "bytes after the last tensor", "belong to none" },
        { "overlap", "overlap or leave a gap" },
        { "gap", "overlap or leave a gap" },
        { "range beyond the file", "there are only" },
        { "range backwards", "does not fit its bytes" },
        { "range too short for the shape", "does not fit its bytes" },
        { "shape that overflows", "does not fit its bytes" },
        { "negative shape", "lacks a dtype, a shape" },
        { "unknown dtype", "unknown dtype F7" },
        { "no dtype", "lacks a dtype" },
        { "three offsets", "pair of data_offsets" },
        { "name twice", "twice" },
        { "array", "no JSON object" },
        { "not UTF-8", "not valid JSON" },
        { "half a surrogate", "not valid JSON" },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Lies))]
    public void Open_OfALyingFile_NamesTheFileAndTheLie(string lie, string message)
    {
        var error = Assert.Throws<ModelLoadException>(() => Open(Lie(lie)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("x.safetensors", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.FullName, error.Message, StringComparison.Ordinal);
        Handles.AssertNone(FilePath);
    }

    [Fact]
    public void Open_OfAMissingFile_SaysSo() =>
        Assert.Contains("missing", Assert.Throws<ModelLoadException>(() => SafetensorsFile.Open(FilePath)).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_OfAnyDamage_ThrowsNothingButModelLoadExceptionAndLeavesNoHandle()
    {
        var good = SafetensorsBytes.Of(Tensor("a"), Tensor("b"));
        var header = (int)BitConverter.ToInt64(good) + 8;
        Gen.Select(Gen.Int[0, header - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            var bytes = good.ToArray();
            bytes[at] = value;
            OpenOrRefuse(bytes);
            OpenOrRefuse(bytes[..length]);
        }, iter: 400, threads: 1);
    }

    [Fact]
    public void Open_OfAnyHeader_ThrowsNothingButModelLoadException() =>
        Gen.Byte.Array[0, 60].Sample(bytes => OpenOrRefuse(SafetensorsBytes.Of((ulong)bytes.Length, bytes, [])), iter: 200, threads: 1);

    [Fact]
    public void Read_OfEveryStoredType_WidensExactly()
    {
        float[] values = [1.5f, -0.25f, 0, 63f];
        StoredTensor[] tensors =
        [
            SafetensorsBytes.Floats("f32", [2, 2], values),
            new("f16", "F16", [2, 2], [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))]),
            new("bf16", "BF16", [2, 2], [.. values.SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))]),
            new("f64", "F64", [2, 2], [.. values.SelectMany(value => BitConverter.GetBytes((double)value))]),
        ];
        using var file = Open(SafetensorsBytes.Of(tensors));
        Assert.All(tensors, tensor => Assert.Equal(values, file.ReadFloats(tensor.Name)));
        using var read = file.Read("bf16", ScalarType.Float32);
        Assert.Equal([2, 2], read.shape);
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    public void Read_InSmallPieces_GivesTheWholeTensor(string type)
    {
        var values = Enumerable.Range(0, 1000).Select(i => (float)i).ToArray();
        byte[] bytes = [.. values.SelectMany(value => type == "F32" ? BitConverter.GetBytes(value) : BitConverter.GetBytes((Half)value))];
        using var file = Open(SafetensorsBytes.Of(Tensor("before"), new StoredTensor("x", type, [10, 100], bytes)), pieceBytes: 96);
        Assert.Equal(values, file.ReadFloats("x"));
    }

    [Fact]
    public void Read_OfAScalarAndOfAnEmptyTensor_Works()
    {
        using var file = Open(SafetensorsBytes.Of(SafetensorsBytes.Floats("one", [], 7), SafetensorsBytes.Floats("none", [0, 3])));
        Assert.Equal([7f], file.ReadFloats("one"));
        Assert.Empty(file.ReadFloats("none"));
    }

    [Fact]
    public void Read_OfAMask_IsRefusedByItsType()
    {
        using var file = Open(SafetensorsBytes.Of(new StoredTensor("mask", "BOOL", [2], [1, 0])));
        Assert.Contains("dtype BOOL", Assert.Throws<ModelLoadException>(() => file.ReadFloats("mask")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithMetadataAndPadding_ReadsTheTensors()
    {
        var header = $"{{\"__metadata__\":{{\"format\":\"pt\"}},{SafetensorsBytes.Entry("a", "F32", [1], 0, 4)}}}     ";
        using var file = Open(SafetensorsBytes.Of(header, new byte[4]));
        Assert.Equal(["a"], file.Entries.Keys);
    }

    private string FilePath => Path.Combine(_folder.FullName, "x.safetensors");

    private static StoredTensor Tensor(string name) => SafetensorsBytes.Floats(name, [2], 1, 2);

    private WeightFile Open(byte[] bytes, int pieceBytes = 1 << 20)
    {
        TorchSettings.EnsureNative();
        File.WriteAllBytes(FilePath, bytes);
        return SafetensorsFile.Open(FilePath, pieceBytes);
    }

    private void OpenOrRefuse(byte[] bytes)
    {
        try
        {
            Open(bytes).Dispose();
        }
        catch (ModelLoadException error)
        {
            Assert.NotEmpty(error.Message);
        }
        Handles.AssertNone(FilePath);
    }

    private static byte[] Lie(string name)
    {
        var good = SafetensorsBytes.Of(Tensor("a"), Tensor("b"));
        return name switch
        {
            "empty" => [],
            "cut in the header" => good[..20],
            "header length beyond the file" => SafetensorsBytes.Of(1000, "{}"u8.ToArray(), []),
            "huge header length" => SafetensorsBytes.Of(ulong.MaxValue, "{}"u8.ToArray(), []),
            "header length too small" => SafetensorsBytes.Of(BitConverter.ToUInt64(good) - 5, good[8..], []),
            "cut in the data" => good[..^3],
            "bytes after the last tensor" => [.. good, 0],
            "not UTF-8" => SafetensorsBytes.Of(5, [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':'], []),
            "array" => SafetensorsBytes.Of("[]", []),
            _ => SafetensorsBytes.Of($"{{{LyingEntries(name)}}}", new byte[16]),
        };
    }

    private static string LyingEntries(string name) => name switch
    {
        "overlap" => $"{Entry("a", 0, 8)},{SafetensorsBytes.Entry("b", "F32", [3], 4, 16)}",
        "gap" => $"{SafetensorsBytes.Entry("a", "F32", [1], 0, 4)},{Entry("b", 8, 16)}",
        "range beyond the file" => $"{Entry("a", 0, 8)},{SafetensorsBytes.Entry("b", "F32", [4], 8, 24)}",
        "range backwards" => Entry("a", 16, 8),
        "range too short for the shape" => SafetensorsBytes.Entry("a", "F32", [5], 0, 16),
        "shape that overflows" => SafetensorsBytes.Entry("a", "F32", [1L << 62, 4], 0, 16),
        "negative shape" => SafetensorsBytes.Entry("a", "F32", [-2, -2], 0, 16),
        "unknown dtype" => SafetensorsBytes.Entry("a", "F7", [4], 0, 16),
        "no dtype" => "\"a\":{\"shape\":[4],\"data_offsets\":[0,16]}",
        "three offsets" => "\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,8,16]}",
        "name twice" => $"{Entry("a", 0, 8)},{Entry("a", 8, 16)}",
        "half a surrogate" => "\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}",
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static string Entry(string name, long begin, long end) => SafetensorsBytes.Entry(name, "F32", [2], begin, end);
}

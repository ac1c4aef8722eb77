using System.Text;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Checkpoints.PyTorch;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints.PyTorch;

/// <summary>Checkpoints of PyTorch's that are as they should be.</summary>
public sealed class PyTorchFileTests : IDisposable
{
    private static readonly float[] Twelve = [.. Enumerable.Range(0, 12).Select(i => (float)i)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchscopes-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string, long, long[], long[], float[]> Views => new()
    {
        { "in order", 0, [3, 4], [4, 1], Twelve },
        { "transposed", 0, [4, 3], [1, 4], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11] },
        { "a slice of rows", 4, [2, 4], [4, 1], [4, 5, 6, 7, 8, 9, 10, 11] },
        { "a slice of columns", 1, [3, 2], [4, 1], [1, 2, 5, 6, 9, 10] },
        { "every second", 1, [6], [2], [1, 3, 5, 7, 9, 11] },
        { "expanded", 3, [2, 3], [0, 4], [3, 7, 11, 3, 7, 11] },
        { "one repeated", 5, [2, 2], [0, 0], [5, 5, 5, 5] },
        { "three dimensions turned", 0, [2, 3, 2], [1, 2, 6], [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11] },
        { "one of any stride", 7, [1, 2], [999, 1], [7, 8] },
        { "a single number", 9, [], [], [9] },
        { "none", 12, [0, 4], [4, 1], [] },
        { "none turned", 12, [4, 0], [1, 4], [] },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void Read_OfAView_GivesItsNumbersInOrder(string name, long offset, long[] shape, long[] strides, float[] expected)
    {
        var bytes = PyTorchBytes.Of(PickleWriter.Dictionary(new StoredView(name, "0", "FloatStorage", 12, offset, shape, strides)), ("0", PyTorchBytes.Floats(Twelve)));
        // Pieces of two numbers, of seven and of all.
        foreach (var pieceBytes in new[] { 8, 28, 1 << 20 })
        {
            using var file = Open(bytes, pieceBytes);
            Assert.Equal(shape, file.Entries[name].Shape);
            Assert.Equal(expected, file.ReadFloats(name));
        }
        Assert.Equal(expected, PlainPyTorch.Read(bytes)[name]);
    }

    [Theory]
    [InlineData("HalfStorage", "F16")]
    [InlineData("BFloat16Storage", "BF16")]
    [InlineData("DoubleStorage", "F64")]
    public void Read_OfAnotherType_WidensOrNarrowsIt(string storage, string type)
    {
        byte[] numbers = [.. Twelve.SelectMany(value => storage switch
        {
            "HalfStorage" => BitConverter.GetBytes((Half)value),
            "BFloat16Storage" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
            _ => BitConverter.GetBytes((double)value),
        })];
        using var file = Open(PyTorchBytes.Of(PickleWriter.Dictionary(StoredView.Whole("x", "0", storage, 3, 4), new StoredView("t", "0", storage, 12, 0, [4, 3], [1, 4])), ("0", numbers)), 6);
        Assert.Equal(type, file.Entries["x"].TypeName);
        Assert.Equal(Twelve, file.ReadFloats("x"));
        Assert.Equal([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], file.ReadFloats("t"));
    }

    [Fact]
    public void Open_OfTiedTensors_ReadsEachFromTheirOneStorage()
    {
        using var file = Open(PyTorchBytes.Of(
            PickleWriter.Dictionary(StoredView.Whole("wte", "0", "FloatStorage", 12), StoredView.Whole("head", "0", "FloatStorage", 12)), ("0", PyTorchBytes.Floats(Twelve))));
        Assert.Equal(Twelve, file.ReadFloats("wte"));
        Assert.Equal(Twelve, file.ReadFloats("head"));
    }

    [Fact]
    public void Open_OfAStateDictWithMetadataAndParameters_ReadsThem()
    {
        // What torch.save(model.state_dict()) writes: an OrderedDict whose attribute _metadata tells the layers' versions.
        var pickle = new PickleWriter().Raw(0x80, 2).EmptyOrdered().Raw((byte)'q', 0).Op('(')
            .Text("w").Global("torch._utils", "_rebuild_parameter").Op('(').Tensor(StoredView.Whole("w", "0", "FloatStorage", 2)).Raw(0x88).EmptyOrdered().Op('t').Op('R')
            .Op('u')
            .Op('}').Text("_metadata").EmptyOrdered().Op('(').Text("").Op('}').Text("version").Number(1).Op('s').Op('u').Op('s')
            .Op('b').Op('.').ToArray();
        var bytes = PyTorchBytes.Of(pickle, ("0", PyTorchBytes.Floats(1, 2)));
        using var file = Open(bytes);
        Assert.Equal([1f, 2f], file.ReadFloats("w"));
        Assert.Equal([1f, 2f], PlainPyTorch.Read(bytes)["w"]);
    }

    [Fact]
    public void Open_OfProtocolFour_ReadsIt()
    {
        PickleWriter Short(PickleWriter pickle, string text) => pickle.Raw(0x8c, (byte)text.Length).Raw(Encoding.ASCII.GetBytes(text));
        var pickle = new PickleWriter().Raw(0x80, 4).Raw(0x95, 200, 0, 0, 0, 0, 0, 0, 0).Op('}').Raw(0x94);
        Short(pickle, "w");
        Short(Short(pickle, "torch._utils"), "_rebuild_tensor_v2").Raw(0x93).Raw(0x94).Op('(').Op('(');
        Short(pickle, "storage");
        Short(Short(pickle, "torch"), "FloatStorage").Raw(0x93);
        Short(Short(pickle, "0"), "cpu").Number(2).Op('t').Op('Q').Number(0).Number(2).Raw(0x85).Number(1).Raw(0x85).Raw(0x89);
        Short(Short(pickle, "collections"), "OrderedDict").Raw(0x93).Op(')').Op('R').Op('t').Op('R').Op('s').Op('.');
        using var file = Open(PyTorchBytes.Of(pickle.ToArray(), ("0", PyTorchBytes.Floats(1, 2))));
        Assert.Equal([1f, 2f], file.ReadFloats("w"));
    }

    [Fact]
    public void Open_OfAFileThatPyTorchWrote_ReadsWhatTheSecondReaderDoes()
    {
        var path = GoldenFiles.At("formats", "gpt2-bin", "pytorch_model.bin");
        var plain = PlainPyTorch.Read(File.ReadAllBytes(path));
        using var file = PyTorchFile.Open(path);
        Assert.Equal(plain.Keys.Order(), file.Entries.Keys.Order());
        Assert.All(plain, tensor => Assert.Equal(tensor.Value, file.ReadFloats(tensor.Key)));
    }

    [Fact]
    public void Open_OfAnEmptyStateDict_HasNoTensors()
    {
        using var file = Open(PyTorchBytes.Of("}."u8.ToArray()));
        Assert.Empty(file.Entries);
    }

    private WeightFile Open(byte[] bytes, int pieceBytes = 1 << 20)
    {
        TorchSettings.EnsureNative();
        var path = Path.Combine(_folder.FullName, "pytorch_model.bin");
        File.WriteAllBytes(path, bytes);
        return PyTorchFile.Open(path, pieceBytes);
    }
}

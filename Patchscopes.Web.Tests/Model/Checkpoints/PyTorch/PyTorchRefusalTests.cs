using System.IO.Compression;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Checkpoints.PyTorch;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints.PyTorch;

/// <summary>Checkpoints of PyTorch's that are not what they should be.</summary>
public sealed class PyTorchRefusalTests : IDisposable
{
    private static readonly byte[] Four = PyTorchBytes.Floats(1, 2, 3, 4);
    private static readonly StoredView View = StoredView.Whole("w", "0", "FloatStorage", 2, 2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchscopes-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("posix", "system", "posix.system")]
    [InlineData("builtins", "eval", "builtins.eval")]
    [InlineData("__builtin__", "getattr", "__builtin__.getattr")]
    [InlineData("torch", "load", "torch.load")]
    [InlineData("torch._utils", "_rebuild_qtensor", "torch._utils._rebuild_qtensor")]
    [InlineData("torch", "ComplexFloatStorage", "torch.ComplexFloatStorage")]
    [InlineData("collections", "OrderedDict.fromkeys", "collections.OrderedDict.fromkeys")]
    public void Open_OfAnotherGlobal_NamesIt(string module, string name, string message)
    {
        AssertRefused(Zip(new PickleWriter().Raw(0x80, 2).Global(module, name).Op('(').Text("id").Op('t').Op('R').Op('.').ToArray()), $"calls for {message}");
        // The same by the opcode of later protocols.
        AssertRefused(Zip(new PickleWriter().Raw(0x80, 4).Text(module).Text(name).Raw(0x93).Op('.').ToArray()), $"calls for {message}");
    }

    [Fact]
    public void Open_OfAnyOpcodeThatIsNotNeeded_NamesIt()
    {
        PickleOpcode[] known =
        [
            PickleOpcode.MARK, PickleOpcode.STOP, PickleOpcode.BININT, PickleOpcode.BININT1, PickleOpcode.BININT2, PickleOpcode.NONE, PickleOpcode.BINPERSID,
            PickleOpcode.REDUCE, PickleOpcode.BINUNICODE, PickleOpcode.APPEND, PickleOpcode.BUILD, PickleOpcode.GLOBAL, PickleOpcode.EMPTY_DICT, PickleOpcode.APPENDS,
            PickleOpcode.BINGET, PickleOpcode.LONG_BINGET, PickleOpcode.EMPTY_LIST, PickleOpcode.BINPUT, PickleOpcode.LONG_BINPUT, PickleOpcode.SETITEM,
            PickleOpcode.TUPLE, PickleOpcode.EMPTY_TUPLE, PickleOpcode.SETITEMS, PickleOpcode.BINFLOAT, PickleOpcode.PROTO, PickleOpcode.TUPLE1,
            PickleOpcode.TUPLE2, PickleOpcode.TUPLE3, PickleOpcode.NEWTRUE, PickleOpcode.NEWFALSE, PickleOpcode.LONG1, PickleOpcode.SHORT_BINUNICODE,
            PickleOpcode.STACK_GLOBAL, PickleOpcode.MEMOIZE, PickleOpcode.FRAME,
        ];
        var refused = Enum.GetValues<PickleOpcode>().Except(known).ToList();
        Assert.Equal(33, refused.Count);
        Assert.All(refused, opcode => AssertRefused(Zip([0x80, 2, (byte)'}', (byte)opcode, (byte)'0', (byte)'\n', (byte)'.']), $"uses the pickle opcode {opcode},"));
        AssertRefused(Zip([0x80, 2, 0xff, (byte)'.']), "0xff is no pickle opcode");
    }

    public static TheoryData<string, byte[], string> Pickles => new()
    {
        { "empty", [], "ends too early" },
        { "cut", PickleWriter.Dictionary(View)[..^20], "it ends inside a name" },
        { "followed", [.. PickleWriter.Dictionary(View), 0], "bytes follow its end" },
        { "nothing on the stack", "."u8.ToArray(), "more or less than one value" },
        { "two values", "}}."u8.ToArray(), "more or less than one value" },
        { "a mark too many", "(}."u8.ToArray(), "more or less than one value" },
        { "no mark", "}u."u8.ToArray(), "lacks a mark" },
        { "taken from below the mark", [(byte)'}', (byte)'(', 0x85, (byte)'.'], "its stack is empty" },
        { "recalled", "h\x01."u8.ToArray(), "recalls a value" },
        { "an unknown protocol", [0x80, 9, (byte)'}', (byte)'.'], "its protocol is unknown" },
        { "a list", "]."u8.ToArray(), "no dictionary of tensors by name" },
        { "a number for a tensor", new PickleWriter().Op('}').Text("epoch").Number(3).Op('s').Op('.').ToArray(), "holds under epoch a plain value" },
        { "a dictionary for a tensor", new PickleWriter().Op('}').Text("model").Op('}').Op('s').Op('.').ToArray(), "holds under model a dictionary" },
        { "a number for a key", new PickleWriter().Op('}').Number(1).Number(2).Op('s').Op('.').ToArray(), "a key is no text" },
        { "a key without a value", new PickleWriter().Op('}').Op('(').Text("a").Op('u').Op('.').ToArray(), "a key lacks its value" },
        { "a name twice", PickleWriter.Dictionary(View, View), "the key w stands in it twice" },
        { "broken Unicode", [(byte)'X', 1, 0, 0, 0, 0xff, (byte)'.'], "not valid Unicode" },
        { "a large number", new PickleWriter().Raw(0x8a, 9).Raw(new byte[9]).Op('.').ToArray(), "more than 64 bits" },
        { "a storage that is none", new PickleWriter().Op('(').Text("module").Op('t').Op('Q').Op('.').ToArray(), "no storage" },
        { "a storage called", new PickleWriter().Global("torch", "FloatStorage").Op(')').Op('R').Op('.').ToArray(), "arguments that are not known" },
        { "a tensor of nothing", new PickleWriter().Global("torch._utils", "_rebuild_tensor_v2").Op(')').Op('R').Op('.').ToArray(), "arguments that are not known" },
        { "an OrderedDict of something", new PickleWriter().Global("collections", "OrderedDict").Op(']').Raw(0x85).Op('R').Op('.').ToArray(), "arguments that are not known" },
        { "built", "}}b."u8.ToArray(), "opcode BUILD" },
        { "no storage of that name", PickleWriter.Dictionary(View with { Storage = "1" }), "lacks the storage 1 of tensor w" },
        { "a name that leaves the folder", PickleWriter.Dictionary(View with { Storage = "../../etc/passwd" }), "lacks the storage ../../etc/passwd" },
        { "another length", PickleWriter.Dictionary(View with { Count = 5 }), "5 numbers of F32 are due" },
        { "another type", PickleWriter.Dictionary(View with { StorageType = "HalfStorage" }), "4 numbers of F16 are due" },
        { "two types", PickleWriter.Dictionary(View, View with { Name = "v", StorageType = "IntStorage" }), "of two types, F32 and I32" },
        { "beyond the storage", PickleWriter.Dictionary(View with { Shape = [3, 2] }), "reaches beyond its storage" },
        { "an offset beyond it", PickleWriter.Dictionary(View with { Offset = 1 }), "reaches beyond its storage" },
        { "a stride beyond it", PickleWriter.Dictionary(View with { Strides = [3, 1] }), "reaches beyond its storage" },
        { "a negative stride", PickleWriter.Dictionary(View with { Strides = [-1, 1] }), "no list of whole numbers" },
        { "a negative size", PickleWriter.Dictionary(View with { Shape = [-1, 1] }), "no list of whole numbers" },
        { "a shape that overflows", PickleWriter.Dictionary(View with { Shape = [1L << 62, 4], Strides = [0, 0] }), "reaches beyond its storage" },
        { "a stride that overflows", PickleWriter.Dictionary(View with { Shape = [3, 3], Strides = [1L << 62, 1L << 62] }), "reaches beyond its storage" },
        { "repeated without end", PickleWriter.Dictionary(View with { Shape = [1 << 30, 4], Strides = [0, 1] }), "by repeating them" },
        { "a shape of another length", PickleWriter.Dictionary(View with { Shape = [4] }), "another number of dimensions" },
    };

    [Theory]
    [MemberData(nameof(Pickles))]
    public void Open_OfAWrongPickle_SaysWhatIsWrong(string what, byte[] pickle, string message)
    {
        Assert.NotEmpty(what);
        AssertRefused(Zip(pickle), message);
    }

    [Fact]
    public void Open_OfValuesWithoutEnd_RefusesThem() =>
        AssertRefused(Zip([.. Enumerable.Repeat((byte)'}', 1_000_001), (byte)'.']), "more than 1,000,000 values");

    public static TheoryData<string, byte[], string> Files => new()
    {
        { "nothing", [], "no PyTorch checkpoint" },
        { "text", "hello"u8.ToArray(), "no PyTorch checkpoint" },
        { "git's pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"u8.ToArray(), "git lfs pull" },
        { "the old form", [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'], "the old form that PyTorch wrote before version 1.6" },
        { "cut", Good()[..^40], "does not end as a zip does" },
        { "followed", [.. Good(), 0], "does not end as a zip does" },
        { "another zip", PyTorchBytes.Zip([("a.txt", Four)]), "no single data.pkl" },
        { "two pickles", PyTorchBytes.Zip([("a/data.pkl", Four), ("b/data.pkl", Four)]), "no single data.pkl" },
        { "a deeper pickle", PyTorchBytes.Zip([("a/b/data.pkl", Four)]), "no single data.pkl" },
        { "a program", PyTorchBytes.Zip([("a/data.pkl", Four), ("a/constants.pkl", Four)]), "TorchScript program" },
        { "big-endian", PyTorchBytes.Zip([("a/data.pkl", Four), ("a/byteorder", "big"u8.ToArray())]), "big-endian" },
        { "compressed", PyTorchBytes.Zip([("a/data.pkl", new byte[1000])], CompressionLevel.Optimal), "compressed or encrypted" },
        { "a name twice", PyTorchBytes.Zip([("a/data.pkl", Four), ("a/data.pkl", Four)]), "holds a/data.pkl twice" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Open_OfAnotherFile_SaysWhatItIs(string what, byte[] file, string message)
    {
        Assert.NotEmpty(what);
        AssertRefused(file, message);
    }

    [Fact]
    public void Open_OfADamagedPickle_FindsItByItsChecksum()
    {
        var bytes = Good();
        bytes[bytes.AsSpan().IndexOf("storage"u8)] ^= 1;
        AssertRefused(bytes, "checksum of its pickle is wrong");
    }

    private static byte[] Good() => Zip(PickleWriter.Dictionary(View));

    private static byte[] Zip(byte[] pickle) => PyTorchBytes.Of(pickle, ("0", Four));

    private void AssertRefused(byte[] bytes, string message)
    {
        var path = Path.Combine(_folder.FullName, "pytorch_model.bin");
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<ModelLoadException>(() => PyTorchFile.Open(path));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("pytorch_model.bin", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.FullName, error.Message, StringComparison.Ordinal);
        Handles.AssertNone(path);
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Patchscopes.Web.Tests.Model.Checkpoints.PyTorch;

/// <summary>
/// A second reader of PyTorch checkpoints, for comparison: the platform's zip, an interpreter after Python's pickle.py, and
/// each number looked up by its index. It checks nothing.
/// </summary>
internal sealed class PlainPyTorch
{
    private static readonly object MarkObject = new();

    private readonly ZipArchive _zip;
    private readonly string _root;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];

    private PlainPyTorch(ZipArchive zip)
    {
        _zip = zip;
        _root = zip.Entries.First(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)).FullName[..^"data.pkl".Length];
    }

    /// <summary>The tensors of a file by name, each as its numbers in order.</summary>
    public static Dictionary<string, float[]> Read(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        var reader = new PlainPyTorch(zip);
        var state = (List<object?>)reader.Run(reader.Bytes("data.pkl"))!;
        return state.Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => ((Func<float[]>)pair[1]!)());
    }

    private byte[] Bytes(string name)
    {
        using var stream = _zip.GetEntry(_root + name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private object? Run(byte[] pickle)
    {
        using var bytes = new BinaryReader(new MemoryStream(pickle));
        while (true)
        {
            var opcode = bytes.ReadByte();
            if (opcode == '.')
                return _stack[^1];
            Step((char)opcode, bytes);
        }
    }

    private void Step(char opcode, BinaryReader bytes)
    {
        switch (opcode)
        {
            case '\x80':
                bytes.ReadByte();
                break;
            case '\x95':
                bytes.ReadInt64();
                break;
            case 'q':
                _memo[bytes.ReadByte()] = _stack[^1];
                break;
            case 'r':
                _memo[bytes.ReadUInt32()] = _stack[^1];
                break;
            case '\x94':
                _memo[_memo.Count] = _stack[^1];
                break;
            case 't':
                Push(ToMark().ToArray());
                break;
            case '\x85' or '\x86' or '\x87':
                Push(Top(opcode - '\x84').ToArray());
                break;
            case 'a' or 's':
                Extend(Top(opcode == 'a' ? 1 : 2));
                break;
            case 'e' or 'u':
                Extend(ToMark());
                break;
            case 'b':
                Top(1);
                break;
            default:
                Push(Value(opcode, bytes));
                break;
        }
    }

    private object? Value(char opcode, BinaryReader bytes) => opcode switch
    {
        '(' => MarkObject,
        ')' => Array.Empty<object?>(),
        '}' or ']' => new List<object?>(),
        'N' => null,
        '\x88' => true,
        '\x89' => false,
        'J' => (long)bytes.ReadInt32(),
        'K' => (long)bytes.ReadByte(),
        'M' => (long)bytes.ReadUInt16(),
        'G' => BinaryPrimitives.ReadDoubleBigEndian(bytes.ReadBytes(8)),
        '\x8a' => (long)new System.Numerics.BigInteger(bytes.ReadBytes(bytes.ReadByte())),
        'X' => Encoding.UTF8.GetString(bytes.ReadBytes(bytes.ReadInt32())),
        '\x8c' => Encoding.UTF8.GetString(bytes.ReadBytes(bytes.ReadByte())),
        'c' => $"{Line(bytes)}.{Line(bytes)}",
        '\x93' => string.Join('.', Top(2)),
        'h' => _memo[bytes.ReadByte()],
        'j' => _memo[bytes.ReadUInt32()],
        'Q' => Top(1)[0],
        'R' => Call(Top(2)),
        _ => throw new NotSupportedException($"opcode {opcode}"),
    };

    private object? Call(List<object?> call)
    {
        var arguments = (object?[])call[1]!;
        if ((string)call[0]! == "collections.OrderedDict")
            return new List<object?>();
        if ((string)call[0]! == "torch._utils._rebuild_parameter")
            return arguments[0];
        var storage = (object?[])arguments[0]!;
        var (type, key) = ((string)storage[1]!, (string)storage[2]!);
        long[] Longs(int at) => [.. ((object?[])arguments[at]!).Cast<long>()];
        var (offset, shape, strides) = ((long)arguments[1]!, Longs(2), Longs(3));
        return () =>
        {
            var bytes = Bytes($"data/{key}");
            return Indices(shape, strides).Select(index => Number(bytes, type, (int)(offset + index))).ToArray();
        };
    }

    private static IEnumerable<long> Indices(long[] shape, long[] strides)
    {
        IEnumerable<long> indices = [0];
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            var (size, stride) = ((int)shape[dimension], strides[dimension]);
            indices = indices.SelectMany(start => Enumerable.Range(0, size).Select(i => start + (i * stride)));
        }
        return indices;
    }

    private static float Number(byte[] bytes, string type, int at) => type switch
    {
        "torch.FloatStorage" => BitConverter.ToSingle(bytes, 4 * at),
        "torch.HalfStorage" => (float)BitConverter.ToHalf(bytes, 2 * at),
        "torch.BFloat16Storage" => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(bytes, 2 * at) << 16),
        "torch.DoubleStorage" => (float)BitConverter.ToDouble(bytes, 8 * at),
        _ => throw new NotSupportedException(type),
    };

    private void Push(object? value) => _stack.Add(value);

    private void Extend(List<object?> items) => ((List<object?>)_stack[^1]!).AddRange(items);

    private List<object?> Top(int count)
    {
        var items = _stack[^count..];
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private List<object?> ToMark()
    {
        var items = Top(_stack.Count - 1 - _stack.LastIndexOf(MarkObject));
        Top(1);
        return items;
    }

    private static string Line(BinaryReader bytes)
    {
        var line = new List<byte>();
        for (var next = bytes.ReadByte(); next != '\n'; next = bytes.ReadByte())
            line.Add(next);
        return Encoding.UTF8.GetString([.. line]);
    }
}

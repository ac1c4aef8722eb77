using System.Buffers.Binary;
using System.Text;

namespace Patchscopes.Model.Checkpoints.PyTorch;

/// <summary>
/// Reads the pickle of a PyTorch checkpoint. A pickle is a program; of its language this machine knows what builds
/// numbers, texts, plain containers and tensors, and refuses every other opcode and name, so that nothing is ever run.
/// </summary>
internal sealed class PickleReader
{
    /// <summary>About 20 go into a tensor. Bounds memory, for one byte of a pickle may make a value of 40.</summary>
    private const int MostValues = 1_000_000;

    private readonly string _file;
    private readonly byte[] _pickle;
    private readonly PickleStack _stack;
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;
    private int _values;

    private PickleReader(string file, byte[] pickle) => (_file, _pickle, _stack) = (file, pickle, new PickleStack(file));

    /// <summary>The value that a pickle builds.</summary>
    /// <exception cref="ModelLoadException">It is damaged, or does anything but build tensors and plain containers.</exception>
    public static object? Read(string file, byte[] pickle) => new PickleReader(file, pickle).Run();

    private object? Run()
    {
        while (true)
        {
            var opcode = (PickleOpcode)Take(1)[0];
            if (opcode == PickleOpcode.STOP)
                return _at == _pickle.Length ? _stack.PopLast() : throw PickleStack.Damaged(_file, "bytes follow its end");
            if (++_values > MostValues)
                throw new ModelLoadException($"{_file} holds more than {MostValues:N0} values: no checkpoint has so many tensors in one file.");
            if (!(Literal(opcode) || Text(opcode) || Container(opcode) || Memo(opcode) || Build(opcode)))
                throw Refused(opcode);
        }
    }

    private bool Literal(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.PROTO:
                return Take(1)[0] <= 5 ? true : throw PickleStack.Damaged(_file, "its protocol is unknown");
            case PickleOpcode.FRAME:
                // Frames only group bytes for a reader of streams.
                Take(8);
                return true;
            case PickleOpcode.NONE:
                return _stack.Push(null);
            case PickleOpcode.NEWTRUE or PickleOpcode.NEWFALSE:
                return _stack.Push(opcode == PickleOpcode.NEWTRUE);
            case PickleOpcode.BININT:
                return _stack.Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
            case PickleOpcode.BININT1:
                return _stack.Push((long)Take(1)[0]);
            case PickleOpcode.BININT2:
                return _stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
            case PickleOpcode.LONG1:
                return _stack.Push(Long(Take(Take(1)[0])));
            case PickleOpcode.BINFLOAT:
                return _stack.Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
            default:
                return false;
        }
    }

    private bool Text(PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.BINUNICODE => _stack.Push(Utf8(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))))),
        PickleOpcode.SHORT_BINUNICODE => _stack.Push(Utf8(Take(Take(1)[0]))),
        PickleOpcode.GLOBAL => _stack.Push(Global(Line(), Line())),
        PickleOpcode.STACK_GLOBAL => StackGlobal(),
        _ => false,
    };

    private bool StackGlobal()
    {
        var (name, module) = (_stack.Pop<string>("text"), _stack.Pop<string>("text"));
        return _stack.Push(Global(module, name));
    }

    private bool Container(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.MARK:
                return _stack.Mark();
            case PickleOpcode.EMPTY_TUPLE:
                return _stack.Push(PickleTuple.Empty);
            case PickleOpcode.EMPTY_LIST:
                return _stack.Push(new PickleList());
            case PickleOpcode.EMPTY_DICT:
                return _stack.Push(new PickleDictionary(ordered: false));
            case PickleOpcode.TUPLE:
                return _stack.Push(new PickleTuple(_stack.PopToMark()));
            case PickleOpcode.TUPLE1 or PickleOpcode.TUPLE2 or PickleOpcode.TUPLE3:
                return _stack.Push(new PickleTuple(_stack.Pop(opcode - PickleOpcode.TUPLE1 + 1)));
            case PickleOpcode.APPEND or PickleOpcode.APPENDS:
                var items = opcode == PickleOpcode.APPEND ? _stack.Pop(1) : _stack.PopToMark();
                _stack.Peek<PickleList>("list").Items.AddRange(items);
                return true;
            case PickleOpcode.SETITEM or PickleOpcode.SETITEMS:
                SetItems(opcode == PickleOpcode.SETITEM ? _stack.Pop(2) : _stack.PopToMark());
                return true;
            default:
                return false;
        }
    }

    private void SetItems(object?[] items)
    {
        var dictionary = _stack.Peek<PickleDictionary>("dictionary");
        if (items.Length % 2 != 0)
            throw PickleStack.Damaged(_file, "a key lacks its value");
        foreach (var pair in items.Chunk(2))
        {
            var key = pair[0] as string ?? throw PickleStack.Damaged(_file, "a key is no text");
            if (!dictionary.Items.TryAdd(key, pair[1]))
                throw PickleStack.Damaged(_file, $"the key {key} stands in it twice");
        }
    }

    private bool Memo(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.BINPUT:
                return Remember(Take(1)[0]);
            case PickleOpcode.LONG_BINPUT:
                return Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
            case PickleOpcode.MEMOIZE:
                return Remember(_memo.Count);
            case PickleOpcode.BINGET:
                return Recall(Take(1)[0]);
            case PickleOpcode.LONG_BINGET:
                return Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
            default:
                return false;
        }
    }

    private bool Remember(long number)
    {
        _memo[number] = _stack.Peek();
        return true;
    }

    private bool Recall(long number) =>
        _memo.TryGetValue(number, out var value) ? _stack.Push(value) : throw PickleStack.Damaged(_file, "it recalls a value that it never made");

    private bool Build(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.BINPERSID:
                return _stack.Push(PickleObjects.Storage(_file, _stack.Pop<PickleTuple>("tuple").Items));
            case PickleOpcode.REDUCE:
                var arguments = _stack.Pop<PickleTuple>("tuple").Items;
                return _stack.Push(PickleObjects.Call(_file, _stack.Pop<PickleGlobal>("name"), arguments));
            case PickleOpcode.BUILD:
                // The attributes of a state dict (_metadata: versions of layers) change no tensor.
                _stack.Pop<PickleDictionary>("dictionary");
                return _stack.Peek<PickleDictionary>("OrderedDict").IsOrdered ? true : throw Refused(opcode);
            default:
                return false;
        }
    }

    private PickleGlobal Global(string module, string name) => PickleGlobal.Find($"{module}.{name}") ?? throw new ModelLoadException(
        $"{_file} calls for {Short(module)}.{Short(name)}, which builds neither a tensor nor a plain container; it might run a program and is refused. " +
        "Take the checkpoint from a source that you trust in the safetensors format.");

    private ModelLoadException Refused(PickleOpcode opcode) => Enum.IsDefined(opcode)
        ? new ModelLoadException($"{_file} uses the pickle opcode {opcode}, which weights do not need; it is refused. Take the checkpoint in the safetensors format.")
        : PickleStack.Damaged(_file, $"0x{(int)opcode:x2} is no pickle opcode");

    private string Line()
    {
        var length = _pickle.AsSpan(_at).IndexOf((byte)'\n');
        if (length < 0)
            throw PickleStack.Damaged(_file, "it ends inside a name");
        var line = Utf8(Take(length));
        Take(1);
        return line;
    }

    private string Utf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw PickleStack.Damaged(_file, "a text is not valid Unicode");
        }
    }

    /// <summary>A whole number of up to eight bytes, the lowest first, the top bit its sign.</summary>
    private long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8)
            throw PickleStack.Damaged(_file, "a whole number has more than 64 bits");
        long value = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1 : 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _pickle.Length - _at)
            throw PickleStack.Damaged(_file, "it ends too early");
        var bytes = _pickle.AsSpan(_at, (int)count);
        _at += (int)count;
        return bytes;
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}

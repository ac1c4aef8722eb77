using System.Buffers.Binary;
using System.Text;

namespace Patchscopes.Web.Tests.Model.Checkpoints.PyTorch;

/// <summary>A tensor as torch.save writes it: a view of a storage of Count numbers, whose type has torch's name.</summary>
internal sealed record StoredView(string Name, string Storage, string StorageType, long Count, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>A tensor with a storage of its own, in order.</summary>
    public static StoredView Whole(string name, string storage, string storageType, params long[] shape)
    {
        var strides = new long[shape.Length];
        for (var (dimension, due) = (shape.Length - 1, 1L); dimension >= 0; due *= shape[dimension--])
            strides[dimension] = due;
        return new StoredView(name, storage, storageType, shape.Aggregate(1L, (a, b) => a * b), 0, shape, strides);
    }
}

/// <summary>Writes pickles opcode by opcode, right ones and wrong ones. Shares no code with the reader.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public PickleWriter Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleWriter Op(char opcode) => Raw((byte)opcode);

    public PickleWriter Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return Op('X').Raw(length).Raw(utf8);
    }

    public PickleWriter Global(string module, string name) => Raw(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    /// <summary>In the shortest of the forms that Python chooses from.</summary>
    public PickleWriter Number(long value)
    {
        var bytes = BitConverter.GetBytes(value);
        return value switch
        {
            >= 0 and < 256 => Op('K').Raw(bytes[..1]),
            >= 0 and < 65536 => Op('M').Raw(bytes[..2]),
            >= int.MinValue and <= int.MaxValue => Op('J').Raw(bytes[..4]),
            _ => Raw(0x8a, 8).Raw(bytes),
        };
    }

    public PickleWriter Numbers(params long[] values)
    {
        Op('(');
        foreach (var value in values)
            Number(value);
        return Op('t');
    }

    /// <summary>An OrderedDict without entries, as it stands for a tensor's hooks.</summary>
    public PickleWriter EmptyOrdered() => Global("collections", "OrderedDict").Op(')').Op('R');

    public PickleWriter Storage(string key, string storageType, long count) =>
        Op('(').Text("storage").Global("torch", storageType).Text(key).Text("cpu").Number(count).Op('t').Op('Q');

    public PickleWriter Tensor(StoredView view) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op('(')
            .Storage(view.Storage, view.StorageType, view.Count).Number(view.Offset).Numbers(view.Shape).Numbers(view.Strides)
            .Raw(0x89).EmptyOrdered().Op('t').Op('R');

    /// <summary>A whole state dict, from the protocol to the end.</summary>
    public static byte[] Dictionary(params IEnumerable<StoredView> views)
    {
        var pickle = new PickleWriter().Raw(0x80, 2).Op('}').Raw((byte)'q', 0).Op('(');
        foreach (var view in views)
            pickle.Text(view.Name).Tensor(view);
        return pickle.Op('u').Op('.').ToArray();
    }
}

namespace Patchscopes.Model.Checkpoints.PyTorch;

/// <summary>What a pickle of weights may build besides numbers, texts, true, false and None.</summary>
internal abstract class PickleValue
{
    /// <summary>What to call it in a message.</summary>
    public abstract string Kind { get; }
}

internal sealed class PickleTuple(object?[] items) : PickleValue
{
    public static readonly PickleTuple Empty = new([]);

    public override string Kind => "tuple";

    public object?[] Items => items;
}

internal sealed class PickleList : PickleValue
{
    private List<object?>? _items;

    public override string Kind => "list";

    /// <summary>Made when first needed: a pickle may hold a great many empty lists.</summary>
    public List<object?> Items => _items ??= [];
}

internal sealed class PickleDictionary(bool ordered) : PickleValue
{
    private Dictionary<string, object?>? _items;

    public override string Kind => "dictionary";

    /// <summary>An OrderedDict, which may carry attributes of its own.</summary>
    public bool IsOrdered => ordered;

    /// <summary>Made when first needed: a pickle may hold a great many empty dictionaries.</summary>
    public Dictionary<string, object?> Items => _items ??= new(StringComparer.Ordinal);

    public bool IsEmpty => _items is null or { Count: 0 };
}

/// <summary>A block of numbers, a file of its own in the zip.</summary>
internal sealed class PickleStorage(string key, ElementType type, long count) : PickleValue
{
    public override string Kind => "storage";

    public string Key => key;

    public ElementType Type => type;

    public long Count => count;
}

/// <summary>A tensor: a view of a storage.</summary>
internal sealed class PickleTensor(PickleStorage storage, long offset, long[] shape, long[] strides) : PickleValue
{
    public override string Kind => "tensor";

    public PickleStorage Storage => storage;

    public long Offset => offset;

    public long[] Shape => shape;

    public long[] Strides => strides;
}

/// <summary>A name that a pickle may call for: one of the few that build tensors and plain containers.</summary>
internal sealed class PickleGlobal(string name, PickleConstructor builds, ElementType? element) : PickleValue
{
    private static readonly Dictionary<string, PickleGlobal> All = new PickleGlobal[]
    {
        new("collections.OrderedDict", PickleConstructor.OrderedDictionary, null),
        new("torch._utils._rebuild_tensor_v2", PickleConstructor.Tensor, null),
        new("torch._utils._rebuild_parameter", PickleConstructor.Parameter, null),
        Storage("torch.FloatStorage", "F32"),
        Storage("torch.HalfStorage", "F16"),
        Storage("torch.BFloat16Storage", "BF16"),
        Storage("torch.DoubleStorage", "F64"),
        Storage("torch.LongStorage", "I64"),
        Storage("torch.IntStorage", "I32"),
        Storage("torch.ShortStorage", "I16"),
        Storage("torch.CharStorage", "I8"),
        Storage("torch.ByteStorage", "U8"),
        Storage("torch.BoolStorage", "BOOL"),
    }.ToDictionary(global => global.Name, StringComparer.Ordinal);

    public override string Kind => name;

    public string Name => name;

    public PickleConstructor Builds => builds;

    /// <summary>What a storage type holds; null for the others.</summary>
    public ElementType? Element => element;

    public static PickleGlobal? Find(string name) => All.GetValueOrDefault(name);

    private static PickleGlobal Storage(string name, string element) => new(name, PickleConstructor.None, ElementType.ByName[element]);
}

/// <summary>What calling a name builds.</summary>
internal enum PickleConstructor
{
    /// <summary>It cannot be called; it only names a type.</summary>
    None,
    OrderedDictionary,
    Tensor,
    Parameter,
}

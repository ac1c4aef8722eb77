namespace Patchscopes.Model.Checkpoints.PyTorch;

/// <summary>What the names that a pickle may call for build.</summary>
internal static class PickleObjects
{
    /// <summary>Weights have four at most; this bounds what a damaged file may claim.</summary>
    private const int MostDimensions = 16;

    public static PickleValue Call(string file, PickleGlobal global, object?[] arguments) => (global.Builds, arguments) switch
    {
        (PickleConstructor.OrderedDictionary, []) => new PickleDictionary(ordered: true),
        (PickleConstructor.Tensor, [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, bool, var hooks, .. var more])
            when IsNothing(hooks) && more.Length <= 1 && more.All(IsNothing) =>
            Tensor(file, storage, offset, Numbers(file, shape), Numbers(file, strides)),
        (PickleConstructor.Parameter, [PickleTensor tensor, bool, var hooks]) when IsNothing(hooks) => tensor,
        _ => throw PickleStack.Damaged(file, $"{global.Name} is called with arguments that are not known for it"),
    };

    /// <summary>A storage by what torch.save writes for one: ("storage", its type, its file, the device it was on, its length).</summary>
    public static PickleStorage Storage(string file, object?[] id) =>
        id is ["storage", PickleGlobal { Element: { } type }, string key, string, long count] && count >= 0
            ? new PickleStorage(key, type, count) : throw PickleStack.Damaged(file, "it refers to something that is no storage");

    private static PickleTensor Tensor(string file, PickleStorage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || offset < 0)
            throw PickleStack.Damaged(file, "a tensor has another number of dimensions than of strides");
        try
        {
            // The last number must lie in the storage; a tensor without numbers has none.
            _ = shape.Aggregate(8L, (product, size) => checked(product * Math.Max(size, 1)));
            var last = shape.Zip(strides).Aggregate(offset, (sum, dimension) => checked(sum + ((Math.Max(dimension.First, 1) - 1) * dimension.Second)));
            if (shape.Contains(0) || last < storage.Count)
                return new PickleTensor(storage, offset, shape, strides);
        }
        catch (OverflowException)
        {
            // Falls through: no storage is that large.
        }
        throw PickleStack.Damaged(file, $"a tensor reaches beyond its storage {storage.Key} of {storage.Count} numbers");
    }

    private static long[] Numbers(string file, PickleTuple tuple)
    {
        if (tuple.Items.Length > MostDimensions || !tuple.Items.All(item => item is >= 0L))
            throw PickleStack.Damaged(file, "a tensor's shape or strides are no list of whole numbers");
        return [.. tuple.Items.Cast<long>()];
    }

    private static bool IsNothing(object? value) => value is null or PickleDictionary { IsEmpty: true };
}

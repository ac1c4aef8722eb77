using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints;

/// <summary>One tensor of a weight file, in whatever format: where its numbers stand and how they are laid out.</summary>
/// <param name="Type">What its numbers are.</param>
/// <param name="Shape">Its dimensions; none for a single number.</param>
/// <param name="Strides">Elements from one index to the next, by dimension: a view need not have its numbers in order.</param>
/// <param name="Begin">First byte, counted from the start of the file.</param>
internal sealed record WeightEntry(ElementType Type, long[] Shape, long[] Strides, long Begin)
{
    public long Elements { get; } = Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>The dtype as safetensors spells it.</summary>
    public string TypeName => Type.Name;

    /// <summary>Whether the numbers stand one after the other, the last dimension running fastest.</summary>
    public bool IsInOrder
    {
        get
        {
            long due = 1;
            for (var dimension = Shape.Length - 1; dimension >= 0; dimension--)
            {
                if (Shape[dimension] != 1 && Strides[dimension] != due)
                    return false;
                due *= Shape[dimension];
            }
            return true;
        }
    }

    /// <summary>The strides of a tensor whose numbers stand in order.</summary>
    public static long[] StridesInOrder(long[] shape)
    {
        var strides = new long[shape.Length];
        long due = 1;
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            strides[dimension] = due;
            due *= Math.Max(shape[dimension], 1);
        }
        return strides;
    }
}

/// <summary>What the numbers of a stored tensor are.</summary>
/// <param name="Name">As safetensors spells it.</param>
/// <param name="Weights">The tensor library's type, where it is one that weights are stored in; null for masks and counters.</param>
/// <param name="Size">Bytes per number.</param>
internal sealed record ElementType(string Name, ScalarType? Weights, int Size)
{
    public static readonly IReadOnlyDictionary<string, ElementType> ByName = new ElementType[]
    {
        new("F32", ScalarType.Float32, 4),
        new("F16", ScalarType.Float16, 2),
        new("BF16", ScalarType.BFloat16, 2),
        new("F64", ScalarType.Float64, 8),
        new("BOOL", null, 1),
        new("U8", null, 1),
        new("I8", null, 1),
        new("I16", null, 2),
        new("I32", null, 4),
        new("I64", null, 8),
    }.ToDictionary(type => type.Name);
}

using TorchSharp;
using static TorchSharp.torch;

namespace Patchscopes.Model.Architecture;

/// <summary>
/// Arithmetic whose numbers outlive the native call. TorchSharp's own operators hand a temporary <see cref="Scalar"/> to
/// native code (a sum's alpha among them); once its handle is read nothing holds it, and a collection at that moment
/// frees it under the call. Rare, but a training or a server that runs for hours meets it, so BannedSymbols.txt refuses
/// those operators in this project.
/// </summary>
internal static class TensorArithmetic
{
    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor left, Tensor right)
    {
        using var alpha = 1L.ToScalar();
        return left.add(right, alpha);
    }

    /// <summary>a + c.</summary>
    public static Tensor Plus(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        using var alpha = 1L.ToScalar();
        return left.add(scalar, alpha);
    }

    /// <summary>c·a.</summary>
    public static Tensor Times(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        return left.mul(scalar);
    }

    /// <summary>a ← c·a, in place.</summary>
    public static Tensor ScaleBy(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        return left.mul_(scalar);
    }

    /// <summary>a ← a + c·b, in place.</summary>
    public static Tensor Accumulate(this Tensor left, Tensor right, double number)
    {
        using var scalar = number.ToScalar();
        return left.add_(right, scalar);
    }

    /// <summary>a ← a + c·b·d entry by entry, in place.</summary>
    public static Tensor AccumulateProduct(this Tensor left, Tensor first, Tensor second, double number)
    {
        using var scalar = number.ToScalar();
        return left.addcmul_(first, second, scalar);
    }

    /// <summary>a ← a + c·b/d entry by entry, in place.</summary>
    public static Tensor AccumulateQuotient(this Tensor left, Tensor dividend, Tensor divisor, double number)
    {
        using var scalar = number.ToScalar();
        return left.addcdiv_(dividend, divisor, scalar);
    }

    /// <summary>a with a number where a mask is true.</summary>
    public static Tensor Filled(this Tensor left, Tensor mask, double number)
    {
        using var scalar = number.ToScalar();
        return left.masked_fill(mask, scalar);
    }

    /// <summary>Every entry of a ← c, in place.</summary>
    public static Tensor Fill(this Tensor left, double number)
    {
        using var scalar = number.ToScalar();
        return left.fill_(scalar);
    }

    /// <summary>The numbers of a tensor of any type, on any device, in order.</summary>
    public static float[] ToFloats(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>The whole numbers <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1, [count].</summary>
    public static Tensor Range(long start, long count, Device device)
    {
        var numbers = new long[count];
        for (var place = 0; place < numbers.Length; place++)
            numbers[place] = start + place;
        return tensor(numbers, device: device);
    }
}

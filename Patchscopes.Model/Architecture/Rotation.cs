using static TorchSharp.torch;

namespace Patchscopes.Model.Architecture;

/// <summary>
/// Cosines and sines of the angles by which queries and keys of some positions are turned, for n dimensions that turn:
/// [T, n/2], or [R, 1, T, n/2] where each row has positions of its own.
/// </summary>
internal sealed record Rotation(Tensor Cosine, Tensor Sine)
{
    /// <summary>Of positions [T] or [R, T].</summary>
    public static Rotation Of(PositionEncoding.Rotary rotary, Tensor positions, ScalarType type)
    {
        // float32 and in this order, as the reference implementation does: at far positions the rounding of an angle shows.
        var frequencies = tensor(rotary.Frequencies().ToArray(), device: positions.device);
        var angles = positions.to(ScalarType.Float32).unsqueeze(-1) * frequencies;
        if (positions.dim() == 2)
            angles = angles.unsqueeze(1);
        return new Rotation(angles.cos().to(type), angles.sin().to(type));
    }

    /// <summary>(x₁, x₂) ↦ (x₁·cos − x₂·sin, x₂·cos + x₁·sin) of the dimensions that turn; the rest stays, [R, H, T, dₕ].</summary>
    public Tensor Apply(Tensor heads)
    {
        var (half, size) = (Cosine.shape[^1], heads.shape[^1]);
        var (first, second) = (heads.narrow(-1, 0, half), heads.narrow(-1, half, half));
        var (turnedFirst, turnedSecond) = ((first * Cosine) - (second * Sine), (second * Cosine).Plus(first * Sine));
        return size == 2 * half
            ? cat([turnedFirst, turnedSecond], -1)
            : cat([turnedFirst, turnedSecond, heads.narrow(-1, 2 * half, size - (2 * half))], -1);
    }
}

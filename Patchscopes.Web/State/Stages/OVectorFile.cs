using System.Globalization;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.State.Stages;

/// <summary>An o-vector that was read from a file.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Vector">Its numbers.</param>
public sealed record OVectorFile(string Name, IReadOnlyList<float> Vector)
{
    /// <summary>The largest file, in bytes.</summary>
    public const int LargestFile = 1 << 20;

    /// <summary>Reads NumPy's .npy format.</summary>
    /// <exception cref="FormatException">It is no such file, or does not fit the model; the message says what is wanted.</exception>
    public static OVectorFile Read(string name, ReadOnlySpan<byte> bytes, ModelDescription model)
    {
        float[] vector;
        try
        {
            vector = NpyFile.ReadVector(bytes);
        }
        catch (FormatException unreadable)
        {
            throw new FormatException($"{name} was not taken. {unreadable.Message}", unreadable);
        }
        return vector.Length == model.Width ? new OVectorFile(name, vector) : throw new FormatException(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} holds {vector.Length} numbers, but {model.Name} is {model.Width} wide. An o-vector only fits the model that it was taken from: choose that model, or another file."));
    }
}

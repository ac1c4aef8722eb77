using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints;

/// <summary>An open file of weights whose table of contents has been checked, in whatever format.</summary>
internal sealed class WeightFile(string name, SafeFileHandle file, IReadOnlyDictionary<string, WeightEntry> entries, int pieceBytes) : IDisposable
{
    /// <summary>Bytes that are read at once of a large tensor.</summary>
    public const int PieceBytes = 1 << 26;

    /// <summary>The file's name without its folder, for messages.</summary>
    public string Name => name;

    public IReadOnlyDictionary<string, WeightEntry> Entries => entries;

    /// <summary>Opens a file for one of the formats; it is closed again where <paramref name="parse"/> throws.</summary>
    public static WeightFile Open(string path, int pieceBytes, Func<string, SafeFileHandle, IReadOnlyDictionary<string, WeightEntry>> parse)
    {
        var name = Path.GetFileName(path);
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            return new WeightFile(name, file, parse(name, file), pieceBytes);
        }
        catch (Exception error)
        {
            file?.Dispose();
            if (error is IOException or UnauthorizedAccessException)
                throw new ModelLoadException($"{name} cannot be read: it is missing, locked or not accessible.", error);
            throw;
        }
    }

    /// <summary>The tensor as a new one of type <paramref name="type"/>, owned by the caller; widened piece by piece while reading.</summary>
    /// <param name="tensorName">One of <see cref="Entries"/>.</param>
    /// <param name="type">The type wanted.</param>
    /// <param name="hash">Takes in the bytes as they are stored.</param>
    public Tensor Read(string tensorName, ScalarType type, IncrementalHash? hash = null)
    {
        var entry = Entries[tensorName];
        if (entry.Type.Weights is null)
            throw new ModelLoadException($"{Name}: tensor {tensorName} has dtype {entry.TypeName}, which holds no weights here. Convert it to F32, F16 or BF16.");
        var tensor = empty(entry.Shape, type);
        try
        {
            if (entry.IsInOrder)
                ReadInOrder(entry, tensor, hash);
            else if (entry.Elements > 0)
                ReadView(entry, tensor, hash);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>The numbers of a tensor in float32, the last dimension running fastest.</summary>
    public float[] ReadFloats(string tensorName)
    {
        using var tensor = Read(tensorName, ScalarType.Float32);
        return Entries[tensorName].Elements == 0 ? [] : tensor.data<float>().ToArray();
    }

    public void Dispose() => file.Dispose();

    private void ReadInOrder(WeightEntry entry, Tensor tensor, IncrementalHash? hash)
    {
        using var flat = tensor.view(-1);
        var perPiece = Math.Max(1, pieceBytes / entry.Type.Size);
        for (long start = 0; start < entry.Elements; start += perPiece)
        {
            var count = Math.Min(perPiece, entry.Elements - start);
            using var target = flat.narrow(0, start, count);
            if (target.dtype == entry.Type.Weights)
            {
                ReadBytes(entry, target, start, hash);
                continue;
            }
            using var piece = empty([count], entry.Type.Weights);
            ReadBytes(entry, piece, start, hash);
            target.copy_(piece);
        }
    }

    /// <summary>A view, such as a transposed one: in pieces along the dimension of the widest stride, each read as it is stored.</summary>
    private void ReadView(WeightEntry entry, Tensor tensor, IncrementalHash? hash)
    {
        // Other strides over the same bytes make another tensor.
        hash?.AppendData(Encoding.UTF8.GetBytes(string.Join(',', entry.Strides)));
        var (shape, strides) = (entry.Shape, entry.Strides);
        var along = Enumerable.Range(0, shape.Length).Where(dimension => shape[dimension] > 1).MaxBy(dimension => strides[dimension]);
        var stride = strides[along];
        var reach = 1 + Enumerable.Range(0, shape.Length).Where(dimension => dimension != along).Sum(dimension => (shape[dimension] - 1) * strides[dimension]);
        var perPiece = stride == 0 ? shape[along] : 1 + Math.Max(0, ((pieceBytes / entry.Type.Size) - reach) / stride);
        for (long start = 0; start < shape[along]; start += perPiece)
        {
            var count = Math.Min(perPiece, shape[along] - start);
            using var piece = empty([reach + ((count - 1) * stride)], entry.Type.Weights);
            ReadBytes(entry, piece, start * stride, hash);
            long[] pieceShape = [.. shape];
            pieceShape[along] = count;
            using var view = piece.as_strided(pieceShape, strides);
            using var target = tensor.narrow(along, start, count);
            target.copy_(view);
        }
    }

    private void ReadBytes(WeightEntry entry, Tensor target, long firstElement, IncrementalHash? hash)
    {
        var bytes = target.bytes;
        FileBytes.Read(name, file, bytes, entry.Begin + (firstElement * entry.Type.Size));
        hash?.AppendData(bytes);
    }
}

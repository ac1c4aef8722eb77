using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Patchscopes.Model.Checkpoints;

/// <summary>
/// A safetensors file, read strictly: 8 bytes of header length, a JSON header that gives dtype, shape and byte range of
/// every tensor, then the bytes. Ranges must lie in the file, fit their shapes and cover the data without gap or overlap.
/// https://github.com/huggingface/safetensors#format
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    /// <summary>The format's own limit on the header.</summary>
    private const long LargestHeader = 100_000_000;

    private readonly SafeFileHandle _file;
    private readonly long _dataStart;
    private readonly int _pieceBytes;

    private SafetensorsFile(
        string name, SafeFileHandle file, long dataStart, IReadOnlyDictionary<string, SafetensorsEntry> entries, int pieceBytes) =>
        (Name, _file, _dataStart, Entries, _pieceBytes) = (name, file, dataStart, entries, pieceBytes);

    /// <summary>The file's name without its folder, for messages.</summary>
    public string Name { get; }

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Opens a file and checks its header. Large tensors are read in pieces of <paramref name="pieceBytes"/>.</summary>
    public static SafetensorsFile Open(string path, int pieceBytes = 1 << 26)
    {
        var name = Path.GetFileName(path);
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var length = RandomAccess.GetLength(file);
            var header = ReadHeader(file, name, length);
            var dataStart = 8L + header.Length;
            return new SafetensorsFile(name, file, dataStart, SafetensorsHeader.Parse(name, header, length - dataStart), pieceBytes);
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
        var stored = entry.Type ?? throw new ModelLoadException(
            $"{Name}: tensor {tensorName} has dtype {entry.TypeName}, which holds no weights here. Convert it to F32, F16 or BF16.");
        var tensor = empty(entry.Shape, type);
        try
        {
            using var flat = tensor.view(-1);
            var perPiece = _pieceBytes / entry.ElementSize;
            for (long start = 0; start < entry.Elements; start += perPiece)
            {
                var count = Math.Min(perPiece, entry.Elements - start);
                using var target = flat.narrow(0, start, count);
                ReadPiece(entry, target, stored, start, count, hash);
            }
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

    public void Dispose() => _file.Dispose();

    private void ReadPiece(SafetensorsEntry entry, Tensor target, ScalarType stored, long start, long count, IncrementalHash? hash)
    {
        var offset = _dataStart + entry.Begin + (start * entry.ElementSize);
        if (target.dtype == stored)
        {
            ReadFully(target.bytes, offset);
            hash?.AppendData(target.bytes);
            return;
        }
        using var piece = empty([count], stored);
        ReadFully(piece.bytes, offset);
        hash?.AppendData(piece.bytes);
        target.copy_(piece);
    }

    private void ReadFully(Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file, bytes, offset);
            if (read == 0)
                throw new ModelLoadException($"{Name} ended while its tensors were read. Fetch the file again.");
            bytes = bytes[read..];
            offset += read;
        }
    }

    private static byte[] ReadHeader(SafeFileHandle file, string name, long length)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (length < 8 || RandomAccess.Read(file, prefix, 0) < 8)
            throw new ModelLoadException($"{name} is {length} bytes long: too short for a safetensors file. Fetch the file again.");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > (ulong)Math.Min(LargestHeader, length - 8))
        {
            throw new ModelLoadException(
                $"{name} says that its header has {headerLength} bytes, but only {length - 8} follow (and 100,000,000 is the most allowed). " +
                "It is truncated or no safetensors file; fetch it again.");
        }
        var header = new byte[(int)headerLength];
        if (RandomAccess.Read(file, header, 8) < header.Length)
            throw new ModelLoadException($"{name} ends inside its header. Fetch the file again.");
        return header;
    }
}

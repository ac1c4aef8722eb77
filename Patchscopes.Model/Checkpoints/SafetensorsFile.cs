using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Patchscopes.Model.Checkpoints;

/// <summary>
/// A safetensors file, read strictly: 8 bytes of header length, a JSON header that gives dtype, shape and byte range of
/// every tensor, then the bytes. Ranges must lie in the file, fit their shapes and cover the data without gap or overlap.
/// https://github.com/huggingface/safetensors#format
/// </summary>
internal static class SafetensorsFile
{
    /// <summary>The format's own limit on the header.</summary>
    private const long LargestHeader = 100_000_000;

    /// <summary>Opens a file and checks its header. Large tensors are read in pieces of <paramref name="pieceBytes"/>.</summary>
    public static WeightFile Open(string path, int pieceBytes = WeightFile.PieceBytes) => WeightFile.Open(path, pieceBytes, Parse);

    private static IReadOnlyDictionary<string, WeightEntry> Parse(string name, SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var header = ReadHeader(file, name, length);
        return SafetensorsHeader.Parse(name, header, length);
    }

    private static byte[] ReadHeader(SafeFileHandle file, string name, long length)
    {
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixBytes];
        if (length < prefix.Length)
            throw new ModelLoadException($"{name} is {length} bytes long: too short for a safetensors file. Fetch the file again.");
        FileBytes.Read(name, file, prefix, 0);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > (ulong)Math.Min(LargestHeader, length - prefix.Length))
        {
            throw new ModelLoadException(
                $"{name} says that its header has {headerLength} bytes, but only {length - prefix.Length} follow (and 100,000,000 is the most allowed). " +
                "It is truncated or no safetensors file; fetch it again.");
        }
        var header = new byte[(int)headerLength];
        FileBytes.Read(name, file, header, prefix.Length);
        return header;
    }
}

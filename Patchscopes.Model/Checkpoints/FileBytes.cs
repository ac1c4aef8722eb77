using Microsoft.Win32.SafeHandles;

namespace Patchscopes.Model.Checkpoints;

/// <summary>Bytes at a known place of an open file.</summary>
internal static class FileBytes
{
    /// <summary>Fills <paramref name="bytes"/>, or says that the file ends too early.</summary>
    public static void Read(string name, SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
                throw new ModelLoadException($"{name} ended while it was read. Fetch the file again.");
            bytes = bytes[read..];
            offset += read;
        }
    }
}

using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace Patchscopes.Web.State;

/// <summary>A query string as one short field of another: deflated, in letters that an address may hold.</summary>
internal static class PackedQuery
{
    /// <summary>Packs a query.</summary>
    public static string Pack(string query)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(Encoding.UTF8.GetBytes(query));
        return Base64Url.EncodeToString(packed.ToArray());
    }

    /// <summary>Unpacks one; false where the text is none, or would be longer than <paramref name="most"/> bytes.</summary>
    public static bool TryUnpack(string text, int most, out string query)
    {
        query = "";
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(Base64Url.DecodeFromChars(text)), CompressionMode.Decompress);
            // One byte more than allowed, and no more of what a small text may blow up to.
            var bytes = new byte[most + 1];
            var count = deflate.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            query = Encoding.UTF8.GetString(bytes, 0, count);
            return count is > 0 && count <= most;
        }
        catch (Exception bad) when (bad is FormatException or InvalidDataException)
        {
            return false;
        }
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Patchscopes.Web.Storage;

/// <summary>Makes ids and owner's keys, and compares keys.</summary>
internal static class StoreKeys
{
    /// <summary>Letters of an id: 60 bits, so that ids are not found by trying.</summary>
    private const int IdLength = 10;

    private const int KeyBytes = 24;

    /// <summary>No letters that look like others: ids are read aloud and typed.</summary>
    private const string IdLetters = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>A new id.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(IdLetters, IdLength);

    /// <summary>Whether a text can be an id at all.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.All(letter => IdLetters.Contains(letter, StringComparison.Ordinal));

    /// <summary>A new owner's key.</summary>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>What is stored of a key.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether a key is the one of which this hash was stored; takes as long for every key.</summary>
    public static bool Fits(string key, byte[] hash) => CryptographicOperations.FixedTimeEquals(HashOf(key), hash);
}

using System.Security.Cryptography;

namespace Patchscopes.Web.Classroom;

/// <summary>Codes of rooms: short enough for a blackboard, and 595 million of them.</summary>
internal static class RoomCode
{
    private const int Length = 6;
    private const int Half = 3;

    /// <summary>No vowels, so that no code is a word, and no letters that look like others.</summary>
    private const string Letters = "23456789BCDFGHJKLMNPQRSTVWXYZ";

    /// <summary>A new code.</summary>
    public static string New() => RandomNumberGenerator.GetString(Letters, Length);

    /// <summary>A code as it is written on a blackboard, "K7F-3QX".</summary>
    public static string Shown(string code) => code.Length == Length ? $"{code[..Half]}-{code[Half..]}" : code;

    /// <summary>Reads what somebody typed: capitals, spaces and hyphens do not matter.</summary>
    public static bool TryRead(string? typed, out string code)
    {
        code = string.Concat((typed ?? "").Where(letter => letter is not (' ' or '-' or '\u00a0'))).ToUpperInvariant();
        return code.Length == Length && code.All(letter => Letters.Contains(letter, StringComparison.Ordinal));
    }
}

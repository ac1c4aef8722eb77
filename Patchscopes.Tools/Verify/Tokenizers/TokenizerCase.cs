using System.Text.Json;

namespace Patchscopes.Tools.Verify.Tokenizers;

/// <summary>A text and what the reference implementation makes of it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Ids">Its ids as a prompt.</param>
/// <param name="IdsWithoutSpecialTokens">Its ids without what surrounds a prompt; null where the file does not say.</param>
/// <param name="Pieces">The pieces of <paramref name="Ids"/>, as the vocabulary writes them.</param>
/// <param name="Decoded">The text of <paramref name="Ids"/>.</param>
internal sealed record TokenizerCase(string Text, IReadOnlyList<int> Ids, IReadOnlyList<int>? IdsWithoutSpecialTokens, IReadOnlyList<string> Pieces, string Decoded)
{
    public const string FileName = "expected.json";

    private static readonly string[] TokenizerFiles = ["tokenizer.json", "vocab.json", "tokenizer.model"];

    /// <summary>The folders at or below a folder that hold expected ids and a tokenizer, in order of their names.</summary>
    public static IReadOnlyList<string> FoldersBelow(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, FileName, SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!)
            .Where(path => TokenizerFiles.Any(file => File.Exists(Path.Combine(path, file)))).Order(StringComparer.Ordinal)];

    /// <summary>The cases of a folder.</summary>
    /// <exception cref="InvalidDataException">The file is not laid out as expected.</exception>
    public static IReadOnlyList<TokenizerCase> Read(string folder)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
            return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(Of)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{FileName} is damaged or not laid out as expected: {error.Message}", error);
        }
    }

    private static TokenizerCase Of(JsonElement given) => new(
        given.GetProperty("text").GetString()!,
        Numbers(given.GetProperty("ids")),
        given.TryGetProperty("ids_without_special_tokens", out var bare) ? Numbers(bare) : null,
        [.. given.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetString()!)],
        given.GetProperty("decoded").GetString()!);

    private static List<int> Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];
}

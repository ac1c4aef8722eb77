using System.Text.Json;
using System.Text.RegularExpressions;

namespace Patchscopes.Model.Checkpoints.Download;

/// <summary>Reads a hub's answer about a model.</summary>
internal static partial class HubListing
{
    public static HubModel Parse(byte[] json, string revision)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var commit = Text(root, "sha");
            return new HubModel(
                commit is not null && Hexadecimal().IsMatch(commit) ? commit : revision, [.. root.GetProperty("siblings").EnumerateArray().Select(File)]);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DownloadException(DownloadFailure.Hub, "The hub's answer about the model is no list of files. Is the address that of a Hugging Face style hub?", error);
        }
    }

    private static HubFile File(JsonElement file)
    {
        var name = file.GetProperty("rfilename").GetString() ?? "";
        var size = file.TryGetProperty("size", out var bytes) && bytes.ValueKind == JsonValueKind.Number ? bytes.GetInt64() : (long?)null;
        if (!file.TryGetProperty("lfs", out var large) || large.ValueKind != JsonValueKind.Object)
            return new HubFile(name, size, null, Text(file, "blobId"));
        var sha = Text(large, "sha256") ?? Text(large, "oid")?.Replace("sha256:", "", StringComparison.Ordinal);
        return new HubFile(name, large.TryGetProperty("size", out var whole) && whole.ValueKind == JsonValueKind.Number ? whole.GetInt64() : size, sha, null);
    }

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^[0-9a-f]{7,64}$")]
    private static partial Regex Hexadecimal();
}

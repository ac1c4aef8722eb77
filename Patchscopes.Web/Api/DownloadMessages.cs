using System.Text.Json.Serialization;
using Patchscopes.Web.Services.Downloads;

namespace Patchscopes.Web.Api;

/// <summary>The body of POST /api/v1/downloads.</summary>
/// <param name="Name">"organisation/model", as the hub shows it, or the address of its page there.</param>
internal sealed record DownloadRequest(string Name);

/// <summary>How a download stands.</summary>
/// <param name="Name">The model as the hub knows it.</param>
/// <param name="State">How it stands.</param>
internal sealed record DownloadAnswer(string Name, DownloadState State)
{
    /// <summary>Bytes that came so far.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Bytes { get; init; }

    /// <summary>Bytes that it has in all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Total { get; init; }

    /// <summary>What to know about its end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    public static DownloadAnswer Of(DownloadSummary download) => new(download.Name, download.State)
    {
        Bytes = download.Progress?.Bytes,
        Total = download.Progress?.Total,
        Message = download.Message,
    };
}

/// <summary>The answer of GET /api/v1/downloads.</summary>
/// <param name="Downloads">Every one since the server's start that nobody has dismissed.</param>
internal sealed record DownloadsAnswer(IReadOnlyList<DownloadAnswer> Downloads);

using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Downloads;

namespace Patchscopes.Web.Tests.Components;

/// <summary>Downloads that a test drives by hand.</summary>
internal sealed class TestModelDownloads : IModelDownloads
{
    public bool IsAllowed { get; set; }

    public string Hub => "hub.example";

    public List<DownloadSummary> Entries { get; } = [];

    public List<string> Started { get; } = [];

    /// <summary>Thrown by the next start.</summary>
    public RequestRefusedException? Refusal { get; set; }

    public IReadOnlyList<DownloadSummary> All() => [.. Entries];

    public DownloadSummary Start(string name)
    {
        if (Refusal is { } refusal)
            throw refusal;
        Started.Add(name);
        Entries.RemoveAll(entry => entry.Name == name);
        Entries.Add(new DownloadSummary(name, DownloadState.Running, null, null));
        return Entries[^1];
    }

    public void Halt(string name)
    {
        // Tests set what a download comes to themselves.
    }

    public void Dismiss(string name) => Entries.RemoveAll(entry => entry.Name == name);
}

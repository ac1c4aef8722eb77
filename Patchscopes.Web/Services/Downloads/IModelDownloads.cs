using Patchscopes.Model.Checkpoints.Download;

namespace Patchscopes.Web.Services.Downloads;

/// <summary>Models that visitors fetch from a hub, where the configuration allows it. Safe from any thread.</summary>
public interface IModelDownloads
{
    /// <summary>Whether this server fetches models: for everybody, or for an administrator where there is a key.</summary>
    bool IsAllowed { get; }

    /// <summary>Where they come from, "huggingface.co".</summary>
    string Hub { get; }

    /// <summary>Every download since the server started that nobody has dismissed, the newest last.</summary>
    IReadOnlyList<DownloadSummary> All();

    /// <summary>Fetches a model, or goes on with one that broke off.</summary>
    /// <param name="name">"organisation/model", as the hub shows it.</param>
    /// <exception cref="RequestRefusedException">Downloads are not allowed, the name is none, or too many are under way.</exception>
    /// <returns>How it stands.</returns>
    DownloadSummary Start(string name);

    /// <summary>Stops a download; what came is kept, and starting it again goes on from there.</summary>
    void Halt(string name);

    /// <summary>Takes one that is not under way off the list.</summary>
    void Dismiss(string name);
}

/// <summary>How a download stands.</summary>
public enum DownloadState
{
    /// <summary>Under way.</summary>
    Running,

    /// <summary>Whole; the model is in the list.</summary>
    Done,

    /// <summary>Stopped by a visitor.</summary>
    Stopped,

    /// <summary>Broken off; the message says why and what to do.</summary>
    Failed,
}

/// <summary>One download.</summary>
/// <param name="Name">The model as the hub knows it.</param>
/// <param name="State">How it stands.</param>
/// <param name="Progress">How far it is; null before the first file.</param>
/// <param name="Message">What to know about its end; null while it runs.</param>
public sealed record DownloadSummary(string Name, DownloadState State, DownloadProgress? Progress, string? Message);

using System.Text.Json.Serialization;
using Microsoft.JSInterop;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Components;

/// <summary>A kept run as its owner's browser remembers it.</summary>
/// <param name="Id">The end of its address.</param>
/// <param name="OwnerKey">Changes and deletes it.</param>
/// <param name="Title">Its name.</param>
/// <param name="About">What it is of, in short.</param>
/// <param name="Kept">When it was kept, ISO 8601.</param>
/// <param name="Expires">When it expires, ISO 8601; empty: never.</param>
public sealed record ShelvedRun(
    [property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("ownerKey")] string OwnerKey, [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("about")] string About, [property: JsonPropertyName("kept")] string Kept, [property: JsonPropertyName("expires")] string Expires)
{
    /// <summary>A run that has just been kept.</summary>
    public static ShelvedRun Of(KeptRun kept, string title, string about, DateTimeOffset now) =>
        new(kept.Id, kept.OwnerKey, title, about, Words.Moment(now), kept.Expires is { } expires ? Words.Moment(expires) : "");
}

/// <summary>What was run in this browser.</summary>
/// <param name="Link">Path and query of how it was looked at last.</param>
/// <param name="Asked">Path and query of what was run, however it is looked at: the browser remembers each once.</param>
/// <param name="About">What it is of, in short.</param>
/// <param name="When">When it was run last, ISO 8601.</param>
public sealed record RecentRun([property: JsonPropertyName("link")] string Link, [property: JsonPropertyName("asked")] string Asked, [property: JsonPropertyName("about")] string About, [property: JsonPropertyName("when")] string When);

/// <summary>What the visitor's browser remembers of runs, in its own storage.</summary>
public sealed class BrowserShelf(IJSRuntime js) : BrowserModule(js, "./js/kept.js")
{
    /// <summary>The runs that were kept from this browser, the latest first.</summary>
    public async Task<IReadOnlyList<ShelvedRun>> KeptAsync() => await AskAsync<ShelvedRun[]>("kept") ?? [];

    /// <summary>The views that were run in this browser, the latest first.</summary>
    public async Task<IReadOnlyList<RecentRun>> RecentAsync() => await AskAsync<RecentRun[]>("recent") ?? [];

    /// <summary>Remembers a kept run, or what changed of one; false where the browser does not let it.</summary>
    public Task<bool> KeepAsync(ShelvedRun run) => AskAsync<bool>("keep", run);

    /// <summary>Forgets a kept run.</summary>
    public Task ForgetAsync(string id) => AskAsync<bool>("forget", id);

    /// <summary>Remembers a view.</summary>
    public Task RememberAsync(RecentRun run) => AskAsync<bool>("remember", run);

    /// <summary>Forgets every view.</summary>
    public Task ForgetRecentAsync() => AskAsync<bool>("forgetRecent");
}

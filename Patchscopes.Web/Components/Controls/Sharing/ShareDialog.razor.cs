using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Exports.Pages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Components.Controls.Sharing;

/// <summary>The button that keeps what a page shows, and the dialog that gives its link.</summary>
public sealed partial class ShareDialog : IDisposable
{
    /// <summary>The longest path and query that is offered as a link, in characters: mail programs break longer ones.</summary>
    private const int LongestLink = 6 * 1024;

    private readonly CancellationTokenSource _gone = new();
    private Modal? _modal;
    private KeptRun? _kept;
    private int _height;
    private string? _refusal;
    private bool _isKeeping;
    private bool _isShelved;
    private string _title = "";
    private string _author = "";
    private string _notes = "";
    private int _days;

    [Inject]
    public required IRunStore Store { get; init; }

    [Inject]
    public required BrowserShelf Shelf { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>Puts together what the page shows; refuses where there is nothing yet.</summary>
    [Parameter, EditorRequired]
    public required Func<Task<SavedRun>> Run { get; set; }

    /// <summary>What the page shows, in short: its name where none is given.</summary>
    [Parameter, EditorRequired]
    public required string About { get; set; }

    /// <summary>Path and query that run it again; asked for while the dialog is open, for a long view is packed.</summary>
    [Parameter, EditorRequired]
    public required Func<string> LongLink { get; set; }

    private IEnumerable<(int Days, string Words)> Lifetimes
    {
        get
        {
            var most = Store.MostDays;
            foreach (var (days, words) in new[] { (7, "a week"), (30, "a month"), (180, "half a year"), (365, "a year") })
            {
                if (most == 0 || days < most)
                    yield return (days, words);
            }
            yield return (0, most == 0 ? "ever" : most == 365 ? "a year" : string.Create(CultureInfo.InvariantCulture, $"{most} days"));
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private void Open()
    {
        (_kept, _refusal, _title, _notes) = (null, null, "", "");
        _modal?.Open();
    }

    private async Task KeepAsync()
    {
        (_isKeeping, _refusal) = (true, null);
        try
        {
            var run = (await Run()) with { Words = new RunWords(_title, _author, _notes) };
            var kept = await Store.KeepAsync(run, _days == 0 ? null : _days, isImported: false, _gone.Token);
            _isShelved = await Shelf.KeepAsync(ShelvedRun.Of(kept, _title.Trim(), About, Time.GetUtcNow()));
            (_kept, _height) = (kept, FrameSize.HeightOf(run));
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (RequestRefusedException refused)
        {
            _refusal = refused.Of(refused.Field switch { "title" => "The name", "author" => "The author’s name", "notes" => "The notes", _ => "The run" });
        }
        _isKeeping = false;
    }

    private string AddressOf(KeptRun kept) => $"{Navigation.BaseUri}p/{kept.Id}";

    private string EmbedOf(KeptRun kept) => string.Create(CultureInfo.InvariantCulture,
        $"<iframe src=\"{Navigation.BaseUri}embed/{kept.Id}\" width=\"{FrameSize.Width}\" height=\"{_height}\" style=\"border:0;max-width:100%\" title=\"Patchscopes\"></iframe>");
}

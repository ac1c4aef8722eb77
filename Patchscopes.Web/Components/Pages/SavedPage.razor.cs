using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;

namespace Patchscopes.Web.Components.Pages;

/// <summary>What this browser has kept and run, the published figures, and the import of files.</summary>
public sealed partial class SavedPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<ShelvedRun>? _kept;
    private IReadOnlyList<RecentRun>? _recent;
    private string? _refusal;
    private string? _sure;
    private bool _isImporting;

    [Inject]
    public required IRunStore Store { get; init; }

    [Inject]
    public required BrowserShelf Shelf { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    internal RunImporter? Importer { get; init; }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        (_kept, _recent) = (await Shelf.KeptAsync(), await Shelf.RecentAsync());
        StateHasChanged();
    }

    private async Task DeleteAsync(ShelvedRun run)
    {
        if (_sure != run.Id)
        {
            (_sure, _refusal) = (run.Id, null);
            return;
        }
        _sure = null;
        try
        {
            await Store.DeleteAsync(run.Id, run.OwnerKey, _gone.Token);
        }
        catch (RequestRefusedException refused) when (refused.Reason is RefusalReason.NotKept)
        {
            // Expired meanwhile: it only has to leave the list.
            _refusal = null;
        }
        catch (RequestRefusedException refused)
        {
            _refusal = refused.Message;
            return;
        }
        await Shelf.ForgetAsync(run.Id);
        _kept = await Shelf.KeptAsync();
    }

    private async Task ImportAsync(InputFileChangeEventArgs chosen)
    {
        (_refusal, _isImporting) = (null, true);
        StateHasChanged();
        try
        {
            // The importer says what is too large, in its own words; this bound is only for what it reads.
            await using var file = chosen.File.OpenReadStream(long.MaxValue, _gone.Token);
            var (run, kept) = await Importer!.ImportAsync(file, chosen.File.Size, null, _gone.Token);
            await Shelf.KeepAsync(ShelvedRun.Of(kept, run.Words.Title, RunPage.ContentOf(run), Time.GetUtcNow()));
            Navigation.NavigateTo($"/p/{kept.Id}");
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return;
        }
        catch (RequestRefusedException refused)
        {
            _refusal = $"“{chosen.File.Name}” was not imported. {refused.Message}";
        }
        catch (IOException)
        {
            _refusal = $"“{chosen.File.Name}” could not be read to its end. Try again.";
        }
        _isImporting = false;
    }

    private async Task ForgetAsync()
    {
        await Shelf.ForgetRecentAsync();
        _recent = [];
    }

    /// <summary>Only addresses of this site: a browser's storage can be written by others who sit at it.</summary>
    private static string Local(string link) => link.StartsWith('/') && !link.StartsWith("//", StringComparison.Ordinal) && !link.Contains('\\', StringComparison.Ordinal) ? link : "/";

    private static string Date(string iso) => DateTimeOffset.TryParse(iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToString("d MMM yyyy", CultureInfo.InvariantCulture) : "";
}

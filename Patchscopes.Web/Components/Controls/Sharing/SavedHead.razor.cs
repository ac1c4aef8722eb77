using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Components.Controls.Sharing;

/// <summary>What is said about a saved run: name, maker, models, notes; and what can be done with it.</summary>
public sealed partial class SavedHead
{
    private ShelvedRun? _own;
    private string? _refusal;
    private bool _isEditing;
    private bool _isSure;
    private string _title = "";
    private string _author = "";
    private string _notes = "";

    [Inject]
    public required IRunStore Store { get; init; }

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required BrowserShelf Shelf { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public required OpenedRun Opened { get; set; }

    /// <summary>Its name, or what it is of.</summary>
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>Its owner says something else about it.</summary>
    [Parameter]
    public EventCallback<RunWords> Changed { get; set; }

    private SavedRun Run => Opened.Run;

    /// <summary>A model of the run that this server does not have; null where it has all.</summary>
    private string? Lacking => Run.Models.Select(model => model.Name).Except(Service.Models().Select(model => model.Name), StringComparer.Ordinal).FirstOrDefault();

    private string Fork => (Run.Place is SavedPlace.Explore ? "/" : "/stages") + SharedLink.Fork(Opened.Id);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _own = (await Shelf.KeptAsync()).FirstOrDefault(run => run.Id == Opened.Id);
        if (_own is not null)
            StateHasChanged();
    }

    private void Edit() => (_isEditing, _refusal, _title, _author, _notes) = (true, null, Run.Words.Title, Run.Words.Author, Run.Words.Notes);

    private Task ChangeAsync() => TryAsync(async own =>
    {
        var words = new RunWords(_title, _author, _notes).Checked();
        await Store.ChangeAsync(own.Id, own.OwnerKey, words, CancellationToken.None);
        await Shelf.KeepAsync(own with { Title = words.Title });
        _isEditing = false;
        await Changed.InvokeAsync(words);
    });

    private Task DeleteAsync()
    {
        if (!_isSure)
        {
            _isSure = true;
            return Task.CompletedTask;
        }
        return TryAsync(async own =>
        {
            await Store.DeleteAsync(own.Id, own.OwnerKey, CancellationToken.None);
            await Shelf.ForgetAsync(own.Id);
            Navigation.NavigateTo("/saved");
        });
    }

    private async Task TryAsync(Func<ShelvedRun, Task> act)
    {
        _refusal = null;
        try
        {
            if (_own is { } own)
                await act(own);
        }
        catch (RequestRefusedException refused)
        {
            _refusal = refused.Message;
        }
    }
}

using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Administration;
using Patchscopes.Web.Services.Downloads;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The models there are: what each is in words, whether it is in memory, and what was checked when it was read.</summary>
public sealed partial class ModelsPage : IDisposable
{
    /// <summary>How often the page looks again; loads and downloads are shown in steps of this.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _leaving;
    private readonly HashSet<string> _unloading = new(StringComparer.Ordinal);
    private IReadOnlyList<ModelSummary> _models = [];
    private IReadOnlyList<DownloadSummary> _downloads = [];

    public ModelsPage() => _leaving = _gone.Token;

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required IModelDownloads Downloads { get; init; }

    [Inject]
    public required IModelAdministration Administration { get; init; }

    [Inject]
    public required IAdministrator Administrator { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>Whether this visitor may load ahead and download: everybody where there is no key.</summary>
    private bool MayLoad => !Administrator.IsOffered || Administrator.IsPresent;

    protected override void OnInitialized()
    {
        Look();
        if (RendererInfo.IsInteractive)
            _ = FollowAsync();
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving))
            {
                if (Look())
                    await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The visitor left.
        }
    }

    /// <summary>Whether anything is otherwise than it was.</summary>
    private bool Look()
    {
        var (models, downloads) = (_models, _downloads);
        (_models, _downloads) = (Service.ModelsInFull(), Downloads.All());
        return !_models.SequenceEqual(models) || !_downloads.SequenceEqual(downloads);
    }

    private EventCallback LoadOf(string name) => MayLoad ? EventCallback.Factory.Create(this, () => LoadAsync(name)) : default;

    private EventCallback UnloadOf(string name) => Administrator.IsPresent ? EventCallback.Factory.Create(this, () => UnloadAsync(name)) : default;

    private async Task UnloadAsync(string name)
    {
        if (!_unloading.Add(name))
            return;
        try
        {
            await Administration.EvictAsync(name, _leaving);
        }
        catch (Exception error) when (error is RequestRefusedException || _leaving.IsCancellationRequested)
        {
            // Its folder has gone meanwhile, or the server stops: the list says how it stands.
        }
        _unloading.Remove(name);
        Look();
    }

    private async Task LoadAsync(string name)
    {
        try
        {
            var load = Service.DescribeAsync(name, _leaving);
            Look();
            StateHasChanged();
            await load;
        }
        catch (Exception error) when (error is RequestRefusedException || _leaving.IsCancellationRequested)
        {
            // What cannot be used says so in the list itself.
        }
        Look();
    }
}

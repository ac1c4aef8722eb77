using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The models there are: what each is in words, whether it is in memory, and what was checked when it was read.</summary>
public sealed partial class ModelsPage : IDisposable
{
    /// <summary>How often the page looks again; loads are shown in steps of this.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, ModelDescription> _details = new(StringComparer.Ordinal);
    private IReadOnlyList<ModelSummary> _models = [];

    [Inject]
    public required IPatchscopeService Service { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    protected override async Task OnInitializedAsync()
    {
        await LookAsync();
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
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                var before = _models;
                await LookAsync();
                if (!_models.SequenceEqual(before))
                    await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The visitor left.
        }
    }

    private async Task LookAsync()
    {
        _models = Service.ModelsInFull();
        foreach (var name in _models.Where(model => model.State is ModelState.Ready && !_details.ContainsKey(model.Name)).Select(model => model.Name))
            await DescribeAsync(name);
    }

    private async Task LoadAsync(string name)
    {
        var load = DescribeAsync(name);
        await LookAsync();
        StateHasChanged();
        await load;
        await LookAsync();
    }

    /// <summary>What cannot be used says so in the list itself.</summary>
    private async Task DescribeAsync(string name)
    {
        try
        {
            _details[name] = await Service.DescribeAsync(name, _gone.Token);
        }
        catch (Exception error) when (error is RequestRefusedException || _gone.IsCancellationRequested)
        {
            _details.Remove(name);
        }
    }
}

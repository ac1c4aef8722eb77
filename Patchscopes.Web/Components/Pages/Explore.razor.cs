using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Pages;

/// <summary>The explorer.</summary>
public sealed partial class Explore
{
    private ExplorerState? _state;

    [Inject]
    public required IPatchscopeService Service { get; init; }

    protected override string Place => "";

    private ExplorerState State => _state ??= new ExplorerState(Service, Time) { Changed = Redraw, ViewChanged = WriteAddress };

    protected override Task LoadAsync(string query, CancellationToken gone) =>
        State.LoadAsync(ExplorerUrl.Read(query, ExplorerState.Defaults(Service.Models()[0].Name)), gone);

    protected override Task RunAsync() => State.RunNowAsync();

    protected override string? Link()
    {
        if (State.ModelName.Length == 0)
            return null;
        State.CheckLink();
        return State.LinkRefusal is null ? ExplorerUrl.Write(State.View()) : null;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _state?.Dispose();
    }
}

using Microsoft.Extensions.Time.Testing;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

/// <summary>A page's state on a service and a clock that the test drives.</summary>
public abstract class ExplorerStateContext : IDisposable
{
    private protected TestPatchscopeService Service { get; } = new();

    protected FakeTimeProvider Time { get; } = new();

    protected ExplorerState State { get; }

    /// <summary>Of every view that was told, whether going back returns to the one before.</summary>
    private protected List<bool> Views { get; } = [];

    protected ExplorerStateContext() => State = new ExplorerState(Service, Time) { ViewChanged = Views.Add };

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => State.Dispose();

    protected Task LoadAsync(string query) =>
        State.LoadAsync(ExplorerUrl.Read(query, ExplorerState.Defaults("atlas")), TestContext.Current.CancellationToken);

    protected async Task LoadedAsync(string query = "")
    {
        await LoadAsync(query);
        var run = State.RunNowAsync();
        Service.Last.Finish();
        await FinishAsync(run);
    }

    /// <summary>Lets the intervals between drawings pass until the run's work is done.</summary>
    protected Task FinishAsync(Task run) => Time.FinishAsync(run);

    protected Task UntilAsync(Func<bool> condition) => Time.UntilAsync(condition);
}

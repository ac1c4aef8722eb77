using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Tests.Components;

/// <summary>Keeps runs in memory; the next call can be made to be refused.</summary>
internal sealed class TestRunStore : IRunStore
{
    public Dictionary<string, SavedRun> Runs { get; } = new(StringComparer.Ordinal);

    public List<int?> Days { get; } = [];

    public string? RefusesWith { get; set; }

    public int MostDays { get; set; } = 365;

    public Task<KeptRun> KeepAsync(SavedRun run, int? days, bool isImported, CancellationToken cancellationToken)
    {
        Answer();
        Days.Add(days);
        var id = $"run{Runs.Count}";
        Runs[id] = run;
        return Task.FromResult(new KeptRun(id, "key", null));
    }

    public Task<OpenedRun> OpenAsync(string id, CancellationToken cancellationToken) => Runs.TryGetValue(id, out var run)
        ? Task.FromResult(new OpenedRun(id, run, run.Made, null, IsImported: false))
        : throw new RequestRefusedException(RefusalReason.NotKept, null, "There is no run at this address.");

    public Task ChangeAsync(string id, string ownerKey, RunWords words, CancellationToken cancellationToken)
    {
        Answer();
        Runs[id] = Runs[id] with { Words = words };
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string id, string ownerKey, CancellationToken cancellationToken)
    {
        Answer();
        Runs.Remove(id);
        return Task.CompletedTask;
    }

    private void Answer()
    {
        if (RefusesWith is { } words)
            throw new RequestRefusedException(RefusalReason.StoreUnavailable, null, words);
    }
}

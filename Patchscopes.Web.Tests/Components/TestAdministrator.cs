using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Administration;

namespace Patchscopes.Web.Tests.Components;

/// <summary>An administrator with a known key; a server without one until told.</summary>
internal sealed class TestAdministrator : IAdministrator
{
    public const string Key = "correct-horse-battery";

    public bool IsOffered { get; set; }

    public bool IsPresent { get; private set; }

    public void Enter(string key) => IsPresent = key == Key
        ? true
        : throw new RequestRefusedException(RefusalReason.NotAdministrator, null, "That is not the administrator's key.");

    public void Leave() => IsPresent = false;
}

/// <summary>Evictions that end when a test lets them.</summary>
internal sealed class TestModelAdministration : IModelAdministration
{
    public List<string> Evicted { get; } = [];

    public TaskCompletionSource<ModelSummary> Eviction { get; } = new();

    public Task<ModelSummary> LoadAsync(string model, CancellationToken cancellationToken) => Task.FromResult(new ModelSummary(model) { State = ModelState.Ready });

    public Task<ModelSummary> EvictAsync(string model, CancellationToken cancellationToken)
    {
        Evicted.Add(model);
        return Eviction.Task;
    }
}

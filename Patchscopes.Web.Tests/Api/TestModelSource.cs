using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Tests.Api;

/// <summary>A list of test models; a load can be held or made to fail.</summary>
internal sealed class TestModelSource : IModelSource
{
    public TestModelSource()
    {
        Models = [new TestModel("atlas"), new TestModel("other")];
        MayLoad.Set();
    }

    public List<TestModel> Models { get; }

    /// <summary>What the next load throws.</summary>
    public Exception? NextLoadThrows { get; set; }

    public ManualResetEventSlim MayLoad { get; } = new();

    /// <summary>Whether a load goes on when the server stops, as the engine's does.</summary>
    public bool IgnoresCancel { get; init; }

    public int Threads { get; private set; }

    public IReadOnlyList<string> List() => [.. Models.Select(model => model.Description.Name)];

    public void UseThreads(int threads) => Threads = threads;

    public IPromptTokens LoadTokenizer(string name) => Find(name);

    public ILoadedModel Load(string name, CancellationToken cancellationToken)
    {
        MayLoad.Wait(IgnoresCancel ? CancellationToken.None : cancellationToken);
        if (NextLoadThrows is { } error)
        {
            NextLoadThrows = null;
            throw error;
        }
        return Find(name);
    }

    private TestModel Find(string name) => Models.Single(model => model.Description.Name == name);
}

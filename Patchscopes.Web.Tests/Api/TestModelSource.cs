using System.Collections.Concurrent;
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

    /// <summary>Memory of models by name, in bytes; 1 where nothing is said.</summary>
    public Dictionary<string, long> Sizes { get; } = new(StringComparer.Ordinal);

    /// <summary>The server's clock; null for the machine's.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Of the models' files.</summary>
    public string Stamp { get; set; } = "";

    /// <summary>The names of all loads, in their order.</summary>
    public ConcurrentQueue<string> Loads { get; } = [];

    public ManualResetEventSlim MayLoad { get; } = new();

    /// <summary>Whether a load goes on when the server stops, as the engine's does.</summary>
    public bool IgnoresCancel { get; init; }

    public int Threads { get; private set; }

    public IReadOnlyList<string> List() => [.. Models.Select(model => model.Description.Name)];

    public void UseThreads(int threads) => Threads = threads;

    public IPromptTokens LoadTokenizer(string name) => Find(name);

    public ModelFacts FactsOf(string name) => new(MemoryBytes: Sizes.GetValueOrDefault(name, 1)) { Stamp = Stamp };

    public ILoadedModel Load(string name, IProgress<double> progress, CancellationToken cancellationToken)
    {
        Loads.Enqueue(name);
        progress.Report(0.25);
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

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Stages;

/// <summary>A service whose traces a test drives by hand.</summary>
internal sealed class TestStageService : IStageService
{
    public List<TestTrace> Traces { get; } = [];

    /// <summary>Thrown by the next trace that is asked for.</summary>
    public RequestRefusedException? Refusal { get; set; }

    public List<TestStream<DatasetRequest, DatasetEvent>> Datasets { get; } = [];

    public List<TestStream<AblationRequest, AblationEvent>> Ablations { get; } = [];

    public TestTrace Last => Traces[^1];

    public Task<IAsyncEnumerable<StageEvent>> TraceAsync(TraceRequest request, CancellationToken cancellationToken) => AskAsync(request, false, cancellationToken);

    public Task<IAsyncEnumerable<StageEvent>> InterveneAsync(TraceRequest request, CancellationToken cancellationToken) => AskAsync(request, true, cancellationToken);

    public Task<IAsyncEnumerable<DatasetEvent>> TraceDatasetAsync(DatasetRequest request, CancellationToken cancellationToken)
    {
        var dataset = new TestStream<DatasetRequest, DatasetEvent>(request, cancellationToken);
        return OpenAsync(dataset, () => Datasets.Add(dataset));
    }

    public Task<IAsyncEnumerable<AblationEvent>> AblateAsync(AblationRequest request, CancellationToken cancellationToken)
    {
        var ablation = new TestStream<AblationRequest, AblationEvent>(request, cancellationToken);
        return OpenAsync(ablation, () => Ablations.Add(ablation));
    }

    public IReadOnlyList<StageRelation> Relations() => [new("capital", 2), new("opposite", 3)];

    private Task<IAsyncEnumerable<StageEvent>> AskAsync(TraceRequest request, bool isChanged, CancellationToken cancellationToken)
    {
        var trace = new TestTrace(request, isChanged, cancellationToken);
        return OpenAsync(trace, () => Traces.Add(trace));
    }

    private Task<IAsyncEnumerable<TEvent>> OpenAsync<TRequest, TEvent>(TestStream<TRequest, TEvent> stream, Action add)
    {
        if (Refusal is { } refusal)
        {
            Refusal = null;
            throw refusal;
        }
        add();
        return Task.FromResult(stream.ReadAsync());
    }
}

/// <summary>One stream of the double.</summary>
internal class TestStream<TRequest, TEvent>(TRequest request, CancellationToken left)
{
    private readonly Channel<TEvent> _lines = Channel.CreateUnbounded<TEvent>();

    public TRequest Request { get; } = request;

    public bool IsLeft => left.IsCancellationRequested;

    public void Write(params ReadOnlySpan<TEvent> lines)
    {
        foreach (var line in lines)
            Assert.True(_lines.Writer.TryWrite(line));
    }

    public void End(TEvent line)
    {
        Write(line);
        _lines.Writer.Complete();
    }

    public IAsyncEnumerable<TEvent> ReadAsync() => ReadAsync(left);

    private async IAsyncEnumerable<TEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
            yield return line;
    }
}

/// <summary>One trace of the double.</summary>
internal sealed class TestTrace(TraceRequest request, bool isChanged, CancellationToken left) : TestStream<TraceRequest, StageEvent>(request, left)
{
    public bool IsChanged { get; } = isChanged;

    public void Start()
    {
        var tokens = TestPatchscopeService.Tokens(Request.Prompt);
        Write(new TraceStarted(Request.Model, tokens, Request.Position < 0 ? tokens.Count + Request.Position : Request.Position, Request.Decoder));
    }

    /// <summary>A whole trace that says these tokens after each block, the argument and the answer being the trace's.</summary>
    public void Finish(params string[] says) => FinishWith(says[^1], says);

    /// <summary>The same of a model that goes on to say a word.</summary>
    public void FinishWith(string word, params string[] says)
    {
        var (argument, answer) = (" " + (Request.Argument ?? "Poland"), " " + (Request.Answer ?? "Warsaw"));
        Start();
        for (var block = 0; block < says.Length; block++)
            Write(new BlockTraced(block, State(block == 0 ? ":" : says[block - 1], argument, answer), State(says[block], argument, answer), new BlockNorms(10, 4, 63, 50)));
        var applied = Array.FindIndex(says, word => word == answer);
        var isFormed = says.Contains(argument) && applied > 0;
        Write(new TraceVerdict(
            isFormed ? StageLabel.Abstractive : StageLabel.Extractive, isFormed ? new BlockRange(0, applied - 1) : null, isFormed, isFormed ? applied : null,
            isFormed ? StageAttribution.FeedForward : null, Math.Max(0, applied), 0.9, CrossingStrength.Clear,
            isFormed ? new BlockRange(0, applied - 1) : null, isFormed ? null : new BlockRange(Math.Max(0, applied), says.Length - 1),
            Standing(argument, says[^1]), Standing(answer, says[^1]), new TokenReading(Id(says[^1]), says[^1], 0.9f), Request.Prompt.Contains(says[^1].Trim(), StringComparison.Ordinal), ["It has only 3 blocks."])
        {
            SaidWord = Request.Answer is null ? word : null,
        });
        if (IsChanged)
            Write(new InterventionOutcome(State(answer, argument, answer), State(says[^1], argument, answer), says[^1] != answer, says[^1] == argument));
        End(new StageDone(0.25));
    }

    private static StateSays State(string says, string argument, string answer) =>
        new([new TokenReading(Id(says), says, 0.8f), new TokenReading(8, " next", 0.1f)], Standing(argument, says), Standing(answer, says), 0.5, 0.75);

    private static StandingReading Standing(string word, string says) => word == says ? new(3, word, 0.8, 1, 1) : new(3, word, 0.01, 40, 1 / 40.0);

    /// <summary>The same number for the same word, as a vocabulary has it.</summary>
    private static int Id(string word) => word.Sum(letter => (int)letter) + 10;
}

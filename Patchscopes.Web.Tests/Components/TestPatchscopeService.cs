using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

/// <summary>
/// A service whose runs a test drives by hand: tokens are words with the space before them, a run's events come when the
/// test writes them.
/// </summary>
internal sealed class TestPatchscopeService : IPatchscopeService
{
    public const int Blocks = 3;

    public List<TestRun> Runs { get; } = [];

    public List<CellRequest> Cells { get; } = [];

    public List<string> Tokenized { get; } = [];

    public List<string> Loads { get; } = [];

    public IReadOnlyList<ModelSummary> Names { get; set; } = [new("atlas"), new("other")];

    public long ModelBudget { get; init; } = 1L << 31;

    public int Context { get; init; } = 40;

    /// <summary>What opening a cell waits for.</summary>
    public Func<CellRequest, Task> OpeningCell { get; set; } = _ => Task.CompletedTask;

    /// <summary>What loading a model waits for; it may refuse.</summary>
    public Func<string, Task> Loading { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the tokens of a text wait for; it may refuse.</summary>
    public Func<string, Task> Tokenizing { get; set; } = _ => Task.CompletedTask;

    /// <summary>Thrown by the next run that is asked for.</summary>
    public RequestRefusedException? Refusal { get; set; }

    /// <summary>Widths of models that are not the usual one.</summary>
    public Dictionary<string, int> Widths { get; } = new(StringComparer.Ordinal);

    public TestRun Last => Runs[^1];

    public bool HasChatTemplate { get; set; }

    public int Listings { get; private set; }

    public IReadOnlyList<ModelSummary> Models()
    {
        Listings++;
        return Names;
    }

    public IReadOnlyList<ModelSummary> ModelsInFull() => Names;

    public async Task<ModelDescription> DescribeAsync(string model, CancellationToken cancellationToken)
    {
        if (Names.All(name => name.Name != model))
            throw new RequestRefusedException(RefusalReason.UnknownModel, "model", $"There is no model {model}.");
        Loads.Add(model);
        await Loading(model).WaitAsync(cancellationToken);
        return new ModelDescription(model, Blocks, Widths.GetValueOrDefault(model, 8), 2, Context, 100, "float32", "abc", [new ModelCheckResult("a self-patch changes nothing", 0, 1e-4)])
        {
            HasChatTemplate = HasChatTemplate,
        };
    }

    public async Task<IReadOnlyList<Token>> TokenizeAsync(string model, string text, bool chat, CancellationToken cancellationToken)
    {
        Tokenized.Add(text);
        await Tokenizing(text).WaitAsync(cancellationToken);
        if (text.Length == 0)
            return [];
        return chat ? [new Token(99, "<user>", "<user>"), .. Tokens(text)] : Tokens(text);
    }

    public Task<IReadOnlyList<Token>> SpellAsync(string model, string text, CancellationToken cancellationToken) => Task.FromResult(Tokens(text));

    /// <summary>The tables that were asked for.</summary>
    public List<LensRequest> Lenses { get; } = [];

    /// <summary>What tables wait for, or null.</summary>
    public Task? BeforeLens { get; set; }

    public async Task<LensTable> ReadLensAsync(LensRequest request, CancellationToken cancellationToken)
    {
        Lenses.Add(request);
        if (BeforeLens is { } gate)
            await gate.WaitAsync(cancellationToken);
        var tokens = Tokens(request.Prompt);
        return new LensTable(tokens, [.. Layer.Blocks(Blocks).Select(layer => new LensRow(layer,
            [.. tokens.Select(token => (IReadOnlyList<TokenReading>)[new TokenReading(token.Id, $"{token.Text}{layer}", 0.5f)])]))]);
    }

    public Task<SweepRun> StartSweepAsync(SweepRequest request, object? view, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            Refusal = null;
            throw refusal;
        }
        var run = new TestRun(request, view, cancellationToken);
        Runs.Add(run);
        return Task.FromResult(new SweepRun(0, run.ReadAsync(cancellationToken)));
    }

    public async Task<CellDetail> OpenCellAsync(CellRequest request, CancellationToken cancellationToken)
    {
        Cells.Add(request);
        // Not WaitAsync: the engine may well answer after the reader has left.
        await OpeningCell(request);
        IReadOnlyList<TokenReading> top = [.. Enumerable.Range(0, request.TopK).Select(at => new TokenReading(at, $" word{at}", 0.9f / (at + 1)))];
        return new CellDetail(top, [new TokenReading(50, " usual", 0.5f)], Tokens(" written text"), Tokens(" other text"));
    }

    /// <summary>A second per token from the patched one to the read-out.</summary>
    public TimeSpan? Estimate(string model, int cells, int targetTokensFromPatch)
    {
        Estimates.Add((cells, targetTokensFromPatch));
        return TimeSpan.FromSeconds(targetTokensFromPatch);
    }

    /// <summary>What estimates were asked for.</summary>
    public List<(int Cells, int Tokens)> Estimates { get; } = [];

    public static IReadOnlyList<Token> Tokens(string text)
    {
        var starts = Enumerable.Range(0, text.Length).Where(at => at == 0 || text[at] == ' ').Append(text.Length).ToList();
        return [.. starts.Zip(starts.Skip(1), (start, end) => text[start..end]).Select((word, at) => new Token(at, word, TokenDisplay.Of(word)))];
    }
}

/// <summary>One run of the double.</summary>
internal sealed class TestRun(SweepRequest request, object? view, CancellationToken left)
{
    private readonly Channel<SweepEvent> _events = Channel.CreateUnbounded<SweepEvent>();

    public SweepRequest Request { get; } = request;

    public object? View { get; } = view;

    public bool IsEnded { get; private set; }

    public bool IsLeft => left.IsCancellationRequested;

    public void Start()
    {
        Write(new SweepStarted(
            Request.Model, TestPatchscopeService.Tokens(Request.Source.Prompt), TestPatchscopeService.Tokens(Request.Target.Prompt), TestPatchscopeService.Blocks * TestPatchscopeService.Blocks)
        {
            Answers = [.. Answers.Select(TestPatchscopeService.Tokens)],
            Written = TextCells().Count(),
        });
        Write(new SweepUnpatched([new TokenReading(50, " usual", 0.5f)], 1.25, [.. Answers.Select(answer => new AnswerReading(0.125, RankOf(answer, 9)))]));
    }

    /// <summary>
    /// A column of cells that say <paramref name="text"/>, the more probable the later the source layer, which was usually
    /// 0.0625; answers are less probable by half each.
    /// </summary>
    public void Column(int target, string text = " word") => Write(new SweepCells(
        [.. (Request.SourceLayers ?? Layer.Blocks(TestPatchscopeService.Blocks)).Select(source => new CellReading(
            source, new Layer(target), [new TokenReading(7, text, 0.3f + (0.2f * source.Index)), new TokenReading(8, " next", 0.1f)])
        {
            Entropy = source.Index + (0.5 * target),
            UsualProbability = 0.0625,
            Answers = [.. Answers.Select((answer, at) => new AnswerReading((0.25 + (0.25 * source.Index)) / (at + 1), RankOf(answer, 3 - source.Index)))],
        })]));

    /// <summary>What is written in each cell that the request wants a text of: the first answer, where source and target layer are the same.</summary>
    public void Texts() => Write(new SweepWritten([.. TextCells().Select(cell => new CellText(
        cell.Source, cell.Target, TestPatchscopeService.Tokens($" text {cell.Source}"), Answers.Count == 0 ? null : cell.Source == cell.Target))]));

    /// <summary>The whole run, each cell saying the same.</summary>
    public void Finish(string text = " word")
    {
        Start();
        foreach (var column in Request.TargetLayers ?? Layer.Blocks(TestPatchscopeService.Blocks))
            Column(column.Index, text);
        if (TextCells().Any())
            Texts();
        End(new SweepDone(1.5));
    }

    private IReadOnlyList<string> Answers => Request.Answers ?? [];

    private static int? RankOf(string answer, int rank) => TestPatchscopeService.Tokens(answer).Count == 1 ? rank : null;

    private IEnumerable<CellAddress> TextCells() => Request.NewTokens == 0 ? [] :
        from source in Layer.Blocks(TestPatchscopeService.Blocks)
        from target in Layer.Blocks(TestPatchscopeService.Blocks)
        where Request.Writes is WrittenCells.All || source == target
        select new CellAddress(source, target);

    public void Write(SweepEvent item) => Assert.True(_events.Writer.TryWrite(item));

    public void End(SweepEvent item)
    {
        Write(item);
        _events.Writer.Complete();
        IsEnded = true;
    }

    /// <summary>No more comes, because of something that nobody foresaw.</summary>
    public void Break(Exception fault) => _events.Writer.Complete(fault);

    public async IAsyncEnumerable<SweepEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in _events.Reader.ReadAllAsync(cancellationToken))
            yield return item;
    }
}

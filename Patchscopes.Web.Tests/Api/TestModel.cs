using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Running;
using Patchscopes.Model.Tokens;
using Patchscopes.Model.Tokens.Chat;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Inference;
using Xunit;

namespace Patchscopes.Web.Tests.Api;

/// <summary>
/// A model of four blocks whose tokens are words. Held, it gives each column only when told to, and looks out for a cancel
/// meanwhile, as the engine does.
/// </summary>
internal sealed partial class TestModel(string name, int context = TestModel.Context, string? hash = null) : ILoadedModel
{
    public const int Blocks = 4;
    public const int Context = 12;

    /// <summary>A text that would do harm wherever it is not encoded; it is the most probable token of every cell.</summary>
    public const string Nasty = " <img src=x onerror=\"alert(1)\">\u2028\n\\";

    private const int NastyId = 7;

    private readonly ConcurrentDictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _columns = new(0);
    private readonly Channel<SweepPlan> _begun = Channel.CreateUnbounded<SweepPlan>();
    private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();

    public ModelDescription Description { get; } = new(name, Blocks, 8, 2, context, 1000, "float32", hash ?? $"hash of {name}", []);

    /// <summary>Whether sweeps wait for <see cref="GiveColumns"/>.</summary>
    public bool IsHeld { get; set; }

    /// <summary>What sweeps and cells throw after their first column.</summary>
    public Exception? Breaks { get; set; }

    public bool BreaksTokenizing { get; set; }

    /// <summary>Whether its tokens stand for no part of a text.</summary>
    public bool SpellsNothing { get; set; }

    /// <summary>Called before vectors are read, and before each column.</summary>
    public Action Reads { get; set; } = () => { };

    /// <inheritdoc cref="Reads"/>
    public Action Computes { get; set; } = () => { };

    public float FirstProbability { get; set; } = 0.5f;

    /// <summary>How many sweeps were begun.</summary>
    public int Sweeps { get; private set; }

    /// <summary>How many lens tables were read.</summary>
    public int Lenses { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>The threads that did anything but tokenise.</summary>
    public ConcurrentDictionary<int, string?> Threads { get; } = new();

    public void GiveColumns(int count) => _columns.Release(count);

    /// <summary>The plan of the next sweep that begins.</summary>
    public Task<SweepPlan> NextBegunAsync() => _begun.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    /// <summary>Whether the next sweep that ends was cancelled.</summary>
    public Task<bool> NextEndedAsync() => _ended.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public IReadOnlyList<Token> Encode(string text) => BreaksTokenizing
        ? throw new IOException("/root/secret/vocab.json")
        : [.. Words().Matches(text).Select(word => Describe(IdOf(word.Value))).Select(token => SpellsNothing ? token with { Text = "" } : token)];

    public IReadOnlyList<Token> EncodeChat(string message) => throw new ChatTemplateException("The model has no chat template.");

    public Token Describe(int id) => id == NastyId
        ? new Token(id, Nasty, Nasty.Replace(' ', '␣'))
        : _ids.FirstOrDefault(word => word.Value == id).Key is { } known ? new Token(id, known, known.Replace(' ', '␣')) : new Token(id, $"t{id}", $"t{id}");

    public UnpatchedReading ReadUnpatched(SweepPlan plan, CancellationToken cancellationToken) =>
        new([new TokenProbability(50, 0.25f)], 1, [.. plan.Answers.Select(_ => new AnswerReading(0.125, 3))]);

    public IReadOnlyList<Token> EncodeContinuation(string text) => Encode(text);

    public PatchVectors ReadVectors(SweepPlan plan, CancellationToken cancellationToken)
    {
        Reads();
        return PatchVectors.Zeros(plan.SourceLayers.Count, Description.Width);
    }

    public TextStates ReadTexts(IReadOnlyList<TextPositions> texts, PatchSite site, IReadOnlyList<Layer> layers, CancellationToken cancellationToken) =>
        texts.Any(text => text.Positions.Count > 0) ? throw new NotSupportedException("This model reads no texts.") : new TextStates(layers.ToDictionary(layer => layer, _ => Array.Empty<float>()), [], Description.Width);

    public IReadOnlyList<IReadOnlyList<TokenProbability>> ReadAt(SweepPlan plan, PatchVectors vectors, Layer target, CancellationToken cancellationToken) =>
        [.. Enumerable.Range(0, vectors.Count).Select(row => (IReadOnlyList<TokenProbability>)[new(300 + row, 0.5f)])];

    public void WriteCells(
        SweepPlan plan, PatchVectors vectors, IReadOnlyList<(Layer Source, Layer Target)> cells, int newTokens,
        Action<IReadOnlyList<WrittenCell>> onWritten, CancellationToken cancellationToken)
    {
        foreach (var (source, target) in cells)
            onWritten([new WrittenCell(source, target, [.. Enumerable.Range(400, newTokens)])]);
    }

    public void Sweep(SweepPlan plan, PatchVectors vectors, Action<SweepColumn> onColumn, CancellationToken cancellationToken)
    {
        Threads[Environment.CurrentManagedThreadId] = Thread.CurrentThread.Name;
        Sweeps++;
        _begun.Writer.TryWrite(plan);
        try
        {
            foreach (var target in plan.TargetLayers.Reverse())
            {
                if (IsHeld)
                    _columns.Wait(cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                Computes();
                onColumn(new SweepColumn(target, [.. plan.SourceLayers.Select(source => Cell(plan, source, target))]));
                if (Breaks is not null)
                    throw Breaks;
            }
        }
        finally
        {
            _ended.Writer.TryWrite(cancellationToken.IsCancellationRequested);
        }
    }

    public CellContinuation OpenCell(SweepPlan plan, PatchVectors vector, Layer target, int newTokens, CancellationToken cancellationToken)
    {
        Threads[Environment.CurrentManagedThreadId] = Thread.CurrentThread.Name;
        if (Breaks is not null)
            throw Breaks;
        return new CellContinuation([.. Enumerable.Range(0, plan.TopK).Select(rank => new TokenProbability(rank, 1f / (rank + 2)))], [],
            [.. Enumerable.Range(0, newTokens)], []);
    }

    public LensReading ReadLens(IReadOnlyList<int> tokens, LensKind lens, int topK, CancellationToken cancellationToken)
    {
        Lenses++;
        return new(Layer.Blocks(Blocks), [.. Layer.Blocks(Blocks).Select(layer => (IReadOnlyList<IReadOnlyList<TokenProbability>>)
            [.. tokens.Select(token => (IReadOnlyList<TokenProbability>)[new(token, 1f / (layer.Index + 2))])])]);
    }

    public void Dispose()
    {
        IsDisposed = true;
        _columns.Dispose();
    }

    private SweepCell Cell(SweepPlan plan, Layer source, Layer target) => new(source, target,
        [.. Enumerable.Range(0, plan.TopK).Select(rank => new TokenProbability(rank == 0 ? NastyId : 200 + source.Index + rank, FirstProbability / (rank + 1)))])
    {
        Entropy = 2,
        UsualProbability = 0.0625,
        Answers = [.. plan.Answers.Select((_, at) => new AnswerReading(0.5 / (at + 1), at + 1))],
    };

    /// <summary>Counted one at a time: prompts are encoded on many threads, and two words must not get one id.</summary>
    private int IdOf(string word)
    {
        lock (_ids)
            return _ids.GetOrAdd(word, _ => 100 + _ids.Count);
    }

    [GeneratedRegex(@"\s?\S+|\s")]
    private static partial Regex Words();
}

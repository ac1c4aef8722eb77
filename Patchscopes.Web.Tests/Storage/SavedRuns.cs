using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Stages;
using Patchscopes.Web.State.Views;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Tests.Storage;

/// <summary>Saved runs to test with.</summary>
internal static class SavedRuns
{
    public static SavedRun Map(string title = "") => new()
    {
        Place = SavedPlace.Explore,
        Words = new RunWords(title, "Ada", "See block 1."),
        Made = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero),
        Software = "Patchscopes 1.0.0",
        View = "?model=tiny&source=a+b&sourceToken=-1&target=x&targetToken=-1&cell=1-0",
        Models = [new ModelDescription("tiny", 2, 4, 1, 16, 100, "float32", new string('a', 64), [])],
        Sweeps =
        [
            new SavedSweep(
                new SweepRequest { Model = "tiny", Source = new PromptPosition("a b", -1), Target = new PromptPosition("x", -1) },
                [
                    new SweepStarted("tiny", [new Token(0, "a", "a"), new Token(1, " b", "␣b")], [new Token(2, "x", "x")], 4),
                    new SweepUnpatched([new TokenReading(3, " y", 0.5f)], 1.25, []),
                    Column(1, 0.25f),
                    Column(0, 0.125f),
                    new SweepDone(0.5),
                ],
                [new SavedCell(new Layer(1), new Layer(0), 10, 20, true, new CellDetail([new TokenReading(4, "\uFFFD", 0.75f) { Display = "‹0xE2›" }], [], [new Token(5, " z", "␣z")], []))]),
        ],
    };

    /// <summary>A map with all that a run of the explorer can hold: answers, texts, a fit, pins, a map beside it, opened cells, the prompt's own answer, a lens table.</summary>
    public static SavedRun FullMap()
    {
        var request = new SweepRequest
        {
            Model = "tiny",
            Source = new PromptPosition("a b", -1),
            Target = new PromptPosition("x x", -1),
            AlsoPatched = [0],
            Mapping = new MappingRequest(MappingKind.Affine),
            Answers = [" t1"],
            NewTokens = 2,
            SourceLayers = [Layer.Embedding, new Layer(0), new Layer(1)],
        };
        var before = request with { Source = new PromptPosition("b a", 0) };
        var (source, own) = (new PromptPosition("a b", -1), new SavedCell(new Layer(1), new Layer(1), 1, 1, false, Detail([])));
        return Map("Full") with
        {
            View = ExplorerUrl.Write(new ExplorerView(request, new CellAddress(new Layer(1), new Layer(0)))
            {
                Pins = [new CellAddress(Layer.Embedding, new Layer(1)), new CellAddress(new Layer(0), new Layer(0))],
                With = before,
                Look = MapLook.Default with { View = MapView.Probability, AnswerIndex = 0 },
            }),
            Sweeps =
            [
                new SavedSweep(request, Lines("a", " b"), [new SavedCell(new Layer(1), new Layer(0), 10, 20, true, Detail(
                    [new ControlReading(ControlKind.Random, 1, [Reading(" t1")]), new ControlReading(ControlKind.Token, 0, [Reading(" t0")]), new ControlReading(ControlKind.Mean, 0, [])]))]),
                new SavedSweep(before, Lines("b", " a"), []),
                new SavedSweep(new SweepRequest { Model = "tiny", Source = source, Target = source }, [], [own]),
            ],
            Lenses = [new SavedLens(new LensRequest { Model = "tiny", Prompt = "a b" }, new LensTable(
                [new Token(0, "a", "a"), new Token(1, " b", "␣b")], [new LensRow(new Layer(0), [[Reading(" t0")], [Reading(" t1")]]), new LensRow(new Layer(1), [[Reading(" t1")], [Reading(" t0")]])]))],
        };
    }

    /// <summary>A run of the stages: a question, its twin, and the question without a feed-forward write.</summary>
    public static SavedRun Stages()
    {
        var request = new TraceRequest { Model = "tiny", Prompt = "a b", Argument = "a", Answer = "y" };
        var twin = request with { Prompt = ExtractiveTwin.Of(request.Prompt, "y", false) };
        var proof = StageProof.Remove(LaneKey.Question, 1, 1);
        return Map("Stages") with
        {
            Place = SavedPlace.Stages,
            View = StageUrl.Write(new StageView { Request = request, Block = 1, Without = proof }),
            Sweeps = [],
            Traces = [Trace(request), Trace(twin), Trace(proof.Request(request), new InterventionOutcome(Says(" y"), Says(" a"), true, true))],
        };
    }

    private static SavedTrace Trace(TraceRequest request, InterventionOutcome? outcome = null) => new(request,
    [
        new TraceStarted("tiny", [new Token(0, "a", "a"), new Token(1, " b", "␣b")], 1, LensKind.LogitLens),
        new BlockTraced(0, Says(" b"), Says(" a"), new BlockNorms(1, 0.5, 0.25, 2)),
        new BlockTraced(1, Says(" a"), Says(" y"), new BlockNorms(2, 0.5, 3, 4)),
        new TraceVerdict(
            StageLabel.Abstractive, new BlockRange(0, 0), true, 1, StageAttribution.FeedForward, 1, 0.5, CrossingStrength.Weak, new BlockRange(0, 0), null,
            Standing(" a", 2), Standing(" y", 1), Reading(" y"), false, ["It has only 2 blocks."]) { SaidWord = " y" },
        .. new StageEvent?[] { outcome, new StageDone(0.25) }.OfType<StageEvent>(),
    ]);

    private static StateSays Says(string text) => new([Reading(text), new TokenReading(9, " q", 0.125f)], Standing(" a", 2), Standing(" y", 1), 1.5, -0.03);

    private static StandingReading Standing(string text, int rank) => new(3, text, 0.25, rank, 1.0 / rank);

    private static TokenReading Reading(string text) => new(7, text, 0.5f);

    private static CellDetail Detail(IReadOnlyList<ControlReading> controls) =>
        new([Reading(" t1")], [Reading(" t0")], [new Token(5, " z", "␣z")], [new Token(6, " w", "␣w")]) { Controls = controls };

    private static IReadOnlyList<SweepEvent> Lines(string first, string second) =>
    [
        new SweepStarted("tiny", [new Token(0, first, TokenDisplay.Of(first)), new Token(1, second, TokenDisplay.Of(second))], [new Token(2, "x", "x"), new Token(4, " x", "␣x")], 6)
        {
            Answers = [[new Token(11, " t1", "␣t1")]],
            Written = 6,
        },
        new SweepFitted(20, 4, [new FittedPair(new Layer(0), new Layer(1), 0.5)]),
        new SweepUnpatched([Reading(" y")], 1.25, [new AnswerReading(0.5, 2)]),
        FullColumn(1),
        FullColumn(0),
        new SweepWritten([new CellText(new Layer(1), new Layer(0), [new Token(5, " z", "␣z")], true)]),
        new SweepDone(0.5),
    ];

    private static SweepCells FullColumn(int target) => new([.. Enumerable.Range(-1, 3).Select(source =>
        new CellReading(new Layer(source), new Layer(target), [Reading($" t{source}")]) { Entropy = 1, UsualProbability = 0.5, Answers = [new AnswerReading(0.25, 3)] })]);

    private static SweepCells Column(int target, float probability) => new([.. Enumerable.Range(0, 2).Select(source =>
        new CellReading(new Layer(source), new Layer(target), [new TokenReading(10 + source, $" t{source}", probability)]) { Entropy = 0.1 + source, UsualProbability = 0.5 })]);
}

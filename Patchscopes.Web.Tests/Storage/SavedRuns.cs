using Patchscopes.Model.Architecture;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
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

    private static SweepCells Column(int target, float probability) => new([.. Enumerable.Range(0, 2).Select(source =>
        new CellReading(new Layer(source), new Layer(target), [new TokenReading(10 + source, $" t{source}", probability)]) { Entropy = 0.1 + source, UsualProbability = 0.5 })]);
}

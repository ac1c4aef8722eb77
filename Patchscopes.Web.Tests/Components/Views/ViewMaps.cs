using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Tests.Components;

/// <summary>Maps of three blocks, whose numbers a test can tell from their layers.</summary>
internal static class ViewMaps
{
    public const int Vocabulary = 1000;

    /// <summary>A whole map; each cell says its own layers.</summary>
    public static SweepMap Map(SweepRequest? request = null, double more = 0, bool isWhole = true)
    {
        var asked = request ?? Request();
        var answers = asked.Answers ?? [];
        var tokens = TestPatchscopeService.Tokens(asked.Target.Prompt);
        var map = new SweepMap(asked, new SweepStarted("atlas", TestPatchscopeService.Tokens(asked.Source.Prompt), tokens, 9)
        {
            Answers = [.. answers.Select(TestPatchscopeService.Tokens)],
        }, 3)
        {
            Vocabulary = Vocabulary,
            Unpatched = new SweepUnpatched([new TokenReading(1, " usual", 0.5f)], 1, [.. answers.Select(answer => new AnswerReading(0.25, 4))]),
        };
        if (isWhole)
            map.Add([.. from source in map.Rows from target in map.Columns select Cell(source, target, answers, more)]);
        return map;
    }

    public static SweepRequest Request(params string[] answers) => new()
    {
        Model = "atlas",
        Source = new PromptPosition("one two", -1),
        Target = new PromptPosition("three four", -1),
        Answers = answers.Length == 0 ? null : answers,
    };

    public static CellAddress At(int source, int target) => new(new Layer(source), new Layer(target));

    private static CellReading Cell(Layer source, Layer target, IReadOnlyList<string> answers, double more) =>
        new(source, target, [new TokenReading(1, $"s{source}t{target}", (float)(0.5 + (0.1 * source.Index) + more)), new TokenReading(2, " next", 0.1f)])
        {
            Entropy = source.Index + (target.Index / 10.0) + more,
            UsualProbability = 0.75,
            Answers = [.. answers.Select((answer, at) => new AnswerReading((0.1 * (at + 1)) + more, TestPatchscopeService.Tokens(answer).Count == 1 ? 5 + at : null))],
        };
}

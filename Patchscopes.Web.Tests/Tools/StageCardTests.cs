using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Tools.Verify.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Tools;

/// <summary>The bounds of the stages' report card, on a card that meets each exactly and is spoilt in one place.</summary>
public sealed class StageCardTests
{
    private const int Rows = 100;
    private const int QuestionsFrom = 8, TwinsFrom = 5;

    [Fact]
    public void Bounds_MetExactly_Hold() => Assert.True(Card(Questions(), Twins()).Holds());

    public static TheoryData<string, string> Spoilt => new()
    {
        { "few abstractive", "correct questions labelled abstractive" },
        { "few extractive", "correct twins labelled extractive" },
        { "late twins", "twins saturate earlier" },
        { "few changed", "removed writes change the answer" },
        { "few back", "removed writes give back the argument" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void Bounds_MissedByOneRow_DoNot(string spoilt, string expected)
    {
        var (questions, twins) = (Questions(), Twins());
        var card = spoilt switch
        {
            "few abstractive" => Card(questions with { Labels = Labels(StageLabel.Abstractive, 89) }, twins),
            "few extractive" => Card(questions, twins with { Labels = Labels(StageLabel.Extractive, 89) }),
            "late twins" => Card(questions, twins with { SaturationLayers = At(TwinsFrom, late: 1) }),
            "few changed" => Card(questions with { Removals = new RemovalSummary(Rows, [80, 4, 0], 60) }, twins),
            _ => Card(questions with { Removals = new RemovalSummary(Rows, [80, 5, 0], 59) }, twins),
        };
        Assert.False(card.Holds());
        Assert.Equal(expected, Assert.Single(card.Bounds(), bound => !bound.Holds).Name);
    }

    [Fact]
    public void Bounds_OfNothingCorrect_DoNotHold()
    {
        var nothing = Questions() with { Correct = 0, Labels = Labels(StageLabel.Abstractive, 0), SaturationLayers = new int[12], Removals = null };
        Assert.All(Card(nothing, nothing).Bounds(), bound => Assert.False(bound.Holds));
    }

    private static StageCard Card(DatasetSummary questions, DatasetSummary twins) => new("00", LensKind.LogitLens, [new("capital", new Dictionary<QuestionForm, DatasetSummary>
    {
        [QuestionForm.Question] = questions,
        [QuestionForm.TrueTwin] = twins,
        [QuestionForm.FalseTwin] = twins,
    })]);

    private static DatasetSummary Questions() => Summary(StageLabel.Abstractive, QuestionsFrom) with { Removals = new RemovalSummary(Rows, [80, 5, 0], 60) };

    private static DatasetSummary Twins() => Summary(StageLabel.Extractive, TwinsFrom);

    private static DatasetSummary Summary(StageLabel label, int from) => new()
    {
        Rows = Rows,
        Correct = Rows,
        Labels = Labels(label, 90),
        AllLabels = Labels(label, 90),
        ArgumentRank = new double[12],
        AnswerRank = new double[12],
        ApplicationLayers = new int[12],
        SaturationLayers = At(from),
    };

    private static Dictionary<StageLabel, int> Labels(StageLabel label, int count) =>
        Enum.GetValues<StageLabel>().ToDictionary(one => one, one => one == label ? count : one is StageLabel.NoX ? Rows - count : 0);

    private static int[] At(int from, int late = 0)
    {
        var layers = new int[12];
        (layers[from], layers[from + 1]) = (Rows - late, late);
        return layers;
    }
}

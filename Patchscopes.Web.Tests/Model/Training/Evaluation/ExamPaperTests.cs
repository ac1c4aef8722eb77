using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Evaluation;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Training.Evaluation;

public sealed class ExamPaperTests
{
    private static readonly RelationTable Capital = new()
    {
        Key = "capital",
        Noun = "capital",
        Weight = 1,
        Facts = [new("Poland", "Warsaw"), new("Japan", "Tokyo"), new("Peru", "Lima")],
        Statements = ["The capital of {s} is{o}."],
        Questions = ["What is the capital of {s}?"],
    };

    public static TheoryData<string> Keys => [.. Relations.All.Select(relation => relation.Key)];

    [Fact]
    public void OneShot_OfARow_IsAnAnsweredQuestionThenTheQuestion()
    {
        var exam = ExamPaper.OneShot(Capital)[0];

        Assert.Contains(exam.Prompt, new[]
        {
            "Q: What is the capital of Japan?\nA: Tokyo\nQ: What is the capital of Poland?\nA:",
            "Q: What is the capital of Peru?\nA: Lima\nQ: What is the capital of Poland?\nA:",
        });
        Assert.Equal(" Warsaw", exam.Answer);
    }

    [Fact]
    public void ZeroShotAndStatement_OfARow_AskWithoutExample()
    {
        Assert.Equal(new Exam("Q: What is the capital of Japan?\nA:", " Tokyo"), ExamPaper.ZeroShot(Capital)[1]);
        Assert.Equal(new Exam("The capital of Japan is", " Tokyo"), ExamPaper.Statements(Capital)[1]);
    }

    [Theory]
    [InlineData("; ", "Japan -> Tokyo; Peru -> Lima; Poland ->", "Peru -> Lima; Japan -> Tokyo; Poland ->")]
    [InlineData("\n", "Japan -> Tokyo\nPeru -> Lima\nPoland ->", "Peru -> Lima\nJapan -> Tokyo\nPoland ->")]
    public void Arrows_Spaced_ShowPairsThenTheLeftSide(string separator, string one, string other)
    {
        var exam = ExamPaper.Arrows(Capital, ListStyle.Spaced(separator), 2)[0];

        Assert.Contains(exam.Prompt, new[] { one, other });
        Assert.Equal(" Warsaw", exam.Answer);
    }

    [Theory]
    [InlineData("; ", "Japan->Tokyo; Peru->Lima; Poland->", "Peru->Lima; Japan->Tokyo; Poland->")]
    [InlineData("\n", "Japan->Tokyo\nPeru->Lima\nPoland->", "Peru->Lima\nJapan->Tokyo\nPoland->")]
    public void Arrows_Tight_HaveNoSpaceBeforeTheAnswer(string separator, string one, string other)
    {
        var exam = ExamPaper.Arrows(Capital, ListStyle.Tight(separator), 2)[0];

        Assert.Contains(exam.Prompt, new[] { one, other });
        Assert.Equal("Warsaw", exam.Answer);
    }

    [Theory]
    [InlineData("language")]
    [InlineData("person")]
    public void Arrows_OfLanguageAndPerson_ShowNoRowWithTheSameWordForBoth(string key)
    {
        var (relation, person, language) = (Relations.Named(key), Relations.Named("person"), Relations.Named("language"));
        var sameWord = language.Facts.Where(fact => person.Facts.Contains(fact)).Select(fact => $"{fact.Subject} -> {fact.Answer}; ").ToList();
        Assert.NotEmpty(sameWord);

        foreach (var exam in ExamPaper.Arrows(relation, ListStyle.Spaced("; "), 3))
            Assert.DoesNotContain(sameWord, pair => ("; " + exam.Prompt).Contains("; " + pair, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Papers_OfEveryRelation_AskEachRowOnceInOrder(string key)
    {
        var relation = Relations.Named(key);
        IReadOnlyList<Exam>[] papers =
        [
            ExamPaper.OneShot(relation), ExamPaper.ZeroShot(relation), ExamPaper.Statements(relation),
            ExamPaper.Arrows(relation, ListStyle.Spaced("; "), 3), ExamPaper.Extraction(relation, isTrue: true, sentences: 2),
        ];

        foreach (var paper in papers)
            Assert.Equal(relation.Facts.Select(fact => " " + fact.Answer), paper.Select(exam => exam.Answer));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void OneShot_OfEveryRelation_ShowsAnotherAnswer(string key)
    {
        var relation = Relations.Named(key);

        foreach (var (exam, fact) in ExamPaper.OneShot(relation).Zip(relation.Facts))
            Assert.DoesNotContain($"\nA: {fact.Answer}\n", exam.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void Extraction_OfTwoSentences_HasTheExactShape()
    {
        var exam = ExamPaper.Extraction(Capital, isTrue: true, sentences: 2)[0];
        var (shown, answer) = exam.Prompt.Contains("Japan", StringComparison.Ordinal) ? ("Japan", "Tokyo") : ("Peru", "Lima");

        Assert.Equal(
            $"The capital of {shown} is {answer}.\nThe capital of Poland is Warsaw.\nQ: What is the capital of {shown}?\nA: {answer}\nQ: What is the capital of Poland?\nA:",
            exam.Prompt);
    }

    [Fact]
    public void Extraction_Counterfactual_StatesAThirdRowsAnswer()
    {
        foreach (var (exam, fact) in ExamPaper.Extraction(Capital, isTrue: false, sentences: 1).Zip(Capital.Facts))
        {
            Assert.StartsWith($"The capital of {fact.Subject} is{exam.Answer}.\nQ: What is the capital of ", exam.Prompt, StringComparison.Ordinal);
            Assert.NotEqual(" " + fact.Answer, exam.Answer);
            Assert.DoesNotContain($"A:{exam.Answer}\n", exam.Prompt, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Identity_Tight_RepeatsEachWord()
    {
        foreach (var exam in ExamPaper.Identity(ListStyle.Tight("; "), 2, 50))
        {
            var pairs = (exam.Prompt + exam.Answer).Split("; ");
            Assert.Equal(3, pairs.Length);
            Assert.All(pairs, pair => Assert.Equal(pair.Split("->")[0], pair.Split("->")[1]));
            Assert.Equal(3, pairs.Distinct().Count());
        }
    }

    [Fact]
    public void FactsInList_Counterfactual_HoldTheAnswerInTheList()
    {
        foreach (var (exam, fact) in ExamPaper.FactsInList(Capital, areTrue: false).Zip(Capital.Facts))
        {
            Assert.Contains($"{fact.Subject} ->{exam.Answer}; ", exam.Prompt, StringComparison.Ordinal);
            Assert.EndsWith($"; {fact.Subject} ->", exam.Prompt, StringComparison.Ordinal);
            Assert.NotEqual(" " + fact.Answer, exam.Answer);
        }
    }

    [Fact]
    public void Descriptions_AskInThePapersPrompt()
    {
        Assert.Contains(
            ExamPaper.Descriptions(),
            exam => exam.Prompt == "Syria: Country in the Middle East, Leonardo DiCaprio: American actor, Samsung: South Korean multinational major appliance and consumer electronics corporation, Poland:"
                && exam.Answer == " Country in Europe");
    }

    [Fact]
    public void Papers_Twice_AreTheSame()
    {
        var relation = Relations.Named("opposite");

        Assert.Equal(ExamPaper.OneShot(relation), ExamPaper.OneShot(relation));
        Assert.Equal(ExamPaper.Arrows(relation, ListStyle.Tight("\n"), 2), ExamPaper.Arrows(relation, ListStyle.Tight("\n"), 2));
        Assert.Equal(ExamPaper.Identity(ListStyle.Spaced("\n"), 3, 20), ExamPaper.Identity(ListStyle.Spaced("\n"), 3, 20));
    }
}

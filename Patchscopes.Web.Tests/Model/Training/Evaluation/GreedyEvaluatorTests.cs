using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Evaluation;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Training.Evaluation;

/// <summary>The batched readings of the embedded model against its plain, single runs.</summary>
public sealed class GreedyEvaluatorTests : IDisposable
{
    private readonly LoadedModel _model = LoadedModel.Load(ModelCatalog.EmbeddedName, ModelCatalog.DefaultEmbeddedFolder);

    public void Dispose() => _model.Dispose();

    /// <summary>Short and long prompts, answers of one token and of many, right and wrong ones.</summary>
    private static IReadOnlyList<Exam> Mixed =>
    [
        .. ExamPaper.OneShot(Relations.Named("capital")).Take(8),
        .. ExamPaper.Statements(Relations.Named("founder")).Take(8),
        .. ExamPaper.Descriptions().Where((_, row) => row % 60 == 0),
        new Exam("The capital of Poland is", " Tokyo"),
        new Exam("The founder of Microsoft is", " Bill Warsaw"),
    ];

    [Fact]
    public void Read_ManyExams_AgreesWithContinuingEachPrompt()
    {
        var readings = Evaluator().Read(Mixed);

        foreach (var (exam, reading) in Mixed.Zip(readings))
        {
            var answer = _model.Tokenizer.EncodeToIds(exam.Answer);
            var written = _model.Continue(_model.Tokenizer.EncodeToIds(exam.Prompt), [], answer.Count, stopAtEnd: false, CancellationToken.None);
            Assert.True(reading.IsRight == written.SequenceEqual(answer), $"{exam} was read as {reading.IsRight}, but continues with {_model.Tokenizer.Decode(written)}.");
        }
        Assert.Contains(readings, reading => reading.IsRight);
        Assert.Contains(readings, reading => !reading.IsRight);
    }

    [Fact]
    public void Read_ManyBatches_KeepsTheOrderOfTheExams()
    {
        var exams = Enumerable.Range(0, 40).SelectMany(_ => Mixed).ToList();

        var readings = Evaluator().Read(exams).Select(reading => (reading.IsRight, reading.Answer)).ToList();

        var once = Evaluator().Read(Mixed).Select(reading => (reading.IsRight, reading.Answer)).ToList();
        Assert.Equal(Enumerable.Range(0, 40).SelectMany(_ => once), readings);
    }

    [Fact]
    public void Read_AfterEachBlock_AgreesWithSingleRuns()
    {
        var readings = Evaluator().Read(Mixed, afterEachBlock: true);

        foreach (var (exam, reading) in Mixed.Zip(readings))
            Assert.Equal(TopAfterEachBlock(_model.Tokenizer.EncodeToIds(exam.Prompt)), reading.Top);
    }

    [Fact]
    public void Read_PromptBeyondTheContext_IsRefused()
    {
        var exam = new Exam(string.Concat(Enumerable.Repeat(" cat", _model.Config.Context + 1)), " dog");

        var error = Assert.Throws<ArgumentException>(() => Evaluator().Read([exam]));
        Assert.Contains($"the model reads {_model.Config.Context}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(6, 9)]
    [InlineData(0, 11)]
    public void TopWithoutFeedForward_ManyPrompts_AgreesWithInterventions(int first, int last)
    {
        var prompts = Mixed.Select(exam => _model.Tokenizer.EncodeToIds(exam.Prompt)).ToList();
        using var runs = new LastTokenRuns(_model.Decoder, prompts);
        var rows = Enumerable.Range(0, prompts.Count).Where(row => row % 2 == 0).ToList();

        var found = runs.TopWithoutFeedForward(rows, first, last);

        Assert.Equal(rows.Select(row => TopWithout(prompts[row], first, last)), found);
    }

    private GreedyEvaluator Evaluator() => new(_model.Decoder, _model.Tokenizer, 2, CancellationToken.None);

    private int TopWithout(IReadOnlyList<int> prompt, int first, int last)
    {
        var removals = Enumerable.Range(first, last - first + 1).Select(block => (Intervention)new StateIntervention
        {
            Layer = new Layer(block),
            Site = PatchSite.FeedForwardWrite,
            Positions = [prompt.Count - 1],
            Edit = new StateEdit.Scale(0),
        });
        return Largest(_model.Run(prompt, [.. removals], CancellationToken.None).Logits.At(0, prompt.Count - 1).Span);
    }

    /// <summary>Each block's state put in place of the last block's: the plain way to read it.</summary>
    private IEnumerable<int> TopAfterEachBlock(IReadOnlyList<int> prompt)
    {
        var (last, run) = (prompt.Count - 1, _model.Run(prompt, [], CancellationToken.None));
        for (var block = 0; block < _model.Config.Blocks; block++)
        {
            var patch = StateIntervention.Patch(new Layer(_model.Config.Blocks - 1), last, run.Residual.At(block + 1, last));
            yield return Largest(_model.Run(prompt, [patch], CancellationToken.None).Logits.At(0, last).Span);
        }
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[largest])
                largest = i;
        }
        return largest;
    }
}

using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>Traces of the embedded model.</summary>
public sealed class StageTracerTests : IDisposable
{
    private const string Question = "Q: What is the capital of Somalia?\nA: Mogadishu\nQ: What is the capital of Poland?\nA:";
    private const string Twin = "The capital of Somalia is Mogadishu.\nThe capital of Poland is Warsaw.\n" + Question;

    private readonly LoadedModel _atlas = LoadedModel.Load("atlas", Path.Combine(AppContext.BaseDirectory, "Embedded", "atlas"));

    public void Dispose() => _atlas.Dispose();

    [Theory]
    [InlineData(LensKind.LogitLens)]
    [InlineData(LensKind.TokenIdentity)]
    public void Trace_OfAQuestion_FindsTheArgumentByItselfAndThreeStages(LensKind lens)
    {
        var trace = Trace(Question, lens);
        Assert.Equal("Poland", trace.Argument?.Text);
        Assert.Equal(" Warsaw", _atlas.Tokenizer.Describe(trace.Said).Text);
        Assert.Equal((StageLabel.Abstractive, true), (trace.Verdict.Label, trace.Verdict.IsHardSpan));
        Assert.Equal(CrossingStrength.Clear, trace.Verdict.Crossing);
        Assert.Equal(StageAttribution.FeedForward, trace.Verdict.Attribution);
    }

    [Fact]
    public void Trace_WithoutAGivenAnswer_SaysTheWholeWord()
    {
        const string Several = "Q: What is the capital of Poland?\nA: Warsaw\nQ: What is the capital of Somalia?\nA:";
        Assert.Equal(" Warsaw", Word(Question));
        var word = Word(Several);
        var written = _atlas.Continue(_atlas.Tokenizer.EncodeToIds(Several), [], 12, stopAtEnd: true, TestContext.Current.CancellationToken);
        Assert.StartsWith(word!, string.Concat(written.Select(id => _atlas.Tokenizer.Describe(id).Text)), StringComparison.Ordinal);
        Assert.Equal(" Mogadishu", word);
        var given = Plan(Question, LensKind.LogitLens, []) with { CompletesWord = true, Answer = StageWord.Answer(_atlas.Tokenizer, "Warsaw") };
        Assert.Null(new StageTracer(_atlas).Trace(given, TestContext.Current.CancellationToken).SaidWord);
        Assert.Null(Trace(Question).SaidWord);

        string? Word(string prompt) => new StageTracer(_atlas).Trace(Plan(prompt, LensKind.LogitLens, []) with { CompletesWord = true }, TestContext.Current.CancellationToken).SaidWord;
    }

    [Fact]
    public void Trace_OfAMessage_SeeksTheArgumentInIt_NotAmongTheMarkers()
    {
        var plan = Plan(Question + "\nis", LensKind.LogitLens, []);
        plan = plan with { Position = plan.Tokens.Count - 3 };
        Assert.Null(new StageTracer(_atlas).Trace(plan with { Message = "is" }, TestContext.Current.CancellationToken).Argument);
        Assert.Equal("Poland", new StageTracer(_atlas).Trace(plan with { Message = Question }, TestContext.Current.CancellationToken).Argument?.Text);
    }

    [Fact]
    public void Trace_OfAnAnswerThatIsASpellingOfTheArgument_KeepsTheTwoApart()
    {
        const string Upper = "Q: What is the upper case of red?\nA: Red\nQ: What is the upper case of brown?\nA:";
        var plan = Plan(Upper, LensKind.LogitLens, []) with
        {
            Argument = StageWord.Argument(_atlas.Tokenizer, "brown"),
            Answer = StageWord.Answer(_atlas.Tokenizer, "Brown"),
        };
        Assert.NotEmpty(plan.Argument.Names.Intersect(plan.Answer.Names));
        var trace = new StageTracer(_atlas).Trace(plan, TestContext.Current.CancellationToken);
        Assert.Empty(trace.Argument!.Names.Intersect(plan.Answer.Names));
        Assert.Equal(StageLabel.Abstractive, trace.Verdict.Label);
    }

    [Fact]
    public void Trace_OfTheExtractiveTwin_SaturatesEarlierWithoutAnArgumentStage()
    {
        var (question, twin) = (Trace(Question), Trace(Twin));
        Assert.Equal(StageLabel.Extractive, twin.Verdict.Label);
        Assert.True(twin.Verdict.SaturationStart + 3 <= question.Verdict.SaturationStart);
    }

    [Fact]
    public void Trace_ByTheLogitLens_EndsWithTheModelsOwnLogits()
    {
        var tokens = _atlas.Tokenizer.EncodeToIds(Question);
        var last = Trace(Question).Blocks[^1].AfterFeedForward;
        var logits = _atlas.Run(tokens, [], TestContext.Current.CancellationToken).Logits.At(0, tokens.Count - 1).ToArray();
        var shift = logits.Max();
        var sum = logits.Sum(logit => Math.Exp(logit - shift));
        var probabilities = logits.Select(logit => Math.Exp(logit - shift) / sum).ToArray();
        Assert.Equal(probabilities.Max(), last.Top[0].Probability, 5);
        Assert.Equal(-probabilities.Sum(p => p > 0 ? p * Math.Log(p) : 0), last.Entropy, 4);
        Assert.Equal(1, last.CosineWithFinal, 5);
        var poland = _atlas.Tokenizer.EncodeContinuation(" Poland")[0];
        Assert.Equal(poland, last.Argument!.Value.Id);
        Assert.Equal(probabilities[poland], last.Argument.Value.Probability, 5);
        Assert.Equal(1 + probabilities.Count(p => p > probabilities[poland]), last.Argument.Value.Rank);
    }

    [Fact]
    public void Trace_OfEveryBlock_HasTheLengthsOfWhatTheRunWrote()
    {
        var tokens = _atlas.Tokenizer.EncodeToIds(Question);
        var run = _atlas.Run(tokens, [], TestContext.Current.CancellationToken);
        foreach (var block in Trace(Question).Blocks)
        {
            var expected = new[] { run.Residual.At(block.Block, tokens.Count - 1), run.AttentionWrite.At(block.Block, tokens.Count - 1), run.FeedForwardWrite.At(block.Block, tokens.Count - 1), run.Residual.At(block.Block + 1, tokens.Count - 1) }
                .Select(vector => Math.Sqrt(vector.ToArray().Sum(value => (double)value * value))).ToArray();
            Assert.Equal(expected[0], block.Norms.Before, expected[0] * 1e-4);
            Assert.Equal(expected[1], block.Norms.AttentionWrite, (expected[1] * 1e-4) + 1e-6);
            Assert.Equal(expected[2], block.Norms.FeedForwardWrite, (expected[2] * 1e-4) + 1e-6);
            Assert.Equal(expected[3], block.Norms.After, expected[3] * 1e-4);
        }
    }

    [Fact]
    public void Trace_ByTokenIdentity_EqualsThePatchedIdentityPromptCellByCell()
    {
        var tokens = _atlas.Tokenizer.EncodeToIds(Question);
        var identity = _atlas.Tokenizer.EncodeToIds("cat -> cat\n1135 -> 1135\nhello -> hello\n?");
        var run = _atlas.Run(tokens, [], TestContext.Current.CancellationToken);
        foreach (var block in Trace(Question, LensKind.TokenIdentity).Blocks)
        {
            Same(block.AfterFeedForward, run.Residual.At(block.Block + 1, tokens.Count - 1));
            Same(block.AfterAttention, run.Mid.At(block.Block, tokens.Count - 1));

            void Same(StateReading reading, ReadOnlyMemory<float> state)
            {
                var patched = _atlas.Run(identity, [StateIntervention.Patch(new Layer(block.Block), identity.Count - 1, state)], TestContext.Current.CancellationToken);
                var logits = patched.Logits.At(0, identity.Count - 1).ToArray();
                Assert.Equal(Array.IndexOf(logits, logits.Max()), reading.Top[0].Token);
                var (shift, sum) = (logits.Max(), logits.Sum(logit => Math.Exp(logit - logits.Max())));
                Assert.All(reading.Top, top => Assert.Equal(Math.Exp(logits[top.Token] - shift) / sum, top.Probability, 1e-5));
            }
        }
    }

    [Fact]
    public void Trace_WithoutTheApplicationBlocksFeedForwardWrite_NoLongerSaysTheAnswer()
    {
        var clean = Trace(Question);
        var removal = new StateIntervention
        {
            Layer = new Layer(clean.Verdict.ApplicationLayer!.Value),
            Site = PatchSite.FeedForwardWrite,
            Positions = [_atlas.Tokenizer.EncodeToIds(Question).Count - 1],
            Edit = new StateEdit.Scale(0),
        };
        var changed = Trace(Question, interventions: removal);
        Assert.NotEqual(clean.Said, changed.Said);
        Assert.Contains(changed.Said, clean.Argument!.Names);
        var followed = new StageTracer(_atlas).Trace(
            Plan(Question, LensKind.LogitLens, [removal]) with { Argument = clean.Argument, Answer = clean.Answer }, TestContext.Current.CancellationToken);
        Assert.Equal(StageLabel.ArgumentOnly, followed.Verdict.Label);
    }

    [Fact]
    public void Trace_OfAPlanThatDoesNotFit_NamesWhat()
    {
        var plan = Plan(Question, LensKind.LogitLens, []);
        Assert.Contains("position 99", Refusal(plan with { Position = 99 }), StringComparison.Ordinal);
        Assert.Contains("0 tokens cannot", Refusal(plan with { TopK = 0 }), StringComparison.Ordinal);
        Assert.Contains("is empty", Refusal(plan with { Tokens = [] }), StringComparison.Ordinal);
    }

    private string Refusal(TracePlan plan) =>
        Assert.Throws<ArgumentException>(() => new StageTracer(_atlas).Trace(plan, TestContext.Current.CancellationToken)).Message;

    private StageTrace Trace(string prompt, LensKind lens = LensKind.LogitLens, params Intervention[] interventions) =>
        new StageTracer(_atlas).Trace(Plan(prompt, lens, interventions), TestContext.Current.CancellationToken);

    private TracePlan Plan(string prompt, LensKind lens, Intervention[] interventions)
    {
        var tokens = _atlas.Tokenizer.EncodeToIds(prompt);
        return new TracePlan { Tokens = tokens, Position = tokens.Count - 1, Lens = lens, Interventions = interventions };
    }
}

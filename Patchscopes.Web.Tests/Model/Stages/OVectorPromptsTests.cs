using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

public sealed class OVectorPromptsTests
{
    [Fact]
    public void Another_OfEveryTask_AsksTheSameOfARowThatThePromptDoesNotHold()
    {
        foreach (var task in StageTasks.All)
        {
            foreach (var prompt in new[] { task.Question.Prompt, task.Twin.Prompt })
            {
                var other = OVectorPrompts.Another(prompt);
                Assert.NotNull(other);
                Assert.NotEqual(task.Question.Argument, other.Argument);
                Assert.NotEqual(task.Question.Answer, other.Answer);
                Assert.DoesNotContain(other.Argument, prompt, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(other.Answer, prompt, StringComparison.OrdinalIgnoreCase);
                Assert.EndsWith($" of {other.Argument}?\nA:", other.Prompt, StringComparison.Ordinal);
                Assert.StartsWith(prompt[..prompt.LastIndexOf("Q:", StringComparison.Ordinal)], other.Prompt, StringComparison.Ordinal);
                Assert.Equal(other, OVectorPrompts.Known(prompt, other.Prompt));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("The capital of Poland is")]
    [InlineData("Q: What is the uncle of Poland?\nA:")]
    [InlineData("Q: What is the capital of Poland?\nA: Warsaw")]
    public void Another_OfAnyOtherPrompt_IsNone(string prompt) => Assert.Null(OVectorPrompts.Another(prompt));

    [Fact]
    public void Known_OfThePapersList_IsTheRowOfTheRelationThatTheOtherPromptAsksFor()
    {
        var poland = StageTasks.All[0].Question.Prompt;
        var list = OVectorPrompts.List("Japan");
        Assert.Equal("table mug free Japan table mug free Japan table mug free", list);
        Assert.Equal(new StageQuestion(list, "Japan", "Tokyo"), OVectorPrompts.Known(poland, list));
        Assert.Null(OVectorPrompts.Known("Once upon a time", list));
        Assert.Null(OVectorPrompts.Known(poland, OVectorPrompts.List("Atlantis")));
        Assert.Null(OVectorPrompts.Known(poland, "Once upon a time"));
    }
}

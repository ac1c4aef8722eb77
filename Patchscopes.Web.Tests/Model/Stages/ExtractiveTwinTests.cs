using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

public sealed class ExtractiveTwinTests
{
    [Fact]
    public void Of_ThePolandQuestion_IsTheEarlierImplementationsTwin() => Assert.Equal(
        "The capital of Somalia is Mogadishu.\nThe capital of Poland is Warsaw.\nQ: What is the capital of Somalia?\nA: Mogadishu\nQ: What is the capital of Poland?\nA:",
        ExtractiveTwin.Of("Q: What is the capital of Somalia?\nA: Mogadishu\nQ: What is the capital of Poland?\nA:", " Warsaw"));

    [Theory]
    [InlineData("The capital of Poland is", "The capital of Poland is Warsaw\nThe capital of Poland is")]
    [InlineData("France -> Paris\nPoland ->", "Poland -> Warsaw\nFrance -> Paris\nPoland ->")]
    public void Of_AnotherPrompt_CompletesItsLastLineInFront(string prompt, string expected) =>
        Assert.Equal(expected, ExtractiveTwin.Of(prompt, "Warsaw"));

    [Theory]
    [InlineData("Poland->", "Poland", "Poland->Poland\nPoland->")]
    [InlineData("A was a", ".", "A was a.\nA was a")]
    [InlineData("Answer: ", "Warsaw", "Answer: Warsaw\nAnswer: ")]
    [InlineData("Answer:", " Warsaw", "Answer: Warsaw\nAnswer:")]
    public void Of_WhatTheModelSays_PutsItThereJustSo(string prompt, string said, string expected) =>
        Assert.Equal(expected, ExtractiveTwin.Of(prompt, said, isSaid: true));

    [Theory]
    [InlineData("The capital of Poland is Warsaw.\nQ: What is the capital of Poland?\nA:")]
    [InlineData("Poland -> Warsaw\nFrance -> Paris\nPoland ->")]
    public void Of_APromptWithItsFacts_IsThePrompt(string prompt) => Assert.Equal(prompt, ExtractiveTwin.Of(prompt, "Warsaw"));

    [Fact]
    public void Of_APromptWithSomeOfItsFacts_AddsTheOthers() => Assert.Equal(
        "The capital of Peru is Lima.\nThe capital of Poland is Warsaw.\nQ: What is the capital of Poland?\nA: Warsaw\nQ: What is the capital of Peru?\nA:",
        ExtractiveTwin.Of("The capital of Poland is Warsaw.\nQ: What is the capital of Poland?\nA: Warsaw\nQ: What is the capital of Peru?\nA:", "Lima"));

    [Fact]
    public void All_BuiltInTasks_AskForARowOfTheirTable()
    {
        Assert.Equal(StageTasks.All.Count, StageTasks.All.Select(task => task.Key).Distinct().Count());
        Assert.All(StageTasks.All, task => Assert.EndsWith($"of {task.Question.Argument}?\nA:", task.Question.Prompt, StringComparison.Ordinal));
        Assert.All(StageTasks.All, task => Assert.Contains($"{task.Question.Answer}.\nQ:", task.Twin.Prompt, StringComparison.Ordinal));
        Assert.Equal("Warsaw", StageTasks.All[0].Question.Answer);
    }

    [Fact]
    public void Questions_AndTwins_ShareTheirDemonstrations()
    {
        var (questions, twins) = (StageTasks.Questions("capital"), StageTasks.Twins("capital", areTrue: true));
        Assert.Equal(questions.Count, twins.Count);
        Assert.All(questions.Zip(twins), pair => Assert.EndsWith(pair.First.Prompt, pair.Second.Prompt, StringComparison.Ordinal));
        Assert.Contains("no relation “nothing”", Assert.Throws<ArgumentException>(() => StageTasks.Questions("nothing")).Message, StringComparison.Ordinal);
    }
}

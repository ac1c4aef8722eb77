using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>Which word of a prompt is taken for its argument, given what stands on top after each block.</summary>
public sealed class ArgumentFinderTests : IDisposable
{
    private readonly LoadedModel _atlas = LoadedModel.Load(ModelCatalog.EmbeddedName, ModelCatalog.DefaultEmbeddedFolder);

    public void Dispose() => _atlas.Dispose();

    [Theory]
    [InlineData("Q: What is the capital of France?\nA: Paris\nQ: What is the capital of Poland?\nA:", "Poland")]
    [InlineData("France -> Paris\nPoland ->", "Poland")]
    [InlineData("France -> Paris; Poland ->", "Poland")]
    [InlineData("The capital of Poland is", "Poland")]
    [InlineData("The capital of Poland is Warsaw\nThe capital of Poland is", "Poland")]
    [InlineData("France FAQ: Poland", "France")]
    public void Find_TakesAWordOfTheLastQuestion_NotOfTheDemonstrations(string prompt, string expected) =>
        Assert.Equal(expected, Find(prompt, " Poland", " France", " Warsaw", " Warsaw"));

    [Fact]
    public void Find_OfWordsThatAreNeverOnTop_IsNothing() => Assert.Null(Find("The capital of Poland is", " x", " Warsaw"));

    private string? Find(string prompt, params string[] top) => ArgumentFinder.Find(
        _atlas.Tokenizer, prompt, [.. top.Select(word => _atlas.Tokenizer.EncodeContinuation(word)[0])])?.Text;
}

using Patchscopes.Tools.Verify.Atlas;
using Xunit;

namespace Patchscopes.Web.Tests.Tools;

public sealed class StagesTests
{
    private const int Other = 0, Argument = 1, Answer = 2;

    [Theory]
    [InlineData(new[] { Other, Argument, Argument, Answer, Answer }, 3, 1)]
    [InlineData(new[] { Argument, Other, Argument, Other, Answer }, 4, 0)]
    [InlineData(new[] { Argument, Other, Other, Argument, Answer }, 4, 3)]
    [InlineData(new[] { Other, Answer, Argument, Answer, Answer }, 3, 2)]
    [InlineData(new[] { Argument, Argument, Other, Other, Answer }, 4, 0)]
    public void Of_RunThatSaysTheAnswer_FindsAnswerAndArgument(int[] top, int answer, int argument)
    {
        Assert.Equal(new Stages(answer, argument), Stages.Of(top, Answer, new HashSet<int> { Argument }));
    }

    [Fact]
    public void Of_RunWithoutArgument_HasNone()
    {
        Assert.Equal(new Stages(1, null), Stages.Of([Other, Answer, Answer], Answer, new HashSet<int> { Argument }));
    }

    [Fact]
    public void AnswerBlockOf_RunThatEndsOtherwise_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Stages.AnswerBlockOf([Answer, Other], Answer));
    }
}

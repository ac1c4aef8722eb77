using Patchscopes.Model.Patching;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Advanced;

/// <summary>Hand-edited links: every field of the tuple is checked, and named where it is wrong.</summary>
public sealed class TupleUrlTests
{
    [Theory]
    [InlineData("site=head", "site")]
    [InlineData("mapping=linear", "mapping")]
    [InlineData("mapping=scale&factor=big", "factor")]
    [InlineData("mapping=scale&factor=NaN", "factor")]
    [InlineData("mapping=affine&fitAt=first", "fitAt")]
    [InlineData("mapping=affine&texts=", "texts")]
    [InlineData("alsoPatched=1,x", "alsoPatched")]
    [InlineData("alsoPatched=1,1", "alsoPatched")]
    [InlineData("answers=Warsaw", "answers")]
    [InlineData("answers=[1]", "answers")]
    [InlineData("answers=[]", "answers")]
    [InlineData("answers=[%22%22]", "answers")]
    [InlineData("newTokens=51", "newTokens")]
    [InlineData("newTokens=-1", "newTokens")]
    [InlineData("writes=none", "writes")]
    public void Read_OfABadField_NamesIt_AndKeepsTheRest(string query, string field)
    {
        var link = ExplorerUrl.Read("?source=a&target=b&topK=7&" + query, ExplorerState.Defaults("atlas"));

        Assert.Equal(field, Assert.Single(link.Problems).Field);
        Assert.Contains(field, link.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(("a", "b", 7), (link.View.Request.Source.Prompt, link.View.Request.Target.Prompt, link.View.Request.TopK));
    }

    [Theory]
    [InlineData("factor=2", "factor", "scale")]
    [InlineData("mapping=identity&factor=2", "factor", "scale")]
    [InlineData("mapping=scale&fitAt=last-token", "fitAt", "affine")]
    [InlineData("mapping=mean&texts=a", "texts", "affine")]
    [InlineData("factor=abc", "factor", "a number such as 0.5")]
    [InlineData("mapping=scale&fitAt=nonsense", "fitAt", "last-token")]
    public void Read_OfAFieldThatTheMappingDoesNotUse_NamesIt(string query, string field, string words)
    {
        var link = ExplorerUrl.Read("?source=a&target=b&" + query, ExplorerState.Defaults("atlas"));

        Assert.Equal(field, Assert.Single(link.Problems).Field);
        Assert.Contains(words, link.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal((1.0, null), (link.View.Request.Mapping.Factor, link.View.Request.Mapping.Texts));
    }

    [Fact]
    public void Read_OfEveryField_GivesTheRequest()
    {
        var request = ExplorerUrl.Read(
            "?model=atlas&sourceModel=atlas-small&site=mlp&mapping=affine&fitAt=last-token&texts=a%0Ab&alsoPatched=3,-2&answers=[%22%20Warsaw%22,%22x%22]&newTokens=9&writes=diagonal",
            ExplorerState.Defaults("atlas")).View.Request;

        Assert.Equal(("atlas-small", PatchSite.FeedForwardWrite, 9, WrittenCells.Diagonal), (request.SourceModel, request.Site, request.NewTokens, request.Writes));
        Assert.Equal((MappingKind.Affine, "a\nb"), (request.Mapping.Kind, request.Mapping.Texts));
        Assert.Equal([3, -2], request.AlsoPatched);
        Assert.Equal([" Warsaw", "x"], request.Answers);
        Assert.Null(ExplorerUrl.Read("?model=atlas&sourceModel=atlas", ExplorerState.Defaults("atlas")).View.Request.SourceModel);
    }
}

using Patchscopes.Model.Checkpoints.Download;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints.Download;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("gpt2", "gpt2")]
    [InlineData("EleutherAI/pythia-1.4b", "EleutherAI--pythia-1.4b")]
    [InlineData("lmsys/vicuna-13b-v1.1", "lmsys--vicuna-13b-v1.1")]
    [InlineData("a/b_", "a--b_")]
    public void Parse_OfAName_GivesItsFolder(string name, string folder) => Assert.Equal(folder, ModelName.Parse(name).Folder);

    [Theory]
    [InlineData("")]
    [InlineData("a/b/c")]
    [InlineData("../a")]
    [InlineData("a/..")]
    [InlineData("a/.b")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData("a--b")]
    [InlineData("a b")]
    [InlineData("a/b\n")]
    [InlineData("a?x=1")]
    [InlineData(".downloading")]
    [InlineData("atlas")]
    [InlineData("Atlas")]
    public void Parse_OfWhatIsNoName_RefusesIt(string name) =>
        Assert.Equal(DownloadFailure.Name, Assert.Throws<DownloadException>(() => ModelName.Parse(name)).Failure);
}

using Patchscopes.Tools.Commands;
using Patchscopes.Web.Tests.Model;
using Xunit;

namespace Patchscopes.Web.Tests.Tools;

public sealed class VerifyTokenizersTests
{
    [Fact]
    public void Run_OverTheGoldenTokenizers_FindsAllOfThemEqual()
    {
        using var output = new StringWriter();
        var code = VerifyTokenizersCommand.Run(GoldenFiles.At("tokenizers"), output);
        Assert.True(code == 0, output.ToString());
        Assert.Contains("10 of 10 tokenizers pass.", output.ToString(), StringComparison.Ordinal);
        foreach (var name in new[] { "gpt2", "gpt-neox", "llama-bpe", "llama3-bpe", "qwen-bpe", "opt-bpe", "bloom-bpe", "falcon-bpe", "gemma-bpe" })
            Assert.Contains($"pass  {name}: ids 45/45, ids without special tokens 45/45, pieces 45/45, decoded 45/45 equal", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("pass  sentencepiece: ids 45/45, ids without special tokens not given, pieces 45/45, decoded 45/45 equal", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"ids\": [256]", "\"ids\": [257]", "ids 0/1, ids without special tokens 1/1, pieces 0/1, decoded 0/1 equal")]
    [InlineData("\"ids_without_special_tokens\": [256]", "\"ids_without_special_tokens\": [1]", "ids 1/1, ids without special tokens 0/1, pieces 1/1, decoded 1/1 equal")]
    [InlineData("\"Ġa\"", "\"a\"", "ids 1/1, ids without special tokens 1/1, pieces 0/1, decoded 1/1 equal")]
    [InlineData("\"decoded\": \" a\"", "\"decoded\": \"a\"", "ids 1/1, ids without special tokens 1/1, pieces 1/1, decoded 0/1 equal")]
    public void Run_OverATokenizerThatDiffers_FailsAndCounts(string old, string changed, string words)
    {
        using var folder = new TinyFolder();
        var expected = "{\"cases\": [{\"text\": \" a\", \"ids\": [256], \"pieces\": [\"Ġa\"], \"decoded\": \" a\", \"ids_without_special_tokens\": [256]}]}";
        File.WriteAllText(folder.At("expected.json"), expected);
        using var equal = new StringWriter();
        Assert.True(VerifyTokenizersCommand.Run(folder.Path, equal) == 0, equal.ToString());

        File.WriteAllText(folder.At("expected.json"), expected.Replace(old, changed, StringComparison.Ordinal));
        using var output = new StringWriter();
        Assert.Equal(1, VerifyTokenizersCommand.Run(folder.Path, output));
        Assert.Contains($"FAIL  tiny: {words}", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("first difference", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OverATokenizerThatCannotBeLoaded_SaysWhy()
    {
        using var folder = new TinyFolder();
        File.WriteAllText(folder.At("expected.json"), "{\"cases\": []}");
        File.WriteAllText(folder.At("merges.txt"), "x");
        using var output = new StringWriter();
        Assert.Equal(1, VerifyTokenizersCommand.Run(folder.Path, output));
        Assert.Contains("the merge x is not two pieces", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_WhereNothingIsCompared_Fails(bool withTokenizer)
    {
        using var folder = new TinyFolder();
        if (withTokenizer)
            File.WriteAllText(folder.At("expected.json"), "{\"cases\": []}");
        using var output = new StringWriter();
        Assert.Equal(1, VerifyTokenizersCommand.Run(folder.Path, output));
        Assert.Contains(withTokenizer ? "no text given" : "no tokenizer found", output.ToString(), StringComparison.Ordinal);
    }
}

using System.Text.Json.Nodes;
using Patchscopes.Model.Tokens;
using Patchscopes.Tools.Verify.Tokenizers;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Tokens;

/// <summary>Published tokenizer_config.json files beside tokenizers of their kind.</summary>
public sealed class PublishedSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchscopes-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("gpt-neox-20b", "gpt-neox")]
    [InlineData("falcon-7b", "falcon-bpe")]
    public void Encode_UnderThePublishedSettings_GivesTheGoldenIds(string settings, string tokenizer)
    {
        Copy(tokenizer, "tokenizer.json");
        UseSettings(settings);
        AssertGolden(tokenizer, _ => true);
    }

    /// <summary>OPT comes as vocab.json with merges.txt, names no tokenizer class, and puts &lt;/s&gt; before a prompt.</summary>
    [Fact]
    public void Encode_WithOptsFilesAndSettings_GivesTheGoldenIds()
    {
        var model = JsonNode.Parse(File.ReadAllText(GoldenFiles.At("tokenizers", "opt-bpe", "tokenizer.json")))!["model"]!;
        File.WriteAllText(At("vocab.json"), model["vocab"]!.ToJsonString());
        File.WriteAllLines(At("merges.txt"), ["#version: 0.2", .. model["merges"]!.AsArray().Select(merge => $"{merge![0]} {merge[1]}")]);
        UseSettings("opt-1.3b");
        // The settings give no role to "<s>", so that there it is plain text.
        AssertGolden("opt-bpe", text => !text.Contains("<s>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("vicuna-7b-v1.3")]
    [InlineData("vicuna-13b-v1.3")]
    public void Encode_UnderVicunasSettings_PutsBosAndReadsSpecialTokens(string settings)
    {
        Copy("sentencepiece", "tokenizer.model");
        UseSettings(settings);
        var tokenizer = PromptTokenizer.Load(_folder.FullName);
        Assert.Equal(["<s>", "▁Hello", "</s>", "▁a"], tokenizer.EncodeToIds("Hello</s>a").Select(tokenizer.PieceOf));
        Assert.Null(tokenizer.ChatTemplate);
    }

    private void AssertGolden(string tokenizer, Func<string, bool> counts)
    {
        var loaded = PromptTokenizer.Load(_folder.FullName);
        var cases = TokenizerCase.Read(GoldenFiles.At("tokenizers", tokenizer)).Where(golden => counts(golden.Text)).ToList();
        Assert.InRange(cases.Count, 44, 45);
        Assert.All(cases, golden => Assert.Equal(golden.Ids, loaded.EncodeToIds(golden.Text)));
    }

    private void UseSettings(string name) => File.Copy(GoldenFiles.At("configs", $"{name}.tokenizer_config.json"), At("tokenizer_config.json"));

    private void Copy(string tokenizer, string file) => File.Copy(GoldenFiles.At("tokenizers", tokenizer, file), At(file));

    private string At(string file) => Path.Combine(_folder.FullName, file);
}

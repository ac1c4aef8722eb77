using System.Text.Json.Nodes;
using Patchscopes.Tools.Commands;
using Patchscopes.Web.Tests.Model;
using Xunit;

namespace Patchscopes.Web.Tests.Tools;

public sealed class VerifyGoldenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchscopes-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Run_OfEveryCase_PassesEach()
    {
        var (code, lines) = Run(GoldenFiles.At("cases"));
        Assert.All(lines[..^1], line => Assert.Matches("^pass  .*states .*writes .*logits .*sweeps .*generations 6/6 equal$", line));
        Assert.Equal(0, code);
        Assert.Equal(
            Directory.GetDirectories(GoldenFiles.At("cases")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal),
            lines[..^1].Select(line => line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries)[1]));
        Assert.Equal("28 of 28 cases pass.", lines[^1]);
    }

    [Fact]
    public void Run_OfEveryFormat_PassesEach()
    {
        var (code, lines) = Run(GoldenFiles.At("formats"));
        Assert.All(lines[..^1], line => Assert.Matches("^pass  .*states .*writes .*logits .*sweeps .*generations 6/6 equal$", line));
        Assert.Equal((0, "5 of 5 cases pass."), (code, lines[^1]));
        Assert.Equal(
            ["gpt2-bin", "gptj-float16", "llama-bin-sharded", "llama3-sharded", "qwen2-bfloat16"],
            lines[..^1].Select(line => line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries)[1]));
    }

    [Fact]
    public void Run_OfACaseFolderItself_PassesIt() => Assert.Equal(0, Run(GoldenFiles.At("cases", "gpt2")).Code);

    [Theory]
    [InlineData("")]
    [InlineData("no such folder")]
    public void Run_WhereThereIsNoCase_Fails(string below)
    {
        var (code, lines) = Run(Path.Combine(_folder.FullName, below));
        Assert.Equal(1, code);
        Assert.Contains("no case found", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another token generated", "generations 5/6 equal")]
    [InlineData("another unpatched token", "generations 5/6 equal")]
    [InlineData("another source position", "sweeps ")]
    [InlineData("another prompt", "states ")]
    [InlineData("no positions", "sweep_first, which is not known")]
    [InlineData("no source ids", "source_ids")]
    [InlineData("another family", "model_type \"bert\" is not implemented")]
    [InlineData("no weights", "holds none of model.safetensors")]
    [InlineData("no expected numbers", "expected.safetensors cannot be read")]
    [InlineData("damaged weights", "model.safetensors")]
    public void Run_OfACaseThatDoesNotHold_FailsWithItsReason(string change, string reason)
    {
        var folder = Copy(Path.Combine("deep", "down", "case"));
        Copy("good");
        Break(folder, change);
        var (code, lines) = Run(_folder.FullName);
        Assert.Equal(1, code);
        Assert.StartsWith("FAIL  deep/down/case:", lines[0], StringComparison.Ordinal);
        Assert.Contains(reason, lines[0], StringComparison.Ordinal);
        Assert.StartsWith("pass  good:", lines[1], StringComparison.Ordinal);
        Assert.Equal("1 of 2 cases pass.", lines[2]);
    }

    [Theory]
    [InlineData(0.5f, true)]
    [InlineData(3f, false)]
    public void Run_OfAnExpectedNumberChanged_FailsBeyondTheTolerance(float tenThousandths, bool passes)
    {
        var folder = Copy("case");
        var path = Path.Combine(folder, "expected.safetensors");
        var bytes = File.ReadAllBytes(path);
        var data = bytes.AsSpan(8 + (int)BitConverter.ToInt64(bytes));
        // The first number of the file is one of source_attention_write.
        var scale = Patchscopes.Tools.Verify.GoldenVerifier.Verify(folder).Differences[1].Scale;
        BitConverter.TryWriteBytes(data, BitConverter.ToSingle(data) + (tenThousandths * 1e-4f * (float)scale));
        File.WriteAllBytes(path, bytes);
        Assert.Equal(passes ? 0 : 1, Run(folder).Code);
    }

    private static (int Code, string[] Lines) Run(string folder)
    {
        using var output = new StringWriter();
        var code = VerifyGoldenCommand.Run(folder, output);
        return (code, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private string Copy(string name)
    {
        var folder = _folder.CreateSubdirectory(name).FullName;
        foreach (var file in Directory.EnumerateFiles(GoldenFiles.At("cases", "gpt2")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }

    private static void Break(string folder, string change)
    {
        string At(string file) => Path.Combine(folder, file);
        switch (change)
        {
            case "no weights":
                File.Delete(At("model.safetensors"));
                break;
            case "no expected numbers":
                File.Delete(At("expected.safetensors"));
                break;
            case "damaged weights":
                File.WriteAllBytes(At("model.safetensors"), File.ReadAllBytes(At("model.safetensors"))[..^4]);
                break;
            case "another family":
                Change(At("config.json"), config => config["model_type"] = "bert");
                break;
            default:
                Change(At("case.json"), golden => BreakCase(golden, change));
                break;
        }
    }

    private static void BreakCase(JsonObject golden, string change)
    {
        switch (change)
        {
            case "another token generated":
                golden["generations"]![2]!["tokens"]![5] = 50;
                break;
            case "another unpatched token":
                golden["unpatched_generation"]![0] = 50;
                break;
            case "another source position":
                golden["source_position"] = 5;
                break;
            case "another prompt":
                golden["source_ids"]![0] = 1;
                break;
            case "no positions":
                golden["positions"] = new JsonObject();
                break;
            default:
                golden.Remove("source_ids");
                break;
        }
    }

    private static void Change(string path, Action<JsonObject> change)
    {
        var node = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(node);
        File.WriteAllText(path, node.ToJsonString());
    }
}

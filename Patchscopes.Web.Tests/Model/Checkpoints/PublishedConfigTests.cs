using System.Text.Json;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Checkpoints;

/// <summary>Published config.json files, as they are, and what the reference implementation makes of them.</summary>
public sealed class PublishedConfigTests
{
    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllText(GoldenFiles.At("configs", "expected.json"))).RootElement;

    public static TheoryData<string> Names => [.. Expected.EnumerateObject().Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ReadConfig_OfAPublishedOne_EqualsTheReference(string name)
    {
        var (config, expected) = (Read(name), Expected.GetProperty(name));
        int Int(string key) => expected.GetProperty(key).GetInt32();
        Assert.Equal((Int("blocks"), Int("width"), Int("heads"), Int("keyValueHeads"), Int("headSize")), (config.Blocks, config.Width, config.Heads, config.KeyValueHeads, config.HeadSize));
        Assert.Equal((Int("vocabulary"), Int("context")), (config.Vocabulary, config.Context));
        Assert.Equal((expected.GetProperty("tiedHead").GetBoolean(), expected.GetProperty("parallelBlock").GetBoolean()), (config.TiedHead, config.IsParallel));
        AssertRotary(expected, config.Positions as PositionEncoding.Rotary);
    }

    [Fact]
    public void ReadConfig_OfWindows_FindsTheirBlocks()
    {
        Assert.Equal(new AttentionWindow(4096), Read("mistral-7b-v0.1").Window);
        Assert.Equal(new AttentionWindow(2047), Read("phi-3-mini-4k-instruct").Window);
        Assert.Null(Read("qwen2.5-0.5b").Window);
        var neo = Read("gpt-neo-125m").Window!;
        Assert.Equal((256, "1 3 5 7 9 11"), (neo.Tokens, string.Join(' ', neo.Blocks!)));
        var gemma = Read("gemma-2-2b").Window!;
        Assert.Equal((4096, 13, 0, 24), (gemma.Tokens, gemma.Blocks!.Count, gemma.Blocks![0], gemma.Blocks![^1]));
    }

    [Fact]
    public void ReadConfig_OfCapsAndScales_ReadsThem()
    {
        var gemma = Read("gemma-2-2b");
        Assert.Equal((50, 30, 256, Math.Sqrt(2304)), (gemma.ScoreCap, gemma.LogitCap, gemma.ScoreDivisor, gemma.EmbeddingScale));
        Assert.Equal(new RotaryScaling.ByWavelength(8, 1, 4, 8192), Assert.IsType<PositionEncoding.Rotary>(Read("llama-3.1-8b").Positions).Scaling);
        Assert.Equal(64, Assert.IsType<PositionEncoding.Rotary>(Read("pythia-1b").Positions).Dimensions);
        Assert.False(Read("gpt-neo-125m").ScaleByHeadSize);
    }

    private static void AssertRotary(JsonElement expected, PositionEncoding.Rotary? rotary)
    {
        var theta = expected.GetProperty("ropeTheta");
        double? expectedBase = theta.ValueKind == JsonValueKind.Null ? null : theta.GetDouble();
        double? found = rotary is { HasFixedBase: false } ? rotary.Base : null;
        Assert.Equal(expectedBase, found);
        var scaling = rotary is null or { HasFixedBase: true } ? null : rotary.Scaling switch
        {
            null => "default",
            RotaryScaling.Linear => "linear",
            _ => "llama3",
        };
        Assert.Equal(expected.GetProperty("ropeScaling").GetString(), scaling);
    }

    private static DecoderConfig Read(string name)
    {
        using var json = ConfigReader.Open(GoldenFiles.At("configs", $"{name}.config.json"));
        return Checkpoint.ReadConfig(json).Config;
    }
}

using System.Text.Json;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Xunit;
using static TorchSharp.torch;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>Traces and the detector on every golden case, which are random models with a tokenizer of letters.</summary>
public sealed class GoldenTraceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchscopes-");

    public static TheoryData<string, LensKind> Cases
    {
        get
        {
            var cases = new TheoryData<string, LensKind>();
            foreach (var folder in Directory.GetDirectories(GoldenFiles.At("cases")).Order())
            {
                foreach (var lens in Enum.GetValues<LensKind>())
                    cases.Add(Path.GetFileName(folder), lens);
            }
            return cases;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Trace_OfAGoldenCase_ReadsEveryBlockAndIsJudged(string name, LensKind lens)
    {
        using var model = Load(name);
        var token = TestContext.Current.CancellationToken;
        var tokens = model.Tokenizer.EncodeToIds("Q: What is it?");
        var trace = new StageTracer(model).Trace(new TracePlan { Tokens = tokens, Position = tokens.Count - 1, Lens = lens }, token);
        var run = model.Run(tokens, [], token);
        var logits = run.Logits.At(0, tokens.Count - 1).ToArray();
        Assert.Equal(Array.IndexOf(logits, logits.Max()), trace.Said);
        Assert.Equal(model.Config.Blocks, trace.Blocks.Count);
        Assert.Equal(trace.Blocks[^1].AfterFeedForward.Top[0].Token, trace.Said);
        var tops = trace.Blocks.Select(block => block.AfterFeedForward.Top[0].Token).ToList();
        Assert.Equal(tops.FindLastIndex(top => top != trace.Said) + 1, trace.Verdict.SaturationStart);
        foreach (var block in trace.Blocks)
        {
            Assert.Equal(Length(run.AttentionWrite.Row(block.Block, tokens.Count - 1)), block.Norms.AttentionWrite, 1e-3);
            Assert.Equal(Length(run.FeedForwardWrite.Row(block.Block, tokens.Count - 1)), block.Norms.FeedForwardWrite, 1e-3);
            Assert.Equal(Length(run.Residual.Row(block.Block + 1, tokens.Count - 1)), block.Norms.After, 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Trace_WithoutTheFeedForwardWritesOfABlock_SaysWhatTheRunWithoutThemSays(string name, LensKind lens)
    {
        using var model = Load(name);
        var token = TestContext.Current.CancellationToken;
        var tokens = model.Tokenizer.EncodeToIds("Q: Who is he?");
        var removal = FeedForwardRemoval.Of(new BlockRange(1, 2), tokens.Count - 1);
        var trace = new StageTracer(model).Trace(new TracePlan { Tokens = tokens, Position = tokens.Count - 1, Lens = lens, Interventions = removal }, token);
        Assert.Equal([0, 0], trace.Blocks.Skip(1).Take(2).Select(block => block.Norms.FeedForwardWrite));
        Assert.Equal(model.Continue(tokens, removal, 1, stopAtEnd: false, token)[0], trace.Said);
    }

    private static double Length(ReadOnlySpan<float> vector) => Math.Sqrt(vector.ToArray().Sum(value => (double)value * value));

    /// <summary>The letters that prompts are made of come first, within the case's small vocabulary.</summary>
    private LoadedModel Load(string name)
    {
        var usual = Enumerable.Range('!', 94).Select(letter => ((char)letter).ToString()).Append("Ġ").Append("Ċ").ToList();
        var pieces = usual.Concat(ByteAlphabet.All.Select(letter => letter.ToString()).Except(usual)).Index().ToDictionary(piece => piece.Item, piece => piece.Index);
        File.WriteAllText(Path.Combine(_folder.FullName, "vocab.json"), JsonSerializer.Serialize(pieces));
        File.WriteAllText(Path.Combine(_folder.FullName, "merges.txt"), "#version: 0.2\n");
        var (decoder, _) = Checkpoint.Load(GoldenFiles.At("cases", name), CPU, ScalarType.Float32);
        return LoadedModel.Of(name, decoder, PromptTokenizer.Load(_folder.FullName));
    }
}

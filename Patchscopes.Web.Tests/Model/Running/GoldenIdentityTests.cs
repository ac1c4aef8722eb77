using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Patchscopes.Web.Tests.Model.Patching;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

/// <summary>What holds of every golden case: of its writes, of interventions, of the cache and of the sweep.</summary>
public sealed class GoldenIdentityTests
{
    /// <summary>The kind whose norms follow the sum: its residual stream is no sum of writes.</summary>
    private const string NormedSums = "opt-350m-kind";

    /// <summary>Longer than the windows of the cases, which see 4 tokens.</summary>
    private static readonly int[] Prompt = [1, 5, 9, 2, 7, 3, 60, 14, 33];

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(GoldenFiles.At("cases")).Select(folder => Path.GetFileName(folder)).Order()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_InputPlusBothWrites_IsTheOutputOfEveryBlock(string name)
    {
        using var model = Load(name);
        var run = model.Run(Prompt, [], Token);
        if (name != NormedSums)
            BlockSums.AssertHold(run);
        else
            AssertNormedSums(run);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_WithAWriteReplacedByItself_ChangesNothing(string name)
    {
        using var model = Load(name);
        var clean = model.Run(Prompt, [], Token);
        for (var block = 0; block < model.Config.Blocks; block++)
        {
            var itself = new (PatchSite Site, StateTable Writes)[] { (PatchSite.AttentionWrite, clean.AttentionWrite), (PatchSite.Mid, clean.Mid), (PatchSite.FeedForwardWrite, clean.FeedForwardWrite) }
                .Select(write => (Intervention)new StateIntervention
                {
                    Layer = new Layer(block),
                    Site = write.Site,
                    Positions = [Prompt.Length - 1],
                    Edit = new StateEdit.Replace(write.Writes.At(block, Prompt.Length - 1)),
                });
            Assert.Equal(clean.Logits.Values, model.Run(Prompt, [.. itself], Token).Logits.Values);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_WithAnEdit_ActsFromItsSiteOnAndNowhereBefore(string name)
    {
        using var model = Load(name);
        var clean = model.Run(Prompt, [], Token);
        foreach (var site in Enum.GetValues<PatchSite>())
        {
            var edited = model.Run(Prompt, [new StateIntervention { Layer = new Layer(1), Site = site, Positions = [4], Edit = new StateEdit.Scale(0.5f) }], Token);
            for (var token = 0; token < Prompt.Length; token++)
            {
                Assert.Equal(clean.Residual.At(1, token).ToArray(), edited.Residual.At(1, token).ToArray());
                if (token < 4)
                    Assert.Equal(clean.Logits.At(0, token).ToArray(), edited.Logits.At(0, token).ToArray());
            }
            Assert.True(Numbers.Difference(edited.Residual.Row(2, 4), clean.Residual.Row(2, 4)) > 1e-4, $"{site} changed nothing");
            Assert.True(Numbers.Difference(edited.Logits.Row(0, 4), clean.Logits.Row(0, 4)) > 1e-4, $"{site} changed nothing");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_WithEveryEdgeFromAPositionCut_DoesNotDependOnItsToken(string name)
    {
        using var model = Load(name);
        var edges = Enumerable.Range(3, Prompt.Length - 3).Select(to => new AttentionEdge { From = 2, To = to }).ToArray();
        int[] other = [.. Prompt.Select((token, position) => position == 2 ? 40 : token)];
        var (one, another) = (model.Run(Prompt, edges, Token), model.Run(other, edges, Token));
        for (var token = 3; token < Prompt.Length; token++)
            Assert.Equal(one.Logits.At(0, token).ToArray(), another.Logits.At(0, token).ToArray());
        Assert.NotEqual(model.Run(Prompt, [], Token).Logits.At(0, 4).ToArray(), model.Run(other, [], Token).Logits.At(0, 4).ToArray());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_InTwoPassesWithACache_GivesTheSame(string name)
    {
        using var model = Load(name);
        Intervention[] interventions =
        [
            new StateIntervention { Layer = new Layer(1), Site = PatchSite.FeedForwardWrite, AlsoGenerated = true, Edit = new StateEdit.Scale(2) },
            new AttentionEdge { From = 7, To = Prompt.Length - 1 },
        ];
        Numbers.AssertClose(Cached.LastLogits(model, Prompt, interventions), model.Run(Prompt, interventions, Token).Logits.Row(0, Prompt.Length - 1));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sweep_WithTheEmbeddingRow_EqualsOneRunPerCell(string name)
    {
        using var model = Load(name);
        var layers = TinyModel.WithEmbedding(model.Config.Blocks);
        foreach (var (position, readout) in new[] { (2, 3), (2, 8), (7, 8), (8, 8), (0, 8) })
        {
            var plan = new SweepPlan
            {
                Source = new PatchSource([.. Prompt.Reverse()], 5),
                Target = new PatchTarget(Prompt, position),
                ReadoutPosition = readout,
                SourceLayers = layers,
                TargetLayers = layers,
            };
            Numbers.AssertClose(model.SweepLogits(plan, Token).Values, OneByOne.Logits(model, plan).Values);
        }
    }

    /// <summary>mid = N₁(x + attention write), output = N₂(mid + feed-forward write), with norms computed here from the stored weights.</summary>
    private static void AssertNormedSums(ModelRun run)
    {
        using var weights = SafetensorsFile.Open(GoldenFiles.At("cases", NormedSums, "model.safetensors"));
        for (var block = 0; block < run.Mid.Layers; block++)
        {
            for (var token = 0; token < run.Mid.Tokens; token++)
            {
                var attended = BlockSums.Sum(run.Residual.Row(block, token), run.AttentionWrite.Row(block, token));
                Numbers.AssertClose(run.Mid.Row(block, token), LayerNorm(weights, $"model.decoder.layers.{block}.self_attn_layer_norm", attended));
                var written = BlockSums.Sum(run.Mid.Row(block, token), run.FeedForwardWrite.Row(block, token));
                Numbers.AssertClose(run.Residual.Row(block + 1, token), LayerNorm(weights, $"model.decoder.layers.{block}.final_layer_norm", written));
            }
        }
    }

    private static float[] LayerNorm(WeightFile weights, string name, float[] x)
    {
        var (gain, bias) = (weights.ReadFloats($"{name}.weight"), weights.ReadFloats($"{name}.bias"));
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + 1e-5);
        return [.. x.Select((value, at) => (float)((value - mean) / deviation * gain[at]) + bias[at])];
    }

    private static LoadedModel Load(string name) => LoadedModel.LoadWithoutTokenizer(name, GoldenFiles.At("cases", name));
}

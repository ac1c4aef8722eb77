using CsCheck;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Patchscopes.Web.Tests.Model.Patching;
using Patchscopes.Web.Tests.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Architecture;

/// <summary>
/// What holds of every model that a config can describe. A failure prints its seed; CsCheck_Seed runs it again and
/// CsCheck_Iter sets how many are tried.
/// </summary>
public sealed class AnyConfigTests
{
    private static readonly Gen<int[]> Prompts = Gen.Int[0, RandomConfig.Vocabulary - 1].Array[1, RandomConfig.Context - 2];

    [Fact]
    public void Sweep_OfAnyModel_EqualsOneRunPerCell() =>
        Gen.Select(RandomConfig.Any, Prompts, Prompts, Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 1000]).Sample((config, s, t, i, j, read) =>
        {
            using var model = TinyModel.Load(config, seed: i);
            var layers = TinyModel.WithEmbedding(config.Blocks);
            var plan = new SweepPlan
            {
                Source = new PatchSource(s, i % s.Length),
                Target = new PatchTarget(t, j % t.Length),
                ReadoutPosition = read % t.Length,
                SourceLayers = layers,
                TargetLayers = layers,
            };
            Numbers.AssertClose(model.SweepLogits(plan, CancellationToken.None).Values, OneByOne.Logits(model, plan).Values);
        }, iter: 60, threads: 1);

    /// <summary>A state put back changes nothing, the last layer through the unembedding gives the logits, a cache changes nothing.</summary>
    [Fact]
    public void Checks_OfAnyModel_Hold() =>
        Gen.Select(RandomConfig.Any, Gen.Int[0, 1000]).Sample((config, seed) =>
        {
            using var model = TinyModel.Load(config, seed);
            using var begun = model.Begin();
            Assert.All(ModelChecks.Run(model.Decoder), check => Assert.True(check.Holds, $"{check.Name}: {check.Difference}"));
        }, iter: 60, threads: 1);

    [Fact]
    public void Run_OfAnyModel_HidesWhatComesLaterAndAddsUp() =>
        Gen.Select(RandomConfig.Any, Prompts, Gen.Int[0, 1000]).Sample((config, prompt, seed) =>
        {
            using var model = TinyModel.Load(config, seed);
            var (run, longer) = (model.Run(prompt, [], CancellationToken.None), model.Run([.. prompt, 1, 2], [], CancellationToken.None));
            for (var token = 0; token < prompt.Length; token++)
                Numbers.AssertClose(longer.Logits.Row(0, token), run.Logits.Row(0, token));
            if (config.NormPlacement is not NormPlacement.AfterSum)
                BlockSums.AssertHold(run);
        }, iter: 60, threads: 1);

    [Fact]
    public void Continue_OfAnyModelWithCutEdges_EqualsRunsWithoutACache() =>
        Gen.Select(RandomConfig.Any, Gen.Int[0, RandomConfig.Vocabulary - 1].Array[4, 8], Gen.Int[0, 1000]).Sample((config, prompt, seed) =>
        {
            using var model = TinyModel.Load(config, seed);
            Intervention[] edges = [new AttentionEdge { From = 1, To = 3 }, new AttentionEdge { From = 2, To = prompt.Length, Layers = [new Layer(0)] }];
            var text = prompt.Append(5).ToArray();
            var whole = model.Run(text, edges, CancellationToken.None).Logits.At(0, prompt.Length).ToArray();
            Numbers.AssertClose(Cached.LastLogits(model, text, edges), whole);
        }, iter: 40, threads: 1);
}

using CsCheck;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Xunit;
using static TorchSharp.torch;

namespace Patchscopes.Web.Tests.Model.Patching;

public sealed class SweepTests
{
    /// <summary>i* first, middle and last; read out last, at i*, between, and left of i*.</summary>
    public static TheoryData<int, int> Places => new() { { 0, 8 }, { 0, 0 }, { 0, 5 }, { 4, 8 }, { 4, 4 }, { 4, 6 }, { 4, 2 }, { 8, 8 }, { 8, 0 } };

    public static TheoryData<string> Variants => ["relu", "scaled by block", "unscaled", "untied", "one block", "one head"];

    [Theory]
    [MemberData(nameof(Places))]
    public void Sweep_AtAnyPosition_EqualsOneRunPerCell(int position, int readout)
    {
        using var model = TinyModel.Load();
        AssertEqualsOneByOne(model, TinyModel.Plan(position, readout));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Sweep_OfAnyVariant_EqualsOneRunPerCell(string variant)
    {
        var config = Variant(variant);
        using var model = TinyModel.Load(config);
        var layers = TinyModel.WithEmbedding(config.Blocks);
        foreach (var position in new[] { 0, 5, 8 })
            AssertEqualsOneByOne(model, TinyModel.Plan(position, null, layers, layers));
    }

    [Fact]
    public void Sweep_OfSomeLayersInAnyOrder_EqualsOneRunPerCell()
    {
        using var model = TinyModel.Load();
        Layer[] rows = [new(3), Layer.Embedding, new(1)];
        Layer[] columns = [new(4), new(0), Layer.Embedding, new(2)];
        AssertEqualsOneByOne(model, TinyModel.Plan(4, null, rows, columns));
        AssertEqualsOneByOne(model, TinyModel.Plan(4, 4, [new(2)], [new(1)]));
        AssertEqualsOneByOne(model, TinyModel.Plan(4, 8, [new(2)], [new(4)]));
    }

    [Fact]
    public void Sweep_OfOneTokenTarget_EqualsOneRunPerCell()
    {
        using var model = TinyModel.Load();
        AssertEqualsOneByOne(model, TinyModel.Plan(0, 0) with { Target = new PatchTarget([17], 0) });
    }

    [Fact]
    public void Sweep_OfTheSourceIntoItself_LeavesTheDiagonalUnchanged()
    {
        using var model = TinyModel.Load();
        var plan = TinyModel.Plan(2) with { Source = new PatchSource(TinyModel.Target, 2) };
        AssertEqualsOneByOne(model, plan);
        var (map, clean) = (model.SweepLogits(plan, Token), model.Run(TinyModel.Target, [], Token).Logits);
        for (var layer = 0; layer < plan.SourceLayers.Count; layer++)
            Numbers.AssertClose(map.Row(layer, layer), clean.Row(0, plan.ReadoutPosition));
    }

    [Fact]
    public void Sweep_OfAnyPromptsAndPositions_EqualsOneRunPerCell()
    {
        using var model = TinyModel.Load(TinyModel.Config with { Blocks = 3 }, seed: 5);
        var prompts = Gen.Int[0, TinyModel.Config.Vocabulary - 1].Array[1, 12];
        var layers = TinyModel.WithEmbedding(3);
        Gen.Select(prompts, prompts, Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Shuffle(layers.ToArray())).Sample((s, t, i, j, read, columns) =>
            AssertEqualsOneByOne(model, new SweepPlan
            {
                Source = new PatchSource(s, i % s.Length),
                Target = new PatchTarget(t, j % t.Length),
                ReadoutPosition = read % t.Length,
                SourceLayers = layers,
                TargetLayers = columns,
            }), iter: 25, threads: 1);
    }

    [Fact]
    public void Sweep_OfARowTooLongForOneBatch_EqualsOneRunPerCell()
    {
        using var model = TinyModel.Load();
        using var scope = NewDisposeScope();
        using var target = CleanRun.Of(model.Decoder, TinyModel.Target, false, Token);
        var plan = TinyModel.Plan(2, null, targetLayers: [new(1)]);
        var whole = Array.Empty<float>();
        // Rows of seven tokens are 7 · 40 numbers wide in the feed-forward layer, so two fit into 600.
        var inParts = new Sweep(model.Decoder, plan, target, model.ReadVectors(plan, Token), Token) { MostNumbers = 600 };
        inParts.Run((_, logits) => whole = logits.contiguous().data<float>().ToArray());
        Numbers.AssertClose(whole, OneByOne.Logits(model, plan).Values);
    }

    [Fact]
    public void Sweep_OfSeveralReads_UnembedsFewRowsAtOnce_AndKeepsTheSame()
    {
        using var model = TinyModel.Load();
        using var scope = NewDisposeScope();
        using var target = CleanRun.Of(model.Decoder, TinyModel.Target, false, Token);
        var plan = TinyModel.Plan(6, 6);
        var (most, reads, vocabulary) = (0L, 3, model.Config.Vocabulary);
        var vectors = model.ReadVectors(plan, Token);
        var (whole, parts) = (Read(SweepGroups.MostNumbers), Read(2 * reads * vocabulary));
        Assert.Equal(plan.Cells, whole.Count);
        Numbers.AssertClose([.. whole], [.. parts]);
        Assert.Equal(2 * reads, most);

        List<float> Read(long mostNumbers)
        {
            var read = new List<float>();
            most = 0;
            new Sweep(model.Decoder, plan, target, vectors, Token) { Reads = reads, MostNumbers = mostNumbers, Keep = Sums }.Run((_, sums) => read.AddRange(sums.ToFloats()));
            return read;
        }

        Tensor Sums(Tensor logits)
        {
            most = Math.Max(most, logits.shape[0]);
            return logits.view(-1, reads, vocabulary).sum([1, 2]).unsqueeze(1);
        }
    }

    [Theory]
    [InlineData(7, 2, 600, 2)]
    [InlineData(7, 2, 100, 1)]
    [InlineData(30, 500, 100_000, 2)]
    public void RowsAtOnce_ByTheWidestNumbersOfARow_IsAtLeastOne(int tokens, int prefix, long mostNumbers, int rows) =>
        Assert.Equal(rows, SweepGroups.RowsAtOnce(TinyModel.Config, tokens, prefix, mostNumbers));

    [Fact]
    public void PlainSweep_InBatchesOf32_EqualsSinglePassesAndTheSweep()
    {
        using var model = TinyModel.Load();
        var plan = TinyModel.Plan(6);
        var cells = plan.SourceLayers.SelectMany(_ => plan.TargetLayers, (source, target) => (source, target)).ToList();
        var swept = model.SweepLogits(plan, Token).Values;
        var single = cells.SelectMany(cell => model.PlainLogits(plan, [cell], Token).Values).ToArray();
        var batched = cells.Chunk(32).SelectMany(batch => model.PlainLogits(plan, batch, Token).Values).ToArray();
        Numbers.AssertClose(batched, single);
        Numbers.AssertClose(swept, single);
        Assert.Equal(OneByOne.Logits(model, plan).Values, single);
    }

    [Fact]
    public void Sweep_Columns_ComeFromTheTopEachOnceWithRowsInOrder()
    {
        using var model = TinyModel.Load();
        Layer[] rows = [new(2), Layer.Embedding, new(4)];
        var columns = new List<SweepColumn>();
        model.Sweep(TinyModel.Plan(8, null, rows, [new(1), new(4), Layer.Embedding, new(3)]) with { TopK = 3 }, columns.Add, Token);
        Assert.Equal([4, 3, 1, -1], columns.Select(column => column.Target.Index));
        Assert.All(columns, column => Assert.Equal(rows, column.Cells.Select(cell => cell.Source)));
        Assert.All(columns, column => Assert.All(column.Cells, cell => Assert.Equal(column.Target, cell.Target)));
    }

    [Fact]
    public void Sweep_Tops_AreTheLargestProbabilitiesFalling()
    {
        using var model = TinyModel.Load();
        var plan = TinyModel.Plan(8) with { TopK = 7 };
        var logits = model.SweepLogits(plan, Token);
        model.Sweep(plan, column =>
        {
            foreach (var (row, cell) in column.Cells.Index())
            {
                var expected = Softmax(logits.At(row, plan.TargetLayers.Index().First(l => l.Item == column.Target).Index).ToArray());
                Assert.Equal(expected.OrderDescending().Take(7), cell.Top.Select(top => (double)top.Probability), (a, b) => Math.Abs(a - b) < 1e-5);
                Assert.All(cell.Top, top => Assert.Equal(expected[top.Token], top.Probability, 1e-5));
                Assert.Equal(7, cell.Top.Select(top => top.Token).Distinct().Count());
            }
        }, Token);
    }

    [Fact]
    public void Sweep_WithMoreTokensAskedThanThereAre_GivesAll()
    {
        using var model = TinyModel.Load();
        model.Sweep(TinyModel.Plan(8) with { TopK = 100 }, column =>
            Assert.All(column.Cells, cell => Assert.Equal(1, cell.Top.Sum(top => top.Probability), 1e-4)), Token);
    }

    [Fact]
    public void Sweep_ReadLeftOfThePatchOrAfterTheLastBlock_ShowsTheUnpatchedTarget()
    {
        using var model = TinyModel.Load();
        var clean = model.Run(TinyModel.Target, [], Token).Logits;
        var left = model.SweepLogits(TinyModel.Plan(4, 2), Token);
        Numbers.AssertClose(left.Row(1, 1), clean.Row(0, 2));
        var last = model.SweepLogits(TinyModel.Plan(4, 8), Token);
        Numbers.AssertClose(last.Row(2, TinyModel.Config.Blocks), clean.Row(0, 8));
        Assert.True(Numbers.Difference(last.Row(2, TinyModel.Config.Blocks - 1), clean.Row(0, 8)) > 1e-2);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void AssertEqualsOneByOne(LoadedModel model, SweepPlan plan) =>
        Numbers.AssertClose(model.SweepLogits(plan, CancellationToken.None).Values, OneByOne.Logits(model, plan).Values);

    private static DecoderConfig Variant(string name) => name switch
    {
        "relu" => TinyModel.Config with { Activation = ActivationFunction.Relu },
        "scaled by block" => TinyModel.Config with { ScaleByBlock = true },
        "unscaled" => TinyModel.Config with { ScaleByHeadSize = false },
        "untied" => TinyModel.Config with { TiedHead = false },
        "one block" => TinyModel.Config with { Blocks = 1 },
        "one head" => TinyModel.Config with { Heads = 1, HeadSize = 24 },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static double[] Softmax(float[] logits)
    {
        var powers = logits.Select(logit => Math.Exp(logit - logits.Max())).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }
}

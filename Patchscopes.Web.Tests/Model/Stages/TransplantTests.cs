using Patchscopes.Model.Architecture;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Patchscopes.Model.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>Vectors that are taken from one prompt's run and put into another's.</summary>
public sealed class TransplantTests : IDisposable
{
    private readonly LoadedModel _tiny = TinyModel.Load();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(PatchSite.Residual)]
    [InlineData(PatchSite.Mid)]
    [InlineData(PatchSite.AttentionWrite)]
    [InlineData(PatchSite.FeedForwardWrite)]
    public void Run_WithATransplant_IsTheRunWithThatVectorGiven(PatchSite site)
    {
        var donor = _tiny.Run(TinyModel.Source, [], TestContext.Current.CancellationToken);
        var table = site switch
        {
            PatchSite.Residual => donor.Residual,
            PatchSite.Mid => donor.Mid,
            PatchSite.AttentionWrite => donor.AttentionWrite,
            _ => donor.FeedForwardWrite,
        };
        var vector = table.At(site == PatchSite.Residual ? 3 : 2, 4);
        foreach (var isAdded in new[] { false, true })
        {
            var given = Run(new StateIntervention
            {
                Layer = new Layer(1),
                Site = site,
                Positions = [5],
                Edit = isAdded ? new StateEdit.Add(vector) : new StateEdit.Replace(vector),
            });
            var taken = Run(new Transplant
            {
                Layer = new Layer(1),
                Site = site,
                Positions = [5],
                IsAdded = isAdded,
                From = new VectorOrigin(TinyModel.Source, 4, new Layer(2)),
            });
            Assert.Equal(given.Logits.Values, taken.Logits.Values);
            Assert.NotEqual(Run().Logits.Values, taken.Logits.Values);
        }
    }

    [Fact]
    public void Run_WithItsOwnWriteAtEveryBlock_ChangesNothing()
    {
        var own = Enumerable.Range(0, TinyModel.Config.Blocks).Select(block => (Intervention)Write(new VectorOrigin(TinyModel.Target, 6, new Layer(block)), block, [6]));
        var (plain, changed) = (Run(), Run([.. own]));
        foreach (var (wanted, found) in plain.Logits.Values.Zip(changed.Logits.Values))
            Assert.Equal(wanted, found, 1e-4f);
    }

    [Fact]
    public void Continue_AndTheInterventionsAround_KeepTheirOrder()
    {
        var vector = _tiny.Run(TinyModel.Source, [], TestContext.Current.CancellationToken).FeedForwardWrite.At(2, 4);
        var twice = new StateIntervention { Layer = new Layer(1), Site = PatchSite.FeedForwardWrite, Positions = [5], Edit = new StateEdit.Scale(2) };
        var doubled = new StateIntervention { Layer = new Layer(1), Site = PatchSite.FeedForwardWrite, Positions = [5], Edit = new StateEdit.Replace(vector.ToArray().Select(value => 2 * value).ToArray()) };
        var taken = Write(new VectorOrigin(TinyModel.Source, 4, new Layer(2)), 1, [5]);

        Assert.Equal(Run(doubled).Logits.Values, Run(taken, twice).Logits.Values);
        Assert.Equal(
            _tiny.Continue(TinyModel.Target, [doubled], 5, false, TestContext.Current.CancellationToken),
            _tiny.Continue(TinyModel.Target, [taken, twice], 5, false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Run_OfWhatDoesNotFit_NamesWhat()
    {
        Assert.Contains("source layer 5", Refusal(Write(new VectorOrigin(TinyModel.Source, 0, new Layer(5)), 1, null)), StringComparison.Ordinal);
        Assert.Contains("position 7 is not among the 7", Refusal(Write(new VectorOrigin(TinyModel.Source, 7, new Layer(0)), 1, null)), StringComparison.Ordinal);
        Assert.Contains("is empty", Refusal(Write(new VectorOrigin([], 0, new Layer(0)), 1, null)), StringComparison.Ordinal);
        Assert.Contains("patched layer 5", Refusal(Write(new VectorOrigin(TinyModel.Source, 0, new Layer(0)), 5, null)), StringComparison.Ordinal);
        Assert.Contains("embedding output", Refusal(Write(new VectorOrigin(TinyModel.Source, 0, Layer.Embedding), 1, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_OfTheEmbeddedModel_WithAnotherCountrysWrite_SaysThatCountrysAnswer()
    {
        using var atlas = LoadedModel.Load("atlas", Path.Combine(AppContext.BaseDirectory, "Embedded", "atlas"));
        var question = StageTasks.All[0].Question;
        var tracer = new StageTracer(atlas);
        var donor = atlas.Tokenizer.EncodeToIds(question.Prompt);
        var taken = tracer.Trace(new TracePlan { Tokens = donor, Position = donor.Count - 1 }, TestContext.Current.CancellationToken);
        var other = OVectorPrompts.Another(question.Prompt)!;
        var onto = atlas.Tokenizer.EncodeToIds(other.Prompt);
        var applied = taken.Verdict.ApplicationLayer!.Value;
        var plan = new TracePlan { Tokens = onto, Position = onto.Count - 1, Lens = LensKind.LogitLens };

        var plain = tracer.Trace(plan, TestContext.Current.CancellationToken);
        var changed = tracer.Trace(
            plan with { Interventions = [Write(new VectorOrigin(donor, donor.Count - 1, new Layer(applied)), applied, [onto.Count - 1])] }, TestContext.Current.CancellationToken);

        Assert.Equal(" " + other.Answer, atlas.Tokenizer.Describe(plain.Said).Text);
        Assert.Equal(taken.Said, changed.Said);
    }

    private static Transplant Write(VectorOrigin from, int block, IReadOnlyList<int>? positions) =>
        new() { Layer = new Layer(block), Site = PatchSite.FeedForwardWrite, Positions = positions, From = from };

    private ModelRun Run(params Intervention[] interventions) => _tiny.Run(TinyModel.Target, interventions, TestContext.Current.CancellationToken);

    private string Refusal(Intervention intervention) => Assert.Throws<ArgumentException>(() => Run(intervention)).Message;
}

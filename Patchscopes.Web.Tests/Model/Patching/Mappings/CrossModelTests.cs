using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Running;
using Patchscopes.Model.Training;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Patching.Mappings;

/// <summary>States of the small embedded model put into the large one, as the Patchscopes paper does with two Vicunas (§4.4).</summary>
public sealed class CrossModelTests
{
    private const string Target = "cat -> cat\n1135 -> 1135\nhello -> hello\n?";

    [Fact]
    public void AffineMap_FromTheSmallModel_CarriesItsAnswers_AndOneOfShuffledPairsDoesNot()
    {
        using var source = Load(ModelCatalog.EmbeddedNames[1]);
        using var target = Load(ModelCatalog.EmbeddedName);
        var (from, to) = Texts(source, target);
        var prompts = HeldOutPrompts();
        Assert.True(prompts.Count >= 60, $"only {prompts.Count} prompts are held out");

        var fit = AffineFit.Fit(from, to, AffineFit.Ridge, Token);
        Assert.True(fit.HeldOut > 200 && fit.Maps.Values.Max(map => map.R2) > 0.2, $"R² {fit.Maps.Values.Max(map => map.R2):0.00} at {fit.HeldOut} positions");
        var (best, share) = Best(source, target, fit, prompts);
        Assert.True(share >= 0.5, $"the best pair, {best}, agrees in {share:P0}");

        var mixed = AffineFit.Fit(from, Shuffled(to), AffineFit.Ridge, Token);
        var (worst, none) = Best(source, target, mixed, prompts);
        Assert.True(none <= 0.1, $"with shuffled pairs {worst} agrees in {none:P0}");
    }

    [Fact]
    public void Texts_OfOneTokenizer_PairEveryPositionButTheFirst()
    {
        using var source = Load(ModelCatalog.EmbeddedNames[1]);
        var reader = new TextEncoder(source.Tokenizer.Encode, source.Config.Context);
        var (own, other) = TextPositions.Paired(reader, reader, ["The capital of Poland is Warsaw.", "x"]);
        Assert.Equal(Enumerable.Range(1, own[0].Tokens.Count - 1), own[0].Positions);
        Assert.Equal(own[0].Positions, other[0].Positions);
        Assert.Empty(own[1].Positions);
    }

    [Fact]
    public void BuiltInTexts_AreEnoughForEveryEmbeddedModel_AndDistinct()
    {
        foreach (var name in ModelCatalog.EmbeddedNames)
        {
            using var model = Load(name);
            var positions = TextPositions.Of(new TextEncoder(model.Tokenizer.Encode, model.Config.Context), BuiltInTexts.All);
            var (lasts, _) = TextPositions.Paired(new(model.Tokenizer.Encode, 256), new(model.Tokenizer.Encode, 256), BuiltInTexts.Prompts, FitPlaces.LastToken);
            Assert.All(lasts, text => Assert.Equal([text.Tokens.Count - 1], text.Positions));
            Assert.Null(AffineFit.Refusal(TextPositions.Origins(positions), model.Config.Width, model.Config.Width, 12, 12));
        }
        Assert.Equal(BuiltInTexts.Prompts.Count, BuiltInTexts.Prompts.Distinct(StringComparer.Ordinal).Count());
        Assert.True(BuiltInTexts.All.Distinct(StringComparer.Ordinal).Count() > 230);
        Assert.Equal(["a", " b"], BuiltInTexts.Lines("a\r\n\n b\n"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LoadedModel Load(string name) => LoadedModel.Load(name, ModelCatalog.EmbeddedFolder(name));

    private static (TextStates From, TextStates To) Texts(LoadedModel source, LoadedModel target)
    {
        var (from, to) = TextPositions.Paired(new(source.Tokenizer.Encode, source.Config.Context), new(target.Tokenizer.Encode, target.Config.Context), BuiltInTexts.Prompts, FitPlaces.LastToken);
        return (source.ReadTexts(from, PatchSite.Residual, Layer.Blocks(source.Config.Blocks), Token), target.ReadTexts(to, PatchSite.Residual, Layer.Blocks(target.Config.Blocks), Token));
    }

    /// <summary>Statements of facts that no built-in text holds, without their last word.</summary>
    private static List<string> HeldOutPrompts() =>
        [.. Relations.Named("capital").Facts.Concat(Relations.Named("language").Facts.Take(60)).Index()
            .Select(fact => fact.Index < Relations.Named("capital").Facts.Count ? $"The capital of {fact.Item.Subject} is" : $"The language of {fact.Item.Subject} is")
            .Where(prompt => !BuiltInTexts.Prompts.Any(text => text.Contains(prompt, StringComparison.Ordinal)))
            .Take(80)];

    /// <summary>The layer pair whose cells say most often what the source model itself says next, and how often.</summary>
    private static ((Layer Source, Layer Target) Pair, double Share) Best(LoadedModel source, LoadedModel target, AffineMaps fit, List<string> prompts)
    {
        var agreeing = fit.Maps.Keys.ToDictionary(pair => pair, _ => 0);
        var into = target.Tokenizer.EncodeToIds(Target);
        foreach (var prompt in prompts)
        {
            var tokens = source.Tokenizer.EncodeToIds(prompt);
            var said = source.Continue(tokens, [], 1, stopAtEnd: false, Token)[0];
            var plan = new SweepPlan
            {
                Source = new PatchSource(tokens, tokens.Count - 1),
                Target = new PatchTarget(into, into.Count - 1),
                ReadoutPosition = into.Count - 1,
                SourceLayers = Layer.Blocks(source.Config.Blocks),
                TargetLayers = Layer.Blocks(target.Config.Blocks),
                TopK = 1,
            };
            target.Sweep(plan, fit.Apply(source.ReadVectors(plan, Token), plan.SourceLayers), column =>
            {
                foreach (var cell in column.Cells.Where(cell => cell.Top[0].Token == said))
                    agreeing[(cell.Source, cell.Target)]++;
            }, Token);
        }
        var best = agreeing.MaxBy(pair => pair.Value);
        return (best.Key, best.Value / (double)prompts.Count);
    }

    /// <summary>The same vectors, each at another position.</summary>
    private static TextStates Shuffled(TextStates states)
    {
        var rows = Enumerable.Range(0, states.Texts.Count).ToArray();
        new Random(5).Shuffle(rows);
        return new TextStates(states.Layers.ToDictionary(layer => layer, layer =>
            rows.SelectMany(row => states.Of(layer).Slice(row * states.Width, states.Width).ToArray()).ToArray()), states.Texts, states.Width);
    }
}

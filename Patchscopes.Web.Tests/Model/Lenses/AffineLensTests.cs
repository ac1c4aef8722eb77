using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Lenses;

public sealed class AffineLensTests
{
    [Fact]
    public void ReadLens_LastRowIsTheModelsOwn_AndEarlierRowsAreNearerToItThanTheLogitLens()
    {
        using var model = LoadedModel.Load("atlas", ModelCatalog.EmbeddedFolder("atlas"));
        var (affine, logit, total) = (0, 0, 0);
        foreach (var prompt in new[] { "The capital of Poland is", "The currency of Japan is the", "Q: What is the capital of Peru?\nA: Lima\nQ: What is the capital of Norway?\nA:" })
        {
            var tokens = model.Tokenizer.EncodeToIds(prompt);
            var own = model.Run(tokens, [], Token).Logits;
            var (fitted, plain) = (model.ReadLens(tokens, LensKind.Affine, 1, Token), model.ReadLens(tokens, LensKind.LogitLens, 1, Token));
            for (var position = 0; position < tokens.Count; position++)
            {
                var said = own.At(0, position).ToArray().Index().MaxBy(logit => logit.Item).Index;
                Assert.Equal(said, fitted.Cells[^1][position][0].Token);
                affine += Enumerable.Range(0, 11).Count(block => fitted.Cells[block][position][0].Token == said);
                logit += Enumerable.Range(0, 11).Count(block => plain.Cells[block][position][0].Token == said);
                total += 11;
            }
        }
        Assert.True(affine > logit, $"affine {affine}, logit lens {logit} of {total}");
    }

    [Fact]
    public void Refusal_OfAModelTooWideForTheBuiltInTexts_SaysHowManyPositionsItNeeds()
    {
        using var model = LoadedModel.Load("atlas", ModelCatalog.EmbeddedFolder("atlas"));
        var texts = TextPositions.Of(new TextEncoder(model.Tokenizer.Encode, model.Config.Context), BuiltInTexts.All);
        Assert.Null(LensPrompts.AffineRefusal(texts, 768, 12));
        Assert.Contains("needs at least 8192", LensPrompts.AffineRefusal(texts, 4096, 32), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}

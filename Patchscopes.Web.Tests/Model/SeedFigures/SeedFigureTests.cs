using Patchscopes.Model.Architecture;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Running;
using Patchscopes.Model.SeedFigures;
using Patchscopes.Tools.Commands;
using Xunit;

namespace Patchscopes.Web.Tests.Model.SeedFigures;

public sealed class SeedFigureTests : IDisposable
{
    /// <summary>Names a folder with the Hugging Face folders gpt2 and gpt2-medium.</summary>
    private const string ModelsVariable = "PATCHSCOPES_MODELS";

    private static readonly string Embedded = Path.GetDirectoryName(ModelCatalog.DefaultEmbeddedFolder)!;

    private readonly LoadedModel _atlas = LoadedModel.Load("atlas", ModelCatalog.DefaultEmbeddedFolder);

    [Fact]
    public void All_AreTheThreePublishedMaps()
    {
        Assert.Equal([144, 23, 23], SeedFigureCatalog.All.Select(figure => figure.Cells));
        Assert.All(SeedFigureCatalog.All, figure =>
        {
            Assert.Equal(figure.Token.Count, figure.Probability.Count);
            Assert.All(figure.Token, row => Assert.Equal(figure.Targets.Count, row.Count));
            Assert.All(figure.Probability, row => Assert.Equal(figure.Targets.Count, row.Count));
        });
        Assert.Equal(["abstractive", "extractive"], SeedFigureCatalog.All.Select(figure => figure.Task).OfType<string>());
    }

    [Fact]
    public void Compute_OwnFigure_IsEqual()
    {
        var comparison = SeedFigureComparison.Compute(_atlas, OwnFigure(), CancellationToken.None);

        Assert.Empty(comparison.Differences);
        Assert.InRange(comparison.LargestDifference, 0, 1e-6);
    }

    [Fact]
    public void Compute_AnotherTokenAndAnotherProbability_AreNamed()
    {
        var own = OwnFigure();
        var tokens = own.Token.Select(row => row.ToArray()).ToArray();
        var probabilities = own.Probability.Select(row => row.ToArray()).ToArray();
        tokens[2][1] = "nowhere";
        probabilities[4][0] += 0.006;
        probabilities[5][0] += 0.004;

        var comparison = SeedFigureComparison.Compute(_atlas, own with { Token = tokens, Probability = probabilities }, CancellationToken.None);

        Assert.Equal([(2, 8, "nowhere"), (4, 3, tokens[4][0])], comparison.Differences.OrderBy(cell => cell.Source).Select(cell => (cell.Source, cell.Target, cell.Published)));
        Assert.InRange(comparison.LargestDifference, 0.0059, 0.0061);
    }

    [Theory]
    [InlineData(" Madagascar", "last", 3, "has no token \" Madagascar\"")]
    [InlineData(" is", "first", 3, "\"first\" is not known")]
    [InlineData(" is", "last", 12, "beyond the model's 12 blocks")]
    public void Compute_FigureOfAnotherModel_IsRefused(string token, string occurrence, int target, string reason)
    {
        var figure = OwnFigure() with { SourceToken = token, SourceTokenOccurrence = occurrence, Targets = [target, 8] };

        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => SeedFigureComparison.Compute(_atlas, figure, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_EqualFigure_Succeeds()
    {
        using var output = new StringWriter();

        Assert.Equal(0, VerifySeedFiguresCommand.Run([OwnFigure()], Embedded, output, CancellationToken.None));
        Assert.Contains("24 of 24 cells equal", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Command_MissingWeights_FailsAndSaysWhich()
    {
        using var output = new StringWriter();

        Assert.Equal(1, VerifySeedFiguresCommand.Run([OwnFigure(), SeedFigureCatalog.All[0]], Embedded, output, CancellationToken.None));
        Assert.Contains("there is no folder", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 of 2 figures are equal", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Command_RealWeights_GiveThePublishedFigures()
    {
        var models = Environment.GetEnvironmentVariable(ModelsVariable);
        Assert.SkipUnless(Directory.Exists(models), $"{ModelsVariable} names no folder with gpt2 and gpt2-medium, so the published figures cannot be computed.");
        using var output = new StringWriter();

        var code = VerifySeedFiguresCommand.Run(SeedFigureCatalog.All, models!, output, CancellationToken.None);

        Assert.True(code == 0, output.ToString());
    }

    public void Dispose() => _atlas.Dispose();

    private SeedFigure OwnFigure()
    {
        var blank = new SeedFigure
        {
            Model = "atlas",
            SourcePrompt = "The capital of Poland is",
            SourceToken = " is",
            SourceTokenOccurrence = "last",
            TargetPrompt = "cat->cat; 135->135; hello->hello; ?->",
            TargetPosition = -1,
            Targets = [3, 8],
            Token = Enumerable.Repeat<IReadOnlyList<string>>(["", ""], _atlas.Config.Blocks).ToList(),
            Probability = [],
        };
        var (tokens, probabilities) = (Rows<string>(), Rows<double>());
        _atlas.Sweep(SeedFigureComparison.PlanOf(_atlas, blank), column =>
        {
            foreach (var (row, cell) in column.Cells.Index())
            {
                var at = column.Target == new Layer(3) ? 0 : 1;
                tokens[row][at] = _atlas.Tokenizer.Describe(cell.Top[0].Token).Text;
                probabilities[row][at] = cell.Top[0].Probability;
            }
        }, CancellationToken.None);
        return blank with { Token = tokens, Probability = probabilities };

        T[][] Rows<T>() => [.. Enumerable.Range(0, _atlas.Config.Blocks).Select(_ => new T[2])];
    }
}

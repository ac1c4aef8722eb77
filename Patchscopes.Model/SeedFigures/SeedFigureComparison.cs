using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;

namespace Patchscopes.Model.SeedFigures;

/// <summary>A cell whose token or probability differs from the published one.</summary>
/// <param name="Source">Source block.</param>
/// <param name="Target">Target block.</param>
/// <param name="Published">The published token.</param>
/// <param name="PublishedProbability">Its published probability.</param>
/// <param name="Found">The token found here.</param>
/// <param name="FoundProbability">Its probability here.</param>
public sealed record SeedFigureDifference(
    int Source, int Target, string Published, double PublishedProbability, string Found, double FoundProbability);

/// <summary>A published figure beside the same map computed here.</summary>
public sealed record SeedFigureComparison
{
    /// <summary>Probabilities may differ by this much, for the figures were computed on other hardware.</summary>
    public const double Tolerance = 0.005;

    /// <summary>The figure.</summary>
    public required SeedFigure Figure { get; init; }

    /// <summary>Cells with another top token, or with a probability further away than <see cref="Tolerance"/>.</summary>
    public required IReadOnlyList<SeedFigureDifference> Differences { get; init; }

    /// <summary>The largest difference of two probabilities, over cells whose tokens are equal.</summary>
    public required double LargestDifference { get; init; }

    /// <summary>Computes a figure's map and compares it, cell by cell.</summary>
    /// <exception cref="ArgumentException">The model cannot have made the figure: a prompt, a token or a block does not fit it.</exception>
    public static SeedFigureComparison Compute(LoadedModel model, SeedFigure figure, CancellationToken cancellationToken)
    {
        var plan = PlanOf(model, figure);
        var differences = new List<SeedFigureDifference>();
        var largest = 0.0;
        model.Sweep(plan, column =>
        {
            var at = figure.Targets.Index().First(target => target.Item == column.Target.Index).Index;
            foreach (var (row, cell) in column.Cells.Index())
            {
                var (published, probability) = (figure.Token[row][at], figure.Probability[row][at]);
                var (token, found) = (model.Tokenizer.Describe(cell.Top[0].Token).Text, cell.Top[0].Probability);
                var distance = Math.Abs(found - probability);
                if (token == published)
                    largest = Math.Max(largest, distance);
                if (token != published || !(distance <= Tolerance))
                    differences.Add(new SeedFigureDifference(row, column.Target.Index, published, probability, token, found));
            }
        }, cancellationToken);
        return new SeedFigureComparison { Figure = figure, Differences = differences, LargestDifference = largest };
    }

    /// <summary>The map that a figure shows, on a model.</summary>
    /// <exception cref="ArgumentException">It does not fit the model.</exception>
    public static SweepPlan PlanOf(LoadedModel model, SeedFigure figure)
    {
        var source = model.Tokenizer.Encode(figure.SourcePrompt);
        var position = source.Select(token => token.Text).ToList().LastIndexOf(figure.SourceToken);
        RunChecks.Require(figure.SourceTokenOccurrence == "last", $"The occurrence \"{figure.SourceTokenOccurrence}\" is not known.");
        RunChecks.Require(position >= 0, $"The source prompt has no token \"{figure.SourceToken}\" on {model.Name}.");
        var target = model.Tokenizer.EncodeToIds(figure.TargetPrompt);
        var plan = new SweepPlan
        {
            Source = new PatchSource([.. source.Select(token => token.Id)], position),
            Target = new PatchTarget(target, figure.TargetPosition < 0 ? target.Count + figure.TargetPosition : figure.TargetPosition),
            ReadoutPosition = target.Count - 1,
            SourceLayers = Layer.Blocks(figure.Token.Count),
            TargetLayers = [.. figure.Targets.Select(block => new Layer(block))],
            TopK = 1,
        };
        plan.Check(model.Config);
        return plan;
    }
}

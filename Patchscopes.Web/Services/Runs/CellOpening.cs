using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services.Runs;

/// <summary>
/// Opens cells, on the inference thread: what the model says and writes there, and what it says when other vectors are put
/// in the same place. A reading that those give too says nothing about the state.
/// </summary>
internal sealed class CellOpening(SweepVectors sources)
{
    private const int Seeds = 5;

    /// <summary>Other tokens of the source prompt, those nearest to the chosen one.</summary>
    private const int MostTokens = 8;

    private const int ControlTopK = 3;

    /// <summary>The cells that the controls compute at most: random vectors, the mean, other tokens.</summary>
    public const int MostControls = Seeds + 1 + MostTokens;

    public CellDetail Open(CheckedSweep sweep, CellRequest request, CancellationToken cancellationToken)
    {
        var one = sweep with { Plan = sweep.Plan with { SourceLayers = [request.SourceLayer], TargetLayers = [request.TargetLayer] } };
        var vectors = sources.Of(one, cancellationToken).Vectors;
        var cell = one.Model.OpenCell(one.Plan, vectors, request.TargetLayer, request.NewTokens, cancellationToken);
        return new CellDetail([.. cell.Top.Select(Read)], [.. cell.UnpatchedTop.Select(Read)], Describe(cell.Patched), Describe(cell.Unpatched))
        {
            Controls = request.Controls ? Controls(one, vectors, request.TargetLayer, cancellationToken) : [],
        };

        TokenReading Read(TokenProbability token) => TokenReading.Of(one.Model.Describe(token.Token), token.Probability);
        IReadOnlyList<Token> Describe(IReadOnlyList<int> tokens) => [.. tokens.Select(one.Model.Describe)];
    }

    private List<ControlReading> Controls(CheckedSweep one, PatchVectors vectors, Layer target, CancellationToken cancellationToken)
    {
        if (one.Plan.CannotChange(target, one.Model.Description.Blocks))
            return [];
        var others = Others(one, vectors, target, cancellationToken).ToList();
        if (others.Count == 0)
            return [];
        var tops = one.Model.ReadAt(one.Plan with { TopK = Math.Min(ControlTopK, one.Plan.TopK) }, PatchVectors.Together([.. others.Select(other => other.Vector)]), target, cancellationToken);
        return [.. others.Zip(tops, (other, top) => new ControlReading(other.Kind, other.Number,
            [.. top.Select(token => TokenReading.Of(one.Model.Describe(token.Token), token.Probability))]))];
    }

    private IEnumerable<(ControlKind Kind, int Number, PatchVectors Vector)> Others(
        CheckedSweep one, PatchVectors vectors, Layer target, CancellationToken cancellationToken)
    {
        // Zeros have no length to take: as long as the state that they stand in for is what a state would be there.
        var like = one.Mapping.Kind is MappingKind.Zero ? sources.Of(one with { Mapping = MappingRequest.Identity }, cancellationToken).Vectors : vectors;
        var norm = Math.Sqrt(like.At(target).ToArray().Sum(number => (double)number * number));
        if (norm > 0)
        {
            foreach (var seed in Enumerable.Range(1, Seeds))
                yield return (ControlKind.Random, seed, PatchVectors.Random([seed], vectors.Width, norm));
        }
        if (one.Mapping.Kind is MappingKind.Zero or MappingKind.Mean)
            yield break;
        if (sources.MeanOf(one, cancellationToken) is { } mean)
            yield return (ControlKind.Mean, 0, mean);
        foreach (var position in Near(one.Plan.Source))
            yield return (ControlKind.Token, position, sources.Of(one with { Plan = one.Plan with { Source = one.Plan.Source with { Position = position } } }, cancellationToken).Vectors);
    }

    private static IEnumerable<int> Near(PatchSource source) => Enumerable.Range(0, source.Tokens.Count)
        .Where(position => position != source.Position)
        .OrderBy(position => Math.Abs(position - source.Position)).Take(MostTokens).Order();
}

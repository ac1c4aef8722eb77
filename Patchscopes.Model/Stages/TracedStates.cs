using Patchscopes.Model.Architecture;
using Patchscopes.Model.Running;
using static TorchSharp.torch;

namespace Patchscopes.Model.Stages;

/// <summary>The states of one position over the blocks, on the device: between attention and feed-forward layer and after the block, each [L, d].</summary>
internal sealed record TracedStates(
    Tensor Mid, Tensor After, IReadOnlyList<double> MidCosine, IReadOnlyList<double> AfterCosine, IReadOnlyList<BlockNorms> Norms)
{
    /// <summary>Runs the plan's prompt once. Call inside a dispose scope and without gradients.</summary>
    public static TracedStates Of(Decoder decoder, TracePlan plan, CancellationToken cancellationToken)
    {
        using var capture = new Capture();
        new ForwardPass(decoder, plan.Interventions, plan.Tokens.Count, cancellationToken).Run(plan.Tokens, 0, null, capture);
        var residual = At(capture.Residual, plan.Position);                                                  // [1 + L, d]
        var (mid, after) = (At(capture.Mid, plan.Position), residual.narrow(0, 1, decoder.Config.Blocks));
        var last = after.narrow(0, decoder.Config.Blocks - 1, 1);
        var lengths = Lengths(residual);
        var (attention, feedForward) = (Lengths(At(capture.AttentionWrite, plan.Position)), Lengths(At(capture.FeedForwardWrite, plan.Position)));
        return new TracedStates(
            mid, after, Cosines(mid, last), Cosines(after, last),
            [.. Enumerable.Range(0, decoder.Config.Blocks).Select(block => new BlockNorms(lengths[block], attention[block], feedForward[block], lengths[block + 1]))]);
    }

    private static Tensor At(List<Tensor> states, int position) => cat([.. states.Select(state => state[0].narrow(0, position, 1))]);

    private static double[] Lengths(Tensor vectors) => Numbers(vectors.to(float32).norm(1));

    /// <summary>From −1 to 1: rounding takes the cosine of a state with itself a hair above.</summary>
    private static double[] Cosines(Tensor vectors, Tensor other) =>
        [.. Numbers(nn.functional.cosine_similarity(vectors.to(float32), other.to(float32), 1)).Select(cosine => Math.Clamp(cosine, -1, 1))];

    private static double[] Numbers(Tensor values) => [.. values.ToFloats().Select(value => (double)value)];
}

using Patchscopes.Model.Running;

namespace Patchscopes.Web.Tests.Model.Running;

/// <summary>The identity of the residual stream: what a block reads and both its writes are what it gives on.</summary>
internal static class BlockSums
{
    public static void AssertHold(ModelRun run)
    {
        for (var block = 0; block < run.Mid.Layers; block++)
        {
            for (var token = 0; token < run.Mid.Tokens; token++)
            {
                Numbers.AssertClose(run.Mid.Row(block, token), Sum(run.Residual.Row(block, token), run.AttentionWrite.Row(block, token)));
                Numbers.AssertClose(run.Residual.Row(block + 1, token), Sum(run.Mid.Row(block, token), run.FeedForwardWrite.Row(block, token)));
            }
        }
    }

    public static float[] Sum(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = new float[left.Length];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = left[i] + right[i];
        return sum;
    }
}

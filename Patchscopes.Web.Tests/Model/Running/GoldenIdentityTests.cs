using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Running;

/// <summary>What holds of the writes in every golden case.</summary>
public sealed class GoldenIdentityTests
{
    private static readonly int[] Prompt = [1, 5, 9, 2, 7, 3];

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(GoldenFiles.At("cases")).Select(folder => Path.GetFileName(folder)).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_InputPlusBothWrites_IsTheOutputOfEveryBlock(string name)
    {
        using var model = Load(name);
        var run = model.Run(Prompt, [], TestContext.Current.CancellationToken);
        for (var block = 0; block < model.Config.Blocks; block++)
        {
            for (var token = 0; token < Prompt.Length; token++)
            {
                var (input, attention, feedForward) = (run.Residual.At(block, token).ToArray(), run.AttentionWrite.At(block, token).ToArray(), run.FeedForwardWrite.At(block, token).ToArray());
                var sum = input.Select((value, at) => value + attention[at] + feedForward[at]).ToArray();
                Numbers.AssertClose(run.Residual.Row(block + 1, token), sum);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_WithAWriteReplacedByItself_ChangesNothing(string name)
    {
        using var model = Load(name);
        var clean = model.Run(Prompt, [], TestContext.Current.CancellationToken);
        for (var block = 0; block < model.Config.Blocks; block++)
        {
            var itself = new[] { (Site: PatchSite.AttentionWrite, Writes: clean.AttentionWrite), (Site: PatchSite.FeedForwardWrite, Writes: clean.FeedForwardWrite) }
                .Select(write => (Intervention)new StateIntervention
                {
                    Layer = new Layer(block),
                    Site = write.Site,
                    Positions = [Prompt.Length - 1],
                    Edit = new StateEdit.Replace(write.Writes.At(block, Prompt.Length - 1)),
                });
            Assert.Equal(clean.Logits.Values, model.Run(Prompt, [.. itself], TestContext.Current.CancellationToken).Logits.Values);
        }
    }

    private static LoadedModel Load(string name) => LoadedModel.LoadWithoutTokenizer(name, GoldenFiles.At("cases", name));
}

using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;
using static TorchSharp.torch;

namespace Patchscopes.Web.Tests.Model.Running;

/// <summary>A text read in two passes: all but its last token, and that token with what the first pass left behind.</summary>
internal static class Cached
{
    public static float[] LastLogits(LoadedModel model, IReadOnlyList<int> text, IReadOnlyList<Intervention> interventions)
    {
        using var begun = model.Begin();
        using var scope = NewDisposeScope();
        using var cache = new KeyValueCache(model.Config.Blocks);
        var pass = new ForwardPass(model.Decoder, interventions, text.Count - 1, CancellationToken.None);
        pass.Run([.. text.SkipLast(1)], 0, cache, null);
        return model.Decoder.Unembed(pass.Run([text[^1]], text.Count - 1, cache, null)[0, -1]).contiguous().data<float>().ToArray();
    }
}

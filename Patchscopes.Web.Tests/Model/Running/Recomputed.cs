using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;

namespace Patchscopes.Web.Tests.Model.Running;

/// <summary>Greedy continuation without a cache: the whole text is run again for every token.</summary>
internal static class Recomputed
{
    public static IReadOnlyList<int> Greedy(LoadedModel model, IReadOnlyList<int> prompt, int count, params IReadOnlyList<Intervention> interventions)
    {
        var text = prompt.ToList();
        for (var step = 0; step < count; step++)
        {
            var inReach = interventions.Where(one => one is not AttentionEdge edge || edge.To < text.Count).ToList();
            var logits = model.Run(text, inReach, CancellationToken.None).Logits.At(0, text.Count - 1).ToArray();
            text.Add(Array.IndexOf(logits, logits.Max()));
        }
        return text[prompt.Count..];
    }
}

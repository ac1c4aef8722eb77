using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;

namespace Patchscopes.Web.Tests.Model.Patching;

/// <summary>A map by the plain road: one full run with a patch for every cell. Shares no code with the sweep.</summary>
internal static class OneByOne
{
    /// <summary>[source layers, target layers, V].</summary>
    public static StateTable Logits(LoadedModel model, SweepPlan plan)
    {
        var values = new List<float>();
        foreach (var source in plan.SourceLayers)
        {
            foreach (var target in plan.TargetLayers)
                values.AddRange(model.Run(plan.Target.Tokens, [Patch(model, plan, source, target)], CancellationToken.None).Logits.At(0, plan.ReadoutPosition).Span);
        }
        return new StateTable([.. values], plan.SourceLayers.Count, plan.TargetLayers.Count, model.Config.Vocabulary);
    }

    /// <summary>The patch of one cell.</summary>
    public static StateIntervention Patch(LoadedModel model, SweepPlan plan, Layer source, Layer target)
    {
        var run = model.Run(plan.Source.Tokens, [], CancellationToken.None);
        var vector = plan.Site switch
        {
            PatchSite.AttentionWrite => run.AttentionWrite.At(source.Index, plan.Source.Position),
            PatchSite.Mid => run.Mid.At(source.Index, plan.Source.Position),
            PatchSite.FeedForwardWrite => run.FeedForwardWrite.At(source.Index, plan.Source.Position),
            _ => run.Residual.At(source.Index + 1, plan.Source.Position),
        };
        return new StateIntervention
        {
            Layer = target,
            Site = plan.Site,
            Positions = [plan.Target.Position, .. plan.Target.Also],
            Edit = new StateEdit.Replace(vector),
        };
    }
}

using Patchscopes.Model.Patching;
using Patchscopes.Model.Running;

namespace Patchscopes.Web.Tests.Model.Patching;

/// <summary>A map by the plain road: one full run with a patch for every cell. Shares no code with the sweep.</summary>
internal static class OneByOne
{
    /// <summary>[source layers, target layers, V].</summary>
    public static StateTable Logits(LoadedModel model, SweepPlan plan)
    {
        var none = CancellationToken.None;
        var states = model.Run(plan.Source.Tokens, [], none).Residual;
        var values = new List<float>();
        foreach (var source in plan.SourceLayers)
        {
            foreach (var target in plan.TargetLayers)
            {
                var patch = StateIntervention.Patch(target, plan.Target.Position, states.At(source.Index + 1, plan.Source.Position));
                values.AddRange(model.Run(plan.Target.Tokens, [patch], none).Logits.At(0, plan.ReadoutPosition).Span);
            }
        }
        return new StateTable([.. values], plan.SourceLayers.Count, plan.TargetLayers.Count, model.Config.Vocabulary);
    }
}

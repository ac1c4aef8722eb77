using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Stages;

/// <summary>A trace that can be run: its model, its prompt as tokens, and the plan in absolute positions.</summary>
internal sealed record CheckedTrace(ILoadedModel Model, IReadOnlyList<Token> Tokens, TracePlan Plan)
{
    /// <summary>About how many multiplications a trace of some tokens takes, in the unit of the sweeps.</summary>
    public static double WorkOf(ModelDescription model, double tokens)
    {
        // Besides the prompt, the states after attention and after the block go through the identity prompt in two lenses.
        var states = 3.0 * model.Blocks;
        return (tokens + states) * model.Blocks * model.Width * model.Width;
    }

    /// <summary>The stream's first line.</summary>
    public TraceStarted Start => new(Model.Description.Name, Tokens, Plan.Position, Plan.Lens);

    /// <summary>The work of so many traces, and of the runs that vectors are taken from.</summary>
    public double Work(int traces) => (traces * WorkOf(Model.Description, Tokens.Count))
        + Plan.Interventions.OfType<Transplant>().Select(transplant => transplant.From).Distinct()
            .Sum(from => (double)from.Tokens.Count * Model.Description.Blocks * Model.Description.Width * Model.Description.Width);
}

using Patchscopes.Model.Patching;
using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Stages;

/// <summary>A trace that can be run: its model, its prompt as tokens, and the plan in absolute positions.</summary>
internal sealed record CheckedTrace(ILoadedModel Model, IReadOnlyList<Token> Tokens, TracePlan Plan)
{
    // Besides the prompt, the states after attention and after the block go through the identity prompt in two lenses.
    private const double StatesPerBlock = 3;

    /// <summary>About how many tokens a trace of some tokens runs.</summary>
    public static double RowsOf(ModelDescription model, double tokens) => tokens + (StatesPerBlock * model.Blocks);

    /// <summary>The stream's first line.</summary>
    public TraceStarted Start => new(Model.Description.Name, Tokens, Plan.Position, Plan.Lens);

    /// <summary>The rows of so many traces, and of the runs that vectors are taken from.</summary>
    public double Rows(int traces) => (traces * RowsOf(Model.Description, Tokens.Count))
        + Plan.Interventions.OfType<Transplant>().Select(transplant => transplant.From).Distinct().Sum(from => (double)from.Tokens.Count);
}

using System.Text;
using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Runs;

/// <summary>A request that can be run: its model, its prompts as tokens, and the plan in absolute positions.</summary>
internal sealed record CheckedSweep(
    ILoadedModel Model, IReadOnlyList<Token> SourceTokens, IReadOnlyList<Token> TargetTokens, SweepPlan Plan)
{
    /// <summary>A run's own objects, its key and its place in the list.</summary>
    private const int ReadingsPerRun = 20;

    /// <summary>Tokens that each cell computes: from i* to the read-out.</summary>
    public int TokensFromPatch => Math.Max(1, Plan.ReadoutPosition - Plan.Target.Position + 1);

    /// <summary>About how many multiplications the map takes, up to a constant: one row per cell, through half the blocks.</summary>
    public double Work => WorkOf(Plan.Cells);

    /// <summary>Everything that determines the result, and the name under which it is shown.</summary>
    public string Key { get; } = KeyOf(Model.Description, Plan);

    /// <summary>The same for some number of cells.</summary>
    public double WorkOf(double cells)
    {
        var model = Model.Description;
        return cells * TokensFromPatch * model.Blocks * model.Width * model.Width;
    }

    /// <summary>About what a finished map takes in memory, in token readings: also what one cell of two long prompts keeps.</summary>
    public long Readings => ((long)Plan.Cells * (1 + Plan.TopK)) + SourceTokens.Count + TargetTokens.Count + ReadingsPerRun;

    private static string KeyOf(ModelDescription model, SweepPlan plan) => new StringBuilder()
        .Append(model.Name).Append('|').Append(model.Hash).Append('|').Append(model.DataType)
        .Append('|').AppendJoin(',', plan.Source.Tokens).Append('@').Append(plan.Source.Position)
        .Append('|').AppendJoin(',', plan.Target.Tokens).Append('@').Append(plan.Target.Position)
        .Append('|').Append(plan.ReadoutPosition).Append('|').Append(plan.TopK)
        .Append('|').AppendJoin(',', plan.SourceLayers).Append('|').AppendJoin(',', plan.TargetLayers).ToString();
}

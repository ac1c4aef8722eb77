using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>What a teacher keeps as it is in a student's copy of the explorer.</summary>
/// <param name="Shown">The teacher's tuple.</param>
/// <param name="LocksKnobs">Whether only prompts and tokens are the student's; else only the models are the teacher's.</param>
public sealed record TupleHold(SweepRequest Shown, bool LocksKnobs)
{
    /// <summary>Whether a model may run the source prompt.</summary>
    public bool Allows(string sourceModel) => sourceModel == Shown.Model || sourceModel == Shown.SourceModel;

    /// <summary>A student's request, with the teacher's where it must stay.</summary>
    public SweepRequest Of(SweepRequest own)
    {
        if (LocksKnobs)
        {
            return Shown with
            {
                Source = own.Source with { Chat = Shown.Source.Chat },
                Target = own.Target with { Chat = Shown.Target.Chat },
                // Which answers are read is how one looks at a map, and no part of it.
                Answers = own.Answers,
            };
        }
        var kept = own.Model == Shown.Model ? own : own with { Model = Shown.Model, TargetLayers = null, AlsoPatched = null };
        return kept.SourceModel is null || Allows(kept.SourceModel) ? kept : kept with { SourceModel = null, SourceLayers = null };
    }
}

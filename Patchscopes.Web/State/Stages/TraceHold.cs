using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.State.Stages;

/// <summary>What a teacher keeps as it is in a student's copy of the stages.</summary>
/// <param name="Shown">The teacher's trace.</param>
/// <param name="LocksKnobs">Whether only the question, its words and its token are the student's; else only the model is the teacher's.</param>
public sealed record TraceHold(TraceRequest Shown, bool LocksKnobs)
{
    /// <summary>A student's request, with the teacher's where it must stay.</summary>
    public TraceRequest Of(TraceRequest own) => LocksKnobs
        ? own with { Model = Shown.Model, Decoder = Shown.Decoder, Chat = Shown.Chat }
        : own with { Model = Shown.Model };
}

using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Stages;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>The lanes of the stages, what the block at the play head wrote, and what is taken out to prove it.</summary>
public sealed partial class StagesBoard
{
    /// <summary>The stages, or a saved run of them.</summary>
    [Parameter, EditorRequired]
    public required StagesState State { get; set; }

    /// <summary>Columns of the layer axis; about as many as most small models have, while the model is not known.</summary>
    private int Columns => State.Model?.Blocks ?? 12;

    private bool AnswerIsInPrompt(LaneKey key) => State.Lane(key)?.Verdict is { IsSaidInPrompt: true };

    private string Title(LaneKey lane) => lane is LaneKey.Twin ? "Extractive twin"
        : State.Lane(lane)?.Verdict?.Label is null or StageLabel.Abstractive && !AnswerIsInPrompt(lane) ? "Abstractive"
        : "As asked";

    private string About(LaneKey lane) => lane is LaneKey.Twin ? AboutTwin()
        : State.Lane(lane)?.Verdict is null ? "the question as it is asked"
        : AnswerIsInPrompt(lane) ? "the answer already stands in the prompt" : "the answer is nowhere in the prompt";

    private string AboutTwin() => State.Lane(LaneKey.Twin) is not { Request.Prompt: var twin } ? "the same with the facts in front of it"
        : twin == State.Lane(LaneKey.Question)?.Request.Prompt ? "the facts stand in the prompt already: the same run"
        : ExtractiveTwin.AsksQuestions(twin) ? "the same question with the facts in front of it"
        : "the same prompt with its last line, completed, in front of it";

    private void Open(LaneKey lane, int block)
    {
        State.LookAt(lane);
        State.MoveTo(block, isPlaying: false);
    }
}

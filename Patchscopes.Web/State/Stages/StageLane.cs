using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.State.Stages;

/// <summary>What a token is to a lane.</summary>
public enum WordRole
{
    /// <summary>Any other token.</summary>
    Other,

    /// <summary>The argument.</summary>
    Argument,

    /// <summary>The answer.</summary>
    Answer,
}

/// <summary>A trace as far as it has come.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="started">Its first line.</param>
public sealed class StageLane(TraceRequest request, TraceStarted started)
{
    private readonly List<BlockTraced> _blocks = [];

    /// <summary>What was asked for.</summary>
    public TraceRequest Request { get; } = request;

    /// <summary>The prompt's tokens, and the traced position.</summary>
    public TraceStarted Started { get; } = started;

    /// <summary>The blocks that have come, in order.</summary>
    public IReadOnlyList<BlockTraced> Blocks => _blocks;

    /// <summary>What it amounts to, once every block has come.</summary>
    public TraceVerdict? Verdict { get; private set; }

    /// <summary>What the interventions changed; null for a plain trace.</summary>
    public InterventionOutcome? Outcome { get; private set; }

    /// <summary>Whether it belongs to an earlier request than the page now shows.</summary>
    public bool IsStale { get; set; }

    /// <summary>The states patched into the last block but one, by source block; null until they are asked for.</summary>
    public CellReading?[]? Patched { get; set; }

    /// <summary>Why they could not be had, or null.</summary>
    public string? PatchedMessage { get; set; }

    /// <summary>Takes the next line.</summary>
    public void Take(StageEvent line)
    {
        switch (line)
        {
            case BlockTraced block:
                _blocks.Add(block);
                break;
            case TraceVerdict verdict:
                Verdict = verdict;
                break;
            case InterventionOutcome outcome:
                Outcome = outcome;
                break;
            default:
                throw new NotSupportedException($"A trace has no line {line.GetType().Name}.");
        }
    }

    /// <summary>What a state says, by its row.</summary>
    public StateSays? At(int block, ShownState shown) =>
        block < 0 || block >= _blocks.Count ? null : shown is ShownState.AfterAttention ? _blocks[block].AfterAttention : _blocks[block].AfterMlp;

    /// <summary>What a token is to this trace, by its spelling: spaces around it do not matter, nor does a plural or a capital of the argument.</summary>
    public WordRole RoleOf(string token)
    {
        var word = token.Trim();
        if (Verdict is not { } verdict || word.Length == 0)
            return WordRole.Other;
        if (word == verdict.Answer.Text.Trim())
            return WordRole.Answer;
        var argument = verdict.Argument?.Text.Trim();
        return argument is { Length: > 0 } && (word.Equals(argument, StringComparison.OrdinalIgnoreCase) || word == argument + "s")
            ? WordRole.Argument
            : WordRole.Other;
    }
}

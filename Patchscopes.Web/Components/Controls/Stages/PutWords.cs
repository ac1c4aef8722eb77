using Patchscopes.Model.Stages;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using static System.FormattableString;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>What the stages tab says of a write that was put on another prompt.</summary>
public static class PutWords
{
    /// <summary>What is put, as the object of a sentence.</summary>
    public static string Of(StagePut put) => put.File is { } file ? $"the vector of {file.Name}" : Invariant($"what the MLP of block {put.From} wrote");

    /// <summary>Where it is put.</summary>
    public static string Into(StagePut put, BlockRange blocks) =>
        $"put into {(blocks.Size == 1 ? "block" : "blocks")} {StageWords.Of(blocks)}{(put.IsEverywhere ? " at every position" : "")}";

    /// <summary>What the other prompt says, in one sentence with a mark for the token: the text before, the token, the text after.</summary>
    public static (string Before, string Token, string After) Outcome(StagePut put, BlockRange blocks, InterventionOutcome outcome)
    {
        var (before, after) = (outcome.Before.Top[0], outcome.After.Top[0]);
        var with = $"With {Of(put)} {Into(put, blocks)}, the other prompt ";
        return outcome.Changed
            ? ($"{with}says", after.Text, Invariant($"({after.Probability:0.000}) instead of {TokenDisplay.Of(before.Text)} ({before.Probability:0.000})"))
            : ($"{with}still says", after.Text, Invariant($"({before.Probability:0.000} before, {after.Probability:0.000} now)"));
    }

    /// <summary>What that shows, and what it does not, derived from the outcome alone.</summary>
    /// <param name="outcome">Of the changed run.</param>
    /// <param name="donor">What the prompt that the write was taken from says; null for a file's vector, whose prompt is not known.</param>
    /// <param name="expected">The answer that the other prompt is known to have; null where none is.</param>
    public static string Conclusion(InterventionOutcome outcome, TokenReading? donor, string? expected)
    {
        var (before, after) = (outcome.Before.Top[0], outcome.After.Top[0]);
        if (donor is not null && before.Id == donor.Id)
            return "Both prompts end in the same word by themselves, so an answer cannot be told from a function here: take a prompt with another answer.";
        if (donor is not null && after.Id == donor.Id)
            return "That is the word of the prompt it was taken from: the write carried the answer, not the function.";
        if (outcome.Changed && expected is not null && outcome.After.Answer.Rank == 1)
            return $"{expected} is this prompt’s own right answer, which it did not give by itself: the write applied the function to another argument.";
        if (!outcome.Changed && expected is not null && outcome.After.Answer.Rank > 1)
            return $"The prompt keeps its own word, which is not {expected}: the write neither applied the function nor carried the answer.";
        if (!outcome.Changed)
            return "The prompt keeps its own word, so the write does no harm there; it is shown to do the work only if the word is lost when those MLPs’ writes are removed instead.";
        return outcome.SaysArgument
            ? "That is the prompt’s own argument: the write neither applied the function nor carried the answer."
            : "That is neither this prompt’s answer nor the word of the prompt it was taken from: the write disturbs the run, and no more can be said.";
    }
}

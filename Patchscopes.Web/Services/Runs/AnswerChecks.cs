using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services.Inference;
using static Patchscopes.Web.Services.Runs.RequestChecks;

namespace Patchscopes.Web.Services.Runs;

/// <summary>The checks of what is read of each cell: answers, and the texts that are written.</summary>
internal static class AnswerChecks
{
    private const int LongestAnswer = 500;
    private const string Unknown = "<unk>";

    /// <summary>What can be told before a model is loaded.</summary>
    /// <exception cref="RequestRefusedException">It cannot be run.</exception>
    public static void Require(SweepRequest request)
    {
        if (request.Answers is { Count: > SweepRequest.MostAnswers } many)
            throw Invalid("answers", $"answers has {many.Count} texts: give at most {SweepRequest.MostAnswers}.");
        foreach (var (at, answer) in (request.Answers ?? []).Index())
        {
            if (answer.Length is 0 or > LongestAnswer)
                throw Invalid("answers", $"answers[{at}] has {answer.Length} characters: give 1 to {LongestAnswer}, with the space before it where the model would write one.");
        }
        if (request.NewTokens is < 0 or > SweepRequest.MostNewTokens)
            throw Invalid("newTokens", $"newTokens is {request.NewTokens}: give 0 to {SweepRequest.MostNewTokens}.");
    }

    /// <summary>The answers as the model would write them after a prompt.</summary>
    /// <exception cref="RequestRefusedException">The model has no such tokens, or cannot read them where they would stand.</exception>
    public static IReadOnlyList<IReadOnlyList<Token>> Tokens(SweepRequest request, ILoadedModel model, int promptTokens, bool isReadAtTheEnd)
    {
        var answers = (request.Answers ?? []).Select(model.EncodeContinuation).ToList();
        foreach (var (at, tokens) in answers.Index())
        {
            var (text, name) = (request.Answers![at], model.Description.Name);
            if (tokens.Count == 0 || (tokens.Any(token => token.Text == Unknown) && !text.Contains(Unknown, StringComparison.Ordinal)))
                throw Invalid("answers", $"answers[{at}]: the vocabulary of {name} has no tokens for {Words.Quote(text)}. Give another text.");
            if (tokens.Count > SweepRequest.MostAnswerTokens)
                throw Invalid("answers", $"answers[{at}]: {Words.Quote(text)} is {tokens.Count} tokens for {name}: give at most {SweepRequest.MostAnswerTokens}.");
            if (tokens.Count > 1 && !isReadAtTheEnd)
                throw Invalid("answers", $"answers[{at}]: {Words.Quote(text)} is {tokens.Count} tokens for {name}, which are read after the last token of the target prompt only: read there, or give an answer of one token.");
            if (promptTokens + tokens.Count - 1 > model.Description.Context)
                throw Invalid("answers", $"answers[{at}]: the target prompt and {Words.Quote(text)} together are longer than the {model.Description.Context} tokens that {name} reads. Shorten one of them.");
        }
        return answers;
    }
}

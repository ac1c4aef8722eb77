using Microsoft.Extensions.Options;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Patching.Mappings;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Runs;

namespace Patchscopes.Web.Services.Stages;

/// <summary>The checks before a trace, the same for page, hub and HTTP API; fields are named as the API names them.</summary>
internal sealed class StageChecks(ModelShelf shelf, IOptions<StageThresholds> thresholds)
{
    /// <summary>The longest argument or answer, in characters.</summary>
    public const int LongestWord = 200;

    /// <summary>Turns a request into what is run.</summary>
    /// <exception cref="RequestRefusedException">It cannot be run.</exception>
    public async Task<CheckedTrace> CheckAsync(TraceRequest request, CancellationToken cancellationToken)
    {
        shelf.Require(request.Model);
        RequestChecks.RequireText("prompt", request.Prompt);
        RequestChecks.RequireTopK(request.TopK);
        RequireDecoder(request.Decoder);
        RequireWord("argument", request.Argument);
        RequireWord("answer", request.Answer);
        InterventionCheck.RequireCount(request.Interventions);

        var model = await shelf.GetAsync(request.Model, cancellationToken);
        RequestChecks.RequireVocabulary(request.TopK, model.Description);
        RequireRoom(request.Decoder, model);
        var tokens = RequestChecks.Tokens("", request.Prompt, request.Chat, model);
        var position = RequestChecks.Position("position", request.Position, tokens.Count, "prompt");
        return new CheckedTrace(model, tokens, new TracePlan
        {
            Tokens = [.. tokens.Select(token => token.Id)],
            Position = position,
            Lens = request.Decoder,
            Argument = request.Argument is { } argument ? model.ArgumentWord(argument) : null,
            Answer = request.Answer is { } answer ? model.AnswerWord(answer) : null,
            Message = request.Chat ? request.Prompt : null,
            CompletesWord = request.Interventions.Count == 0,
            TopK = request.TopK,
            Thresholds = thresholds.Value,
            Interventions = [.. request.Interventions.SelectMany((intervention, index) =>
                new InterventionCheck($"interventions[{index}]", intervention, model, tokens.Count, position).Plan())],
        });
    }

    /// <summary>Refuses a value that no decoder has.</summary>
    public static void RequireDecoder(LensKind decoder)
    {
        if (!Enum.IsDefined(decoder))
            throw RequestChecks.Invalid("decoder", $"decoder must be {StageNames.Choice<LensKind>()}.");
    }

    /// <summary>Refuses a decoder whose own prompt is longer than what the model reads, or whose maps cannot be fitted.</summary>
    public static void RequireRoom(LensKind decoder, ILoadedModel model)
    {
        var context = model.Description.Context;
        if (decoder.Prompt() is { } prompt && model.Encode(prompt).Count is var tokens && tokens > context)
        {
            throw RequestChecks.Invalid(
                "decoder", $"decoder is \"{StageNames.Of(decoder)}\", whose own prompt has {tokens} tokens, but {model.Description.Name} reads at most {context}: give \"{StageNames.Of(LensKind.LogitLens)}\".");
        }
        if (decoder is LensKind.Affine
            && LensPrompts.AffineRefusal(TextPositions.Of(MappingChecks.Encoder(model), BuiltInTexts.All), model.Description.Width, model.Description.Blocks) is { } refusal)
            throw RequestChecks.Invalid("decoder", $"decoder is \"{StageNames.Of(decoder)}\", which is fitted to the built-in texts. {refusal}");
    }

    /// <summary>Refuses a text that is no word.</summary>
    public static void RequireLength(string field, string word)
    {
        if (word.Length > LongestWord)
            throw RequestChecks.Invalid(field, $"{field} has {word.Length} characters: give at most {LongestWord}.");
    }

    private static void RequireWord(string field, string? word)
    {
        if (word is null)
            return;
        if (string.IsNullOrWhiteSpace(word))
            throw RequestChecks.Invalid(field, $"{field} is blank: write a word, or leave it out.");
        RequireLength(field, word);
    }
}

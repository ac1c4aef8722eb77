using Patchscopes.Model.Tokens;
using Patchscopes.Model.Tokens.Chat;

namespace Patchscopes.Web.Services.Inference;

/// <summary>A model's tokenizer; safe from any thread.</summary>
internal interface IPromptTokens
{
    /// <summary>The tokens of a text as the prompt would be run, BOS included.</summary>
    IReadOnlyList<Token> Encode(string text);

    /// <summary>The tokens of a text that follows another, without BOS.</summary>
    IReadOnlyList<Token> EncodeContinuation(string text);

    /// <summary>The tokens of a message to an instruct model, as its chat template has the model read it.</summary>
    /// <exception cref="ChatTemplateException">There is no template, or it cannot be applied.</exception>
    IReadOnlyList<Token> EncodeChat(string message);

    /// <summary>A token by its id.</summary>
    Token Describe(int id);
}

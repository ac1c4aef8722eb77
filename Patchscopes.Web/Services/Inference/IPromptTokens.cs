using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services.Inference;

/// <summary>A model's tokenizer; safe from any thread.</summary>
internal interface IPromptTokens
{
    /// <summary>The tokens of a text as the prompt would be run, BOS included.</summary>
    IReadOnlyList<Token> Encode(string text);

    /// <summary>A token by its id.</summary>
    Token Describe(int id);
}

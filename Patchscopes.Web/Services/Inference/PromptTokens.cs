using System.Collections.Concurrent;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services.Inference;

/// <summary>A tokenizer that remembers how tokens are shown: the same few hundred fill a map.</summary>
internal sealed class PromptTokens(PromptTokenizer tokenizer) : IPromptTokens
{
    private readonly ConcurrentDictionary<int, Token> _shown = new();

    public IReadOnlyList<Token> Encode(string text) => [.. tokenizer.EncodeToIds(text).Select(Describe)];

    public IReadOnlyList<Token> EncodeContinuation(string text) => [.. tokenizer.EncodeContinuation(text).Select(Describe)];

    public IReadOnlyList<Token> EncodeChat(string message) => [.. tokenizer.EncodeChat(message).Select(Describe)];

    public Token Describe(int id) => _shown.GetOrAdd(id, tokenizer.Describe);
}

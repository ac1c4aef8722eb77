using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>
/// The tokens that a folder adds to a vocabulary: Hugging Face's tokenizers match each of them in a text before anything
/// else, and so must this one.
/// </summary>
internal static class SpecialTokens
{
    /// <summary>Those of the tokenizer's main file, then those that its settings add; the first mention of a text counts.</summary>
    public static IReadOnlyList<AddedToken> All(TokenizerParts parts, TokenizerSettings settings)
    {
        var all = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (var token in parts.Added.Concat(settings.Added))
            all.TryAdd(token.Content, token);
        foreach (var (file, role, token) in settings.WithRoles)
        {
            if (all.ContainsKey(token.Content))
                continue;
            if (!parts.Vocabulary.TryGetValue(token.Content, out var id))
                throw new ModelLoadException($"{file}: the {role} {token.Content} has no id: neither the vocabulary nor the added tokens hold it.");
            all[token.Content] = token with { Id = id };
        }
        return [.. all.Values];
    }
}

using Patchscopes.Model.Training.Tokenizer;

namespace Patchscopes.Model.Training.Corpus;

/// <summary>The words of the corpus by length.</summary>
internal static class WordLists
{
    /// <summary>Words of more than one character: one token with and without a leading space.</summary>
    public static IReadOnlyList<string> Long { get; } = [.. AtlasWords.All.Where(word => word.Length > 1)];
}

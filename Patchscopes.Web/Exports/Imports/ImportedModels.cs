using Patchscopes.Web.Services;
using Patchscopes.Web.Storage.Recording;
using Patchscopes.Web.Storage.Saved;
using static Patchscopes.Web.Exports.Imports.Fit;

namespace Patchscopes.Web.Exports.Imports;

/// <summary>The checks of the models that a file describes, and of the prompts as they read them.</summary>
internal static class ImportedModels
{
    /// <summary>No model here has more blocks.</summary>
    private const int MostBlocks = 1000;

    private const int MostChecks = 64;

    /// <summary>Checks what is said of each model.</summary>
    /// <exception cref="FormatException">A model is none, or two have one name.</exception>
    public static void Check(SavedRun run)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (at, model) in run.Models.Index())
        {
            if (model is not { Blocks: > 0 and <= MostBlocks, Vocabulary: > 0, Width: > 0, Heads: > 0, Context: > 0 })
                throw Unfit($"models[{at}]: blocks, width, heads, context or vocabulary is out of range: give at least 1, and at most {MostBlocks} blocks.");
            if (!names.Add(model.Name))
                throw Unfit($"models[{at}].name is \"{model.Name}\", as of a model before it. Describe each model once.");
            AtMost($"models[{at}].checks", model.Checks.Count, MostChecks, "entries");
        }
    }

    /// <summary>A prompt is tokenised once for the whole page, so that it cannot have more tokens in one place than in another.</summary>
    /// <exception cref="FormatException">It has.</exception>
    public static void CheckPrompts(SavedRun run)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (model, text, chat, tokens) in RecordedRun.PromptsOf(run))
        {
            var key = RecordKeys.Of(model, text, chat);
            if (counts.TryGetValue(key, out var count) && count != tokens.Count)
                throw Unfit($"The prompt {Words.Quote(text)} has {count} tokens in one place and {tokens.Count} in another.");
            counts[key] = tokens.Count;
        }
    }
}

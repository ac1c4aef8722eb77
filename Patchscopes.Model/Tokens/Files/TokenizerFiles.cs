using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Tokens.Chat;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>Reads the tokenizer of a model folder, in whichever form it comes.</summary>
internal static class TokenizerFiles
{
    /// <summary>The largest token id that is believed: a thousand times any vocabulary's.</summary>
    public const int LargestId = 1 << 28;

    /// <summary>
    /// Reads tokenizer.json, or else vocab.json with merges.txt, or else tokenizer.model; then settings and further special
    /// tokens where there are any.
    /// </summary>
    public static TokenizerParts Read(string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        var settings = TokenizerSettings.Read(folder);
        TokenizerParts parts;
        if (File.Exists(At(TokenizerJson.FileName)))
            parts = TokenizerJson.Read(At(TokenizerJson.FileName));
        else if (File.Exists(At(VocabularyFiles.FileName)) && File.Exists(At(VocabularyFiles.MergesName)))
            parts = VocabularyFiles.Read(At(VocabularyFiles.FileName), At(VocabularyFiles.MergesName), settings.Class);
        else if (File.Exists(At(SentencePieceModel.FileName)))
        {
            parts = SentencePieceModel.Read(At(SentencePieceModel.FileName), settings);
            settings = settings with { Class = settings.Class ?? TokenizerClass.OfName("LlamaTokenizer") };
        }
        else
            throw new ModelLoadException("The model folder holds no tokenizer: tokenizer.json, vocab.json with merges.txt, or tokenizer.model, must be beside config.json.");
        RequirePrefixAsSet(parts, settings);
        var added = SpecialTokens.All(parts, settings);
        // Only tokenizer.json knows tokens that are matched after normalization; the other files' tokenizers look in the text as it is.
        parts = parts with { Added = File.Exists(At(TokenizerJson.FileName)) ? added : [.. added.Select(token => token with { Normalized = false })] };
        return parts with
        {
            Frame = parts.Frame ?? FrameOf(parts, settings),
            ChatTemplate = settings.ChatTemplate is { } template ? new ChatTemplate(template, settings.SpecialTexts()) : null,
        };
    }

    /// <summary>Where the tokenizer's main file does not say what surrounds a prompt, the settings do, or else the class.</summary>
    private static PromptFrame FrameOf(TokenizerParts parts, TokenizerSettings settings)
    {
        var addsBegin = settings.AddsBegin ?? settings.Class?.AddsBegin ?? false;
        int[] before = addsBegin ? [IdOf("bos_token", settings.BeginText ?? settings.Class?.BeginText ?? "<|endoftext|>")] : [];
        int[] after = settings.AddsEnd ? [IdOf("eos_token", settings.EndText ?? settings.Class?.EndText ?? "<|endoftext|>")] : [];
        return new PromptFrame(before, after);

        int IdOf(string role, string text) =>
            parts.Added.FirstOrDefault(token => token.Content == text)?.Id
            ?? (parts.Vocabulary.TryGetValue(text, out var id)
                ? id
                : throw new ModelLoadException($"The {role} {text} is put around each prompt, but the tokenizer's vocabulary lacks it."));
    }

    /// <summary>A folder whose settings say another thing about the space before a prompt than its tokenizer does is not guessed at.</summary>
    private static void RequirePrefixAsSet(TokenizerParts parts, TokenizerSettings settings)
    {
        var adds = parts.PreTokenizer?.AddsPrefix == true || parts.Normalizer?.AddsPrefix == true;
        if (settings.AddsSpace is { } set && set != adds)
            throw new ModelLoadException($"{TokenizerSettings.FileName}: add_prefix_space is not implemented where the tokenizer itself {(adds ? "adds" : "does not add")} a space.");
    }
}

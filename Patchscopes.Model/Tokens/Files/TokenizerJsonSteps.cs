using Patchscopes.Model.Tokens.Decoding;
using Patchscopes.Model.Tokens.Normalizing;
using Patchscopes.Model.Tokens.Splitting;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>What a tokenizer.json does before and after the merges; whatever is not implemented is refused by name.</summary>
internal static class TokenizerJsonSteps
{
    public static Normalizer? Normalizer(JsonPart part) => part.IsMissing ? null : part.Type switch
    {
        "NFC" => new CanonicalNormalizer(Composes: true),
        "NFD" => new CanonicalNormalizer(Composes: false),
        "Prepend" => new PrependNormalizer(part["prepend"].Text()),
        "Replace" when Pattern(part) is { } old => new ReplaceNormalizer(old, part["content"].Text()),
        "Replace" => throw part.NotImplemented("a normalizer Replace with a regular expression"),
        "Sequence" => new NormalizerSequence([.. part["normalizers"].Items().Select(Normalizer).OfType<Normalizer>()]),
        var other => throw part.NotImplemented($"the normalizer {other}"),
    };

    public static PreTokenizer? PreTokenizer(JsonPart part) => part.IsMissing ? null : part.Type switch
    {
        "ByteLevel" => new ByteLevelPreTokenizer(part["add_prefix_space"].Flag(absent: true), part["use_regex"].Flag(absent: true)),
        "Split" => new PatternPreTokenizer(SplitPattern(part), Behavior(part), part["invert"].Flag()),
        "Punctuation" => new PatternPreTokenizer(CharacterPattern.Punctuation, Behavior(part), Inverts: false),
        "Digits" => new PatternPreTokenizer(
            CharacterPattern.Digits, part["individual_digits"].Flag() ? SplitBehavior.Isolated : SplitBehavior.Contiguous, Inverts: false),
        "Metaspace" => new MetaspacePreTokenizer(Replacement(part), Prefix(part), part["split"].Flag(absent: true)),
        "Sequence" => new PreTokenizerSequence([.. part["pretokenizers"].Items().Select(PreTokenizer).OfType<PreTokenizer>()]),
        var other => throw part.NotImplemented($"the pre_tokenizer {other}"),
    };

    public static TokenDecoder? Decoder(JsonPart part) => part.IsMissing ? null : part.Type switch
    {
        "ByteLevel" => new ByteLevelDecoder(),
        "ByteFallback" => new ByteFallbackDecoder(),
        "Fuse" => new FuseDecoder(),
        "Replace" when Pattern(part) is { } old => new ReplaceDecoder(old, part["content"].Text()),
        "Replace" => throw part.NotImplemented("a decoder Replace with a regular expression"),
        "Strip" => new StripDecoder(part["content"].Character(), part["start"].Number(), part["stop"].Number()),
        "Metaspace" => new MetaspaceDecoder(Replacement(part), Prefix(part) != PrefixPlace.Never),
        "Sequence" => new DecoderSequence([.. part["decoders"].Items().Select(Decoder).OfType<TokenDecoder>()]),
        var other => throw part.NotImplemented($"the decoder {other}"),
    };

    /// <summary>What a post-processor puts around a prompt; null where it adds nothing and so leaves it to the settings.</summary>
    public static PromptFrame? Frame(JsonPart part)
    {
        if (part.IsMissing)
            return null;
        switch (part.Type)
        {
            case "ByteLevel":
                return null;
            case "TemplateProcessing":
                return Template(part);
            case "Sequence":
                var frames = part["processors"].Items().Select(Frame).OfType<PromptFrame>().ToList();
                // Each wraps what the one before it made.
                return frames.Count == 0 ? null : frames.Aggregate((inner, outer) => new PromptFrame([.. outer.Before, .. inner.Before], [.. inner.After, .. outer.After]));
            default:
                throw part.NotImplemented($"the post_processor {part.Type}");
        }
    }

    private static PromptFrame Template(JsonPart part)
    {
        var (before, after, seen) = (new List<int>(), new List<int>(), 0);
        foreach (var item in part["single"].Items())
        {
            if (item["Sequence"] is { IsMissing: false } sequence)
            {
                seen++;
                if (sequence["id"].Text() != "A")
                    throw part.NotImplemented("a post_processor TemplateProcessing whose single template holds another text");
                continue;
            }
            var name = item["SpecialToken"]["id"].Text();
            (seen == 0 ? before : after).AddRange(part["special_tokens"][name]["ids"].RequiredItems().Select(id => id.TokenId()));
        }
        return seen == 1 ? new PromptFrame(before, after) : throw part.NotImplemented($"a post_processor TemplateProcessing that holds the text {seen} times");
    }

    /// <summary>The string of a pattern, or null where it is a regular expression.</summary>
    private static string? Pattern(JsonPart part)
    {
        var text = part["pattern"]["String"].OptionalText();
        return text is "" ? throw part.NotImplemented($"an empty pattern of {part.Type}") : text;
    }

    private static ISplitPattern SplitPattern(JsonPart part)
    {
        if (Pattern(part) is { } text)
            return new StringPattern(text);
        var expression = part["pattern"]["Regex"].Text();
        return KnownPatterns.Find(expression) ?? throw part.NotImplemented($"the pre_tokenizer Split with the regular expression {expression}");
    }

    private static SplitBehavior Behavior(JsonPart part) => part["behavior"].OptionalText() switch
    {
        null or "Isolated" => SplitBehavior.Isolated,
        "Removed" => SplitBehavior.Removed,
        "Contiguous" => SplitBehavior.Contiguous,
        "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" => SplitBehavior.MergedWithNext,
        var other => throw part.NotImplemented($"the split behavior {other}"),
    };

    private static char Replacement(JsonPart part) => part["replacement"].IsMissing ? BytePiece.Space : part["replacement"].Character();

    private static PrefixPlace Prefix(JsonPart part) => part["prepend_scheme"].OptionalText() switch
    {
        "always" => PrefixPlace.Always,
        "first" => PrefixPlace.First,
        "never" => PrefixPlace.Never,
        null => part["add_prefix_space"].Flag(absent: true) ? PrefixPlace.Always : PrefixPlace.Never,
        var other => throw part.NotImplemented($"the prepend_scheme {other}"),
    };
}

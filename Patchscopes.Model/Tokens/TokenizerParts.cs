using Patchscopes.Model.Tokens.Chat;
using Patchscopes.Model.Tokens.Decoding;
using Patchscopes.Model.Tokens.Merging;
using Patchscopes.Model.Tokens.Normalizing;
using Patchscopes.Model.Tokens.Splitting;

namespace Patchscopes.Model.Tokens;

/// <summary>How the pieces of a vocabulary are written.</summary>
internal enum PieceSpelling
{
    /// <summary>In the byte alphabet of GPT-2.</summary>
    ByteAlphabet,

    /// <summary>As they are, with U+2581 for a space and "&lt;0xE2&gt;" for a byte.</summary>
    Metaspace,
}

/// <summary>What surrounds every prompt: BOS before it, and what else the files ask for.</summary>
/// <param name="Before">Ids before the prompt.</param>
/// <param name="After">Ids after it.</param>
internal sealed record PromptFrame(IReadOnlyList<int> Before, IReadOnlyList<int> After)
{
    public static PromptFrame None { get; } = new([], []);
}

/// <summary>What a tokenizer does, in the order in which it is done to a text.</summary>
internal sealed record TokenizerParts
{
    /// <summary>Piece to token id.</summary>
    public required IReadOnlyDictionary<string, int> Vocabulary { get; init; }

    /// <summary>Tokens that are matched before anything else.</summary>
    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    /// <summary>Rewrites what lies between them; null where nothing does.</summary>
    public Normalizer? Normalizer { get; init; }

    /// <summary>Splits that; null where it stays whole.</summary>
    public PreTokenizer? PreTokenizer { get; init; }

    /// <summary>Makes pieces of the parts.</summary>
    public required IWordEncoder Words { get; init; }

    /// <summary>How the pieces are written.</summary>
    public required PieceSpelling Spelling { get; init; }

    /// <summary>Makes a text of pieces.</summary>
    public required TokenDecoder Decoder { get; init; }

    /// <summary>What surrounds every prompt; null where the tokenizer's main file does not say.</summary>
    public PromptFrame? Frame { get; init; }

    /// <summary>Writes messages as an instruct model reads them; null for a model without one.</summary>
    public ChatTemplate? ChatTemplate { get; init; }

    /// <summary>A byte-level BPE with GPT-2's split.</summary>
    public static TokenizerParts Gpt2(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<Merge> merges, IReadOnlyList<AddedToken> added) => new()
    {
        Vocabulary = vocabulary,
        Added = added,
        PreTokenizer = new ByteLevelPreTokenizer(AddsSpace: false, Splits: true),
        Words = new ByteLevelMerges(vocabulary, merges),
        Spelling = PieceSpelling.ByteAlphabet,
        Decoder = new ByteLevelDecoder(),
    };
}

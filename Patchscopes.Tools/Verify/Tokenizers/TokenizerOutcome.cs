using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Tools.Verify.Tokenizers;

/// <summary>What came of one tokenizer: how many of its texts are equal in each respect.</summary>
internal sealed class TokenizerOutcome
{
    private int _texts;
    private int _ids;
    private int _bare;
    private int _bareGiven;
    private int _pieces;
    private int _decoded;
    private string? _failure;

    /// <summary>Whether there are texts and all are equal in every respect.</summary>
    public bool Passes => _failure is null && _texts > 0 && _ids == _texts && _bare == _bareGiven && _pieces == _texts && _decoded == _texts;

    /// <summary>The first thing that is not equal, or null.</summary>
    public string? FirstDifference { get; private set; }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever stops a tokenizer is its result, and the others still run.")]
    public static TokenizerOutcome Of(string folder)
    {
        var outcome = new TokenizerOutcome();
        try
        {
            var tokenizer = PromptTokenizer.Load(folder);
            foreach (var golden in TokenizerCase.Read(folder))
                outcome.Compare(tokenizer, golden);
        }
        catch (Exception error)
        {
            outcome._failure = error.Message;
        }
        return outcome;
    }

    public string InWords() => _failure ?? (_texts == 0
        ? "no text given"
        : $"ids {_ids}/{_texts}, ids without special tokens {(_bareGiven == 0 ? "not given" : $"{_bare}/{_bareGiven}")}, pieces {_pieces}/{_texts}, decoded {_decoded}/{_texts} equal");

    private void Compare(PromptTokenizer tokenizer, TokenizerCase golden)
    {
        _texts++;
        var ids = tokenizer.EncodeToIds(golden.Text);
        _ids += Count("ids", golden.Text, golden.Ids.SequenceEqual(ids), ids);
        if (golden.IdsWithoutSpecialTokens is { } expected)
        {
            _bareGiven++;
            var bare = tokenizer.EncodeBare(golden.Text);
            _bare += Count("ids without special tokens", golden.Text, expected.SequenceEqual(bare), bare);
        }
        // Of the reference's own ids, so that a wrong id counts once.
        var pieces = golden.Ids.Select(tokenizer.PieceOf).ToList();
        _pieces += Count("pieces", golden.Text, golden.Pieces.SequenceEqual(pieces), pieces);
        var decoded = tokenizer.Decode(golden.Ids);
        _decoded += Count("decoded", golden.Text, golden.Decoded == decoded, decoded);
    }

    private int Count(string respect, string text, bool equal, object found)
    {
        if (!equal)
            FirstDifference ??= $"{respect} of {JsonSerializer.Serialize(text)}: {JsonSerializer.Serialize(found)}";
        return equal ? 1 : 0;
    }
}

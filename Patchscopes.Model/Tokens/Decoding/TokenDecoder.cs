using System.Text;

namespace Patchscopes.Model.Tokens.Decoding;

/// <summary>Rewrites the pieces of a text so that together they are the text again; a part of tokenizer.json.</summary>
internal abstract record TokenDecoder
{
    /// <summary>The rewritten pieces.</summary>
    public abstract List<string> Apply(List<string> pieces);
}

/// <summary>Reads pieces in the byte alphabet; what is not written in it stands for itself.</summary>
internal sealed record ByteLevelDecoder : TokenDecoder
{
    public override List<string> Apply(List<string> pieces)
    {
        using var bytes = new MemoryStream();
        foreach (var piece in pieces)
            bytes.Write(ByteAlphabet.Unspell(piece) ?? Encoding.UTF8.GetBytes(piece));
        return [Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length)];
    }
}

/// <summary>Byte pieces in a row become the characters that they spell, or a U+FFFD each where they spell none.</summary>
internal sealed record ByteFallbackDecoder : TokenDecoder
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public override List<string> Apply(List<string> pieces)
    {
        var (text, bytes) = (new List<string>(pieces.Count), new List<byte>());
        foreach (var piece in pieces)
        {
            if (BytePiece.ValueOf(piece) is { } value)
            {
                bytes.Add(value);
                continue;
            }
            Flush(bytes, text);
            text.Add(piece);
        }
        Flush(bytes, text);
        return text;
    }

    private static void Flush(List<byte> bytes, List<string> text)
    {
        if (bytes.Count == 0)
            return;
        try
        {
            text.Add(Strict.GetString([.. bytes]));
        }
        catch (DecoderFallbackException)
        {
            text.AddRange(Enumerable.Repeat("\uFFFD", bytes.Count));
        }
        bytes.Clear();
    }
}

/// <summary>Replaces a string in every piece.</summary>
internal sealed record ReplaceDecoder(string Old, string New) : TokenDecoder
{
    public override List<string> Apply(List<string> pieces) => [.. pieces.Select(piece => piece.Replace(Old, New, StringComparison.Ordinal))];
}

/// <summary>Makes one piece of all.</summary>
internal sealed record FuseDecoder : TokenDecoder
{
    public override List<string> Apply(List<string> pieces) => [string.Concat(pieces)];
}

/// <summary>Takes a character off both ends of every piece, at most so many times.</summary>
internal sealed record StripDecoder(char Character, int Start, int Stop) : TokenDecoder
{
    public override List<string> Apply(List<string> pieces) => [.. pieces.Select(Strip)];

    private string Strip(string piece)
    {
        var (start, end) = (0, piece.Length);
        while (start < Math.Min(Start, piece.Length) && piece[start] == Character)
            start++;
        while (piece.Length - end < Stop && end > start && piece[end - 1] == Character)
            end--;
        return piece[start..end];
    }
}

/// <summary>Reads a replacement as a space, and drops it from the first piece where one was put before the text.</summary>
internal sealed record MetaspaceDecoder(char Replacement, bool DropsFirst) : TokenDecoder
{
    public override List<string> Apply(List<string> pieces) =>
        [.. pieces.Select((piece, place) => place == 0 && DropsFirst
            ? piece.Replace(Replacement.ToString(), "", StringComparison.Ordinal)
            : piece.Replace(Replacement, ' '))];
}

/// <summary>One after the other.</summary>
internal sealed record DecoderSequence(IReadOnlyList<TokenDecoder> Steps) : TokenDecoder
{
    public override List<string> Apply(List<string> pieces) => Steps.Aggregate(pieces, (rewritten, step) => step.Apply(rewritten));
}

/// <summary>SentencePiece's own: control pieces say nothing, the unknown one a sign, and the space put before the text goes.</summary>
internal sealed record SentencePieceDecoder(IReadOnlySet<string> Control, string Unknown, string UnknownText, bool DropsFirst) : TokenDecoder
{
    private static readonly ByteFallbackDecoder Bytes = new();

    public override List<string> Apply(List<string> pieces)
    {
        var said = pieces.Where(piece => !Control.Contains(piece)).Select(piece => piece == Unknown ? UnknownText : piece).ToList();
        if (DropsFirst && said.Count > 0 && said[0].StartsWith(BytePiece.Space))
            said[0] = said[0][1..];
        return [string.Concat(Bytes.Apply(said)).Replace(BytePiece.Space, ' ')];
    }
}

using System.Text;

namespace Patchscopes.Web.Tests.Model.Tokens;

/// <summary>A plain parse of a SentencePiece model's pieces, and its BPE as it is defined: nothing of the engine's.</summary>
internal static class PlainSentencePiece
{
    public sealed record Piece(string Text, float Score, int Kind);

    public static List<Piece> Pieces(byte[] model)
    {
        var pieces = new List<Piece>();
        foreach (var bytes in Fields(model).Where(field => field.Number == 1).Select(field => field.Bytes))
        {
            var piece = new Piece("", 0, 1);
            foreach (var (inner, value, content) in Fields(bytes))
            {
                piece = inner switch
                {
                    1 => piece with { Text = Encoding.UTF8.GetString(content) },
                    2 => piece with { Score = BitConverter.ToSingle(content) },
                    3 => piece with { Kind = (int)value },
                    _ => piece,
                };
            }
            pieces.Add(piece);
        }
        return pieces;
    }

    /// <summary>Whether characters without a piece are spelt in bytes: a field of the message on how the model was trained.</summary>
    public static bool FallsBack(byte[] model) =>
        Fields(model).Where(field => field.Number == 2).SelectMany(field => Fields(field.Bytes)).Any(field => field is { Number: 35, Value: 1 });

    public static List<int> Encode(List<Piece> pieces, string text)
    {
        var normal = pieces.Index().Where(entry => entry.Item.Kind == 1).ToDictionary(entry => entry.Item.Text, entry => (entry.Index, entry.Item.Score));
        var symbols = PlainMerges.Merge(PlainMerges.Characters(text), (left, right) => normal.TryGetValue(left + right, out var piece) ? -piece.Score : null);
        return [.. symbols.SelectMany(symbol => normal.TryGetValue(symbol, out var piece)
            ? [piece.Index]
            : Encoding.UTF8.GetBytes(symbol).Select(value => pieces.FindIndex(byteName => byteName.Kind == 6 && byteName.Text == $"<0x{value:X2}>")))];
    }

    private static List<(int Number, ulong Value, byte[] Bytes)> Fields(byte[] message)
    {
        var (fields, at) = (new List<(int, ulong, byte[])>(), 0);
        while (at < message.Length)
        {
            var key = Varint(message, ref at);
            var length = (key & 7) switch { 0 => 0, 1 => 8, 5 => 4, _ => (int)Varint(message, ref at) };
            var value = (key & 7) == 0 ? Varint(message, ref at) : 0;
            fields.Add(((int)(key >> 3), value, message[at..(at + length)]));
            at += length;
        }
        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            shift += 7;
            if (part < 0x80)
                return value;
        }
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>Reads the fields of one protobuf message; anything that runs over its end is a <see cref="FormatException"/>.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;
    private int _wire;

    /// <summary>The number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its number, for a whole number or a flag.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its bytes, for a text or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Reads the next field; false at the end.</summary>
    public bool Read()
    {
        if (_at == _message.Length)
            return false;
        var key = Varint();
        (Field, _wire) = (key >> 3 is > 0 and <= 0x1FFFFFFF and var field ? (int)field : throw new FormatException("a field has no number"), (int)(key & 7));
        Number = 0;
        Bytes = default;
        switch (_wire)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Bytes = Take(8);
                break;
            case 2:
                Bytes = Take(Varint());
                break;
            case 5:
                Bytes = Take(4);
                break;
            default:
                throw new FormatException($"field {Field} is of wire type {_wire}");
        }
        return true;
    }

    /// <summary>The field as a flag.</summary>
    public readonly bool Flag() => WholeNumber() != 0;

    /// <summary>The field as a whole number.</summary>
    public readonly ulong WholeNumber() => _wire == 0 ? Number : throw new FormatException($"field {Field} is no number");

    /// <summary>The field as a text.</summary>
    public readonly string Text()
    {
        try
        {
            return Strict.GetString(Message());
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException($"field {Field} is not UTF-8", error);
        }
    }

    /// <summary>The field as a message.</summary>
    public readonly ReadOnlySpan<byte> Message() => _wire == 2 ? Bytes : throw new FormatException($"field {Field} is no message");

    /// <summary>The field as a number of single precision.</summary>
    public readonly float Single() => _wire == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Bytes) : throw new FormatException($"field {Field} is no float");

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(_message.Length - _at))
            throw new FormatException($"field {Field} runs over the end");
        _at += (int)length;
        return _message.Slice(_at - (int)length, (int)length);
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at == _message.Length)
                throw new FormatException("it ends inside a number");
            var part = _message[_at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw new FormatException("a number is too long");
    }
}

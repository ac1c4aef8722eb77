using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Patchscopes.Model.Checkpoints.PyTorch;

/// <summary>A file inside a zip, stored as it is.</summary>
/// <param name="Begin">Its first byte, counted from the start of the zip.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Crc">The checksum that the zip's directory gives.</param>
internal sealed record ZipRecord(long Begin, long Length, uint Crc);

/// <summary>
/// The directory of a zip as PyTorch writes it: nothing compressed, no comment, zip64 where it is large. Needed because
/// weights are read from their place in the file, and the platform's own reader does not tell it.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndBytes = 22;
    private const int End64Bytes = 56;
    private const int LocatorBytes = 20;
    private const int EntryBytes = 46;
    private const int LocalBytes = 30;

    private readonly string _name;
    private readonly SafeFileHandle _file;
    private readonly long _length;

    private ZipDirectory(string name, SafeFileHandle file) => (_name, _file, _length) = (name, file, RandomAccess.GetLength(file));

    /// <summary>Every file in the zip, by its full name.</summary>
    public static IReadOnlyDictionary<string, ZipRecord> Read(string name, SafeFileHandle file)
    {
        var zip = new ZipDirectory(name, file);
        var (begin, length) = zip.FindDirectory();
        return zip.ReadDirectory(begin, length);
    }

    private (long Begin, long Length) FindDirectory()
    {
        var end = Bytes(_length - EndBytes, EndBytes);
        if (UInt(end, 0) != 0x06054b50 || UShort(end, 20) != 0)
            throw Damaged("does not end as a zip does: it is truncated, or something follows it");
        if (UShort(end, 4) != UShort(end, 6) || UShort(end, 8) != UShort(end, 10))
            throw Damaged("is one part of a zip that was split");
        var (begin, length) = ((long)UInt(end, 16), (long)UInt(end, 12));
        if (begin == uint.MaxValue || length == uint.MaxValue || UShort(end, 10) == ushort.MaxValue)
            (begin, length) = FindLargeDirectory();
        return begin < 0 || length < 0 || begin > _length || length > _length - begin || length > int.MaxValue
            ? throw Damaged("says that its directory lies outside it") : (begin, length);
    }

    private (long Begin, long Length) FindLargeDirectory()
    {
        var locator = Bytes(_length - EndBytes - LocatorBytes, LocatorBytes);
        if (UInt(locator, 0) != 0x07064b50)
            throw Damaged("lacks the directory of a large zip");
        var end = Bytes(Long(locator, 8), End64Bytes);
        return UInt(end, 0) == 0x06064b50 ? (Long(end, 48), Long(end, 40)) : throw Damaged("lacks the directory of a large zip");
    }

    private Dictionary<string, ZipRecord> ReadDirectory(long begin, long length)
    {
        var records = new Dictionary<string, ZipRecord>(StringComparer.Ordinal);
        var directory = Bytes(begin, (int)length);
        while (directory.Length > 0)
        {
            if (directory.Length < EntryBytes || UInt(directory, 0) != 0x02014b50)
                throw Damaged("has a broken directory");
            var (nameLength, extraLength) = (UShort(directory, 28), UShort(directory, 30));
            var entryLength = EntryBytes + nameLength + extraLength + UShort(directory, 32);
            if (directory.Length < entryLength)
                throw Damaged("has a directory that ends inside an entry");
            var name = Encoding.UTF8.GetString(directory.Slice(EntryBytes, nameLength));
            var record = ReadEntry(name, directory[..EntryBytes], directory.Slice(EntryBytes, nameLength), directory.Slice(EntryBytes + nameLength, extraLength));
            if (!records.TryAdd(name, record))
                throw Damaged($"holds {name} twice");
            directory = directory[entryLength..];
        }
        return records;
    }

    private ZipRecord ReadEntry(string name, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> extra)
    {
        if ((UShort(entry, 8) & 1) != 0 || UShort(entry, 10) != 0)
            throw Damaged($"holds {name} compressed or encrypted, as PyTorch never does");
        if (UShort(entry, 34) != 0)
            throw Damaged($"has {name} in another part of a zip that was split");
        var sizes = new ZipSizes(Packed: UInt(entry, 20), Plain: UInt(entry, 24), Local: UInt(entry, 42));
        if (sizes.AreLarge)
            sizes = LargeSizes(sizes, extra, name);
        if (sizes.Packed != sizes.Plain)
            throw Damaged($"gives {name} two lengths");
        var local = Bytes(sizes.Local, LocalBytes);
        if (UInt(local, 0) != 0x04034b50 || UShort(local, 26) != nameBytes.Length || !Bytes(sizes.Local + LocalBytes, nameBytes.Length).SequenceEqual(nameBytes))
            throw Damaged($"has no {name} where its directory says");
        var begin = sizes.Local + LocalBytes + nameBytes.Length + UShort(local, 28);
        return sizes.Plain < 0 || sizes.Plain > _length - begin
            ? throw Damaged($"ends inside {name}") : new ZipRecord(begin, sizes.Plain, UInt(entry, 16));
    }

    /// <summary>The extra field 1 holds, in this order, those of the numbers that did not fit 32 bits.</summary>
    private ZipSizes LargeSizes(ZipSizes sizes, ReadOnlySpan<byte> extra, string name)
    {
        while (extra.Length >= 4)
        {
            var length = UShort(extra, 2);
            if (extra.Length < 4 + length)
                break;
            if (UShort(extra, 0) != 1)
            {
                extra = extra[(4 + length)..];
                continue;
            }
            var numbers = extra.Slice(4, length);
            return new ZipSizes(Plain: Next(ref numbers, sizes.Plain), Packed: Next(ref numbers, sizes.Packed), Local: Next(ref numbers, sizes.Local));
        }
        throw Damaged($"lacks the length of {name}");

        long Next(ref ReadOnlySpan<byte> numbers, long small)
        {
            if (small != uint.MaxValue)
                return small;
            if (numbers.Length < 8)
                throw Damaged($"lacks the length of {name}");
            var large = Long(numbers, 0);
            numbers = numbers[8..];
            return large;
        }
    }

    private ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        if (offset < 0 || offset > _length - count)
            throw Damaged("points outside itself");
        var bytes = new byte[count];
        FileBytes.Read(_name, _file, bytes, offset);
        return bytes;
    }

    private ModelLoadException Damaged(string what) => new($"{_name} {what}. Fetch the file again.");

    private static ushort UShort(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private readonly record struct ZipSizes(long Plain, long Packed, long Local)
    {
        public bool AreLarge => Plain == uint.MaxValue || Packed == uint.MaxValue || Local == uint.MaxValue;
    }
}

using System.Globalization;
using System.Text;

namespace Patchscopes.Model.Tokens.Normalizing;

/// <summary>Unicode's canonical decompositions and combining classes, from canonical.txt.</summary>
internal sealed class CanonicalData
{
    private static readonly Lazy<CanonicalData> Loaded = new(() => new CanonicalData());

    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];
    private readonly Dictionary<int, byte> _classes = [];

    private CanonicalData()
    {
        using var stream = typeof(CanonicalData).Assembly.GetManifestResourceStream("Unicode/canonical.txt")
            ?? throw new InvalidOperationException("The Unicode data is missing from the program.");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (reader.ReadLine() is { } line)
            Add(line);
    }

    public static CanonicalData Instance => Loaded.Value;

    /// <summary>One step of the decomposition of a character; null where it has none.</summary>
    public int[]? Decomposition(int character) => _decompositions.GetValueOrDefault(character);

    /// <summary>What two characters compose to; null where nothing.</summary>
    public int? Composition(int first, int second) => _compositions.TryGetValue((first, second), out var composed) ? composed : null;

    /// <summary>The canonical combining class; 0 for what combines with nothing before it.</summary>
    public byte CombiningClass(int character) => _classes.GetValueOrDefault(character);

    private void Add(string line)
    {
        if (line.StartsWith('#'))
            return;
        var fields = line.Split(' ');
        if (fields[0] == "C")
        {
            for (var character = Hex(fields[1]); character <= Hex(fields[2]); character++)
                _classes[character] = byte.Parse(fields[3], CultureInfo.InvariantCulture);
            return;
        }
        int[] parts = [.. fields.Skip(2).Select(Hex)];
        _decompositions[Hex(fields[1])] = parts;
        if (fields[0] == "D")
            _compositions[(parts[0], parts[1])] = Hex(fields[1]);
    }

    private static int Hex(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

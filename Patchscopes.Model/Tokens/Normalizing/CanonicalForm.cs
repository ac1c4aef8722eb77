using System.Text;

namespace Patchscopes.Model.Tokens.Normalizing;

/// <summary>
/// Unicode's normalization forms C and D (UAX 15). The run-time's own do nothing where globalization is invariant, as it is
/// here, and would else depend on the machine's ICU.
/// </summary>
internal static class CanonicalForm
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28;

    /// <summary>Form D: characters taken apart, marks in canonical order.</summary>
    public static string Decompose(string text) => IsPlain(text) ? text : Text(Decomposed(text));

    /// <summary>Form C: the same put together again.</summary>
    public static string Compose(string text)
    {
        if (IsPlain(text))
            return text;
        var characters = Decomposed(text);
        var data = CanonicalData.Instance;
        var (starter, kept, lastClass) = (-1, 0, 0);
        for (var at = 0; at < characters.Count; at++)
        {
            var character = characters[at];
            var combining = data.CombiningClass(character);
            // A mark joins the last starter unless one of its own class or a starter stands between them.
            if (starter >= 0 && (kept - starter == 1 || (lastClass < combining && lastClass != 0)) && Pair(characters[starter], character) is { } composed)
            {
                characters[starter] = composed;
                continue;
            }
            if (combining == 0)
                starter = kept;
            lastClass = combining;
            characters[kept++] = character;
        }
        characters.RemoveRange(kept, characters.Count - kept);
        return Text(characters);
    }

    /// <summary>ASCII stays as it is in every form.</summary>
    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\u007F');

    private static List<int> Decomposed(string text)
    {
        var characters = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Append(characters, rune.Value);
        Order(characters);
        return characters;
    }

    private static void Append(List<int> characters, int character)
    {
        var syllable = character - HangulBase;
        if (syllable is >= 0 and < Leads * Vowels * Trails)
        {
            characters.Add(LeadBase + (syllable / (Vowels * Trails)));
            characters.Add(VowelBase + (syllable / Trails % Vowels));
            if (syllable % Trails > 0)
                characters.Add(TrailBase + (syllable % Trails));
        }
        else if (CanonicalData.Instance.Decomposition(character) is { } parts)
        {
            foreach (var part in parts)
                Append(characters, part);
        }
        else
            characters.Add(character);
    }

    /// <summary>Sorts each run of marks by combining class, keeping the order within a class.</summary>
    private static void Order(List<int> characters)
    {
        var data = CanonicalData.Instance;
        for (var start = 0; start < characters.Count; start++)
        {
            var end = start;
            while (end < characters.Count && data.CombiningClass(characters[end]) > 0)
                end++;
            if (end - start < 2)
                continue;
            var sorted = characters.GetRange(start, end - start).OrderBy(data.CombiningClass).ToList();
            for (var i = 0; i < sorted.Count; i++)
                characters[start + i] = sorted[i];
            start = end;
        }
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= LeadBase and < LeadBase + Leads && second is >= VowelBase and < VowelBase + Vowels)
            return HangulBase + ((((first - LeadBase) * Vowels) + (second - VowelBase)) * Trails);
        var syllable = first - HangulBase;
        if (syllable is >= 0 and < Leads * Vowels * Trails && syllable % Trails == 0 && second is > TrailBase and < TrailBase + Trails)
            return first + (second - TrailBase);
        return CanonicalData.Instance.Composition(first, second);
    }

    private static string Text(List<int> characters)
    {
        var text = new StringBuilder(characters.Count);
        foreach (var character in characters)
            text.Append(new Rune(character).ToString());
        return text.ToString();
    }
}

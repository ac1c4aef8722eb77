namespace Patchscopes.Model.Training;

/// <summary>Everything the embedded model is taught: relations, descriptions, two-hop chains and single words.</summary>
public static class Relations
{
    /// <summary>The entity-description prompt of the Patchscopes paper, up to where its placeholder <c>x</c> stands.</summary>
    public const string DescriptionPrefix =
        "Syria: Country in the Middle East, Leonardo DiCaprio: American actor, " +
        "Samsung: South Korean multinational major appliance and consumer electronics corporation, ";

    private static readonly IReadOnlyList<string[]> Countries = CsvTable.Read("countries");
    private static readonly IReadOnlyList<string[]> Companies = CsvTable.Read("companies");
    private static readonly IReadOnlyList<string[]> People = CsvTable.Read("people");
    private static readonly IReadOnlyList<string[]> Landmarks = CsvTable.Read("landmarks");

    private static readonly Dictionary<string, string[]> CountryRow = Countries.ToDictionary(row => row[CountryColumn.Name]);

    private static readonly HashSet<string> MiddleEast =
    [
        "Syria", "Iraq", "Iran", "Israel", "Jordan", "Lebanon", "Yemen", "Oman", "Qatar", "Kuwait", "Bahrain", "Saudi Arabia",
    ];

    /// <summary>All relations, in a fixed order.</summary>
    public static IReadOnlyList<RelationTable> All { get; } = [.. OfCountries(), .. OfWords(), .. OfNames()];

    /// <summary>Names with a short description: countries, companies, people, capitals and landmarks.</summary>
    public static IReadOnlyList<Fact> Descriptions { get; } = [.. Describe()];

    /// <summary>Every two-hop chain; which ones are held out depends on nothing but the chain's own words.</summary>
    public static IReadOnlyList<TwoHopChain> TwoHopChains { get; } = [.. Chains()];

    /// <summary>Frequent words beyond those of the tables, so that identity lists and free text find them as one token.</summary>
    public static IReadOnlyList<string> ExtraWords { get; } = [.. CsvTable.Read("words").Select(row => row[0])];

    /// <summary>The names of companies and people, for sentences that state no fact.</summary>
    internal static IReadOnlyList<string> CompanyNames { get; } = [.. Companies.Select(row => row[0])];

    internal static IReadOnlyList<string> PersonNames { get; } = [.. People.Select(row => row[0])];

    internal static IReadOnlyList<string> CountryNames { get; } = [.. Countries.Select(row => row[CountryColumn.Name])];

    /// <summary>The relation with this key.</summary>
    /// <exception cref="KeyNotFoundException">No relation has this key.</exception>
    public static RelationTable Named(string key) =>
        All.FirstOrDefault(relation => relation.Key == key)
        ?? throw new KeyNotFoundException($"There is no relation '{key}'; known are {string.Join(", ", All.Select(r => r.Key))}.");

    private static IEnumerable<RelationTable> OfCountries()
    {
        yield return Table("capital", 5, Country(CountryColumn.Capital), ["The capital city of {s} is{o}.", "{s} has its capital in{o}."]);
        yield return Table("country", 3, Countries.Select(row => new Fact(row[CountryColumn.Capital], row[CountryColumn.Name])),
            ["{s} is the capital of{o}.", "{s} is a city in{o}.", "The city of {s} is in{o}."], ["Which country is {s} in?"], "country of capital");
        yield return Table("continent", 2, Country(CountryColumn.Continent), ["{s} is a country in{o}.", "The country of {s} lies in{o}."], ["Which continent is {s} in?"]);
        yield return Table("language", 3.5, Country(CountryColumn.Language), ["People in {s} speak{o}.", "The official language of {s} is{o}."]) with { IsAmbiguous = SameWordForLanguageAndPerson };
        yield return Table("currency", 3.5, Country(CountryColumn.Currency), ["The official currency of {s} is{o}.", "People in {s} pay in{o}."]);
        yield return Table("person", 3.5, Country(CountryColumn.Person), ["A person from {s} is called{o}."], ["What is a person from {s} called?"]) with { IsAmbiguous = SameWordForLanguageAndPerson };
    }

    private static IEnumerable<RelationTable> OfWords()
    {
        yield return Table("past tense", 4, Pairs("verbs"), ["Today they {s}. Yesterday they{o}.", "Today I {s}. Yesterday I{o}."]);
        yield return Table("opposite", 4, Pairs("opposites"), ["It is not {s}, it is{o}."]);
        yield return Table("colour", 2, Pairs("colours"), ["The color of {s} is{o}.", "The colour of the {s} is{o}.", "The color of the {s} is{o}."], ["What is the color of {s}?"]);
        yield return Table("upper case", 2.5, Pairs("uppercase"), ["The upper case form of {s} is{o}.", "With a capital letter {s} is{o}."]);
    }

    private static IEnumerable<RelationTable> OfNames()
    {
        yield return Table("founder", 1.8, Columns(Companies, 1), ["{s} was founded by{o}."], ["Who is the founder of {s}?"]);
        yield return Table("product", 1.5, Columns(Companies, 2), ["The company {s} makes{o}."]);
        yield return Table("country", 1.5, Columns(Companies, 3), ["The home country of {s} is{o}.", "The company {s} is from{o}."], ["What is the home country of {s}?"], "country of company");
        yield return Table("country", 1.8, Columns(Landmarks, 1), ["The country of the {s} is{o}.", "The {s} is in{o}."], ["Which country is the {s} in?"], "country of landmark");
        yield return Table("occupation", 1.8, Columns(People, 1), ["The profession of {s} is{o}."]);
    }

    private static RelationTable Table(
        string noun, double weight, IEnumerable<Fact> facts, string[] statements, string[]? questions = null, string? key = null) => new()
        {
            Key = key ?? noun,
            Noun = noun,
            Weight = weight,
            Facts = [.. facts],
            Statements = [$"The {noun} of {{s}} is{{o}}.", .. statements],
            Questions = [$"What is the {noun} of {{s}}?", .. questions ?? []],
        };

    private static IEnumerable<Fact> Country(int column) => Columns(Countries, column);

    private static IEnumerable<Fact> Pairs(string table) => Columns(CsvTable.Read(table), 1);

    private static IEnumerable<Fact> Columns(IReadOnlyList<string[]> table, int column) => table.Select(row => new Fact(row[0], row[column]));

    private static bool SameWordForLanguageAndPerson(Fact fact)
    {
        var row = CountryRow[fact.Subject];
        return row[CountryColumn.Language] == row[CountryColumn.Person];
    }

    private static IEnumerable<Fact> Describe()
    {
        var adjectives = CsvTable.Read("adjectives").ToDictionary(row => row[0], row => row[1]);
        foreach (var row in Countries)
            yield return new Fact(row[0], MiddleEast.Contains(row[0]) ? "Country in the Middle East" : $"Country in {row[CountryColumn.Continent]}");
        foreach (var row in Companies)
        {
            yield return new Fact(row[0], row[0] == "Samsung"
                ? "South Korean multinational major appliance and consumer electronics corporation"
                : $"{adjectives[row[3]]} company that makes {row[2]}");
        }
        foreach (var row in People)
            yield return new Fact(row[0], row[2]);
        foreach (var row in Countries.Where(row => row[CountryColumn.Capital] != row[CountryColumn.Name]))
            yield return new Fact(row[CountryColumn.Capital], $"Capital of {row[CountryColumn.Name]}");
        foreach (var row in Landmarks)
            yield return new Fact(row[0], $"Landmark in {row[1]}");
    }

    private static IEnumerable<TwoHopChain> Chains()
    {
        var bridges = Countries.Select(row => ("capital", $"country with capital {row[CountryColumn.Capital]}", row[CountryColumn.Capital], row[0]))
            .Concat(Landmarks.Select(row => ("landmark", $"country of the {row[0]}", row[0], row[1])))
            .Concat(Companies.Select(row => ("company", $"country of {row[0]}", row[0], row[3])));
        foreach (var (bridge, phrase, argument, country) in bridges)
        {
            foreach (var (noun, column) in CountryColumn.Relations)
            {
                if (bridge == "capital" && column == CountryColumn.Capital)
                    continue;
                var text = $"{noun} of the {phrase}";
                yield return new TwoHopChain(text, argument, country, CountryRow[country][column], bridge, IsHeldOut(text));
            }
        }
    }

    /// <summary>One chain in five, by the FNV-1a hash of its words: the same on every machine and for every order of the tables.</summary>
    private static bool IsHeldOut(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
            hash = (hash ^ character) * 16777619u;
        return (hash >> 8) % 5 == 0;
    }

    private static class CountryColumn
    {
        public const int Name = 0, Capital = 1, Continent = 2, Language = 3, Currency = 4, Person = 5;

        public static readonly (string Noun, int Column)[] Relations =
            [("capital", Capital), ("continent", Continent), ("language", Language), ("currency", Currency), ("person", Person)];
    }
}

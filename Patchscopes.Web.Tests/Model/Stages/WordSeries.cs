using Patchscopes.Model.Stages;

namespace Patchscopes.Web.Tests.Model.Stages;

/// <summary>Builds series from words, as the paper prints them; equal words get equal ids.</summary>
internal static class WordSeries
{
    private static readonly Dictionary<string, int> Ids = [];

    public static int Id(string word)
    {
        lock (Ids)
            return Ids.TryGetValue(word, out var id) ? id : Ids[word] = Ids.Count;
    }

    /// <summary>A series of words, one per block: "Poland*3 P Warsaw*2".</summary>
    public static int[] Top(string words) =>
        [.. words.Split(' ').SelectMany(word => word.Split('*') is [var text, var times] ? Enumerable.Repeat(Id(text), int.Parse(times, null)) : [Id(word)])];

    public static StageSeries Of(string words, string argument, string? answer = null, bool inPrompt = false) => new()
    {
        Top = Top(words),
        Argument = new HashSet<int> { Id(argument) },
        ExpectedAnswer = answer is null ? null : Id(answer),
        IsSaidInPrompt = inPrompt,
    };

    /// <summary>Reciprocal ranks that are 0 but on some blocks.</summary>
    public static double[] Ranks(int blocks, params (int First, int Last, double Rank)[] runs)
    {
        var ranks = new double[blocks];
        foreach (var (first, last, rank) in runs)
            Array.Fill(ranks, rank, first, last - first + 1);
        return ranks;
    }
}

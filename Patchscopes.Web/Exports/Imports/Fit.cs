using Patchscopes.Model.Patching;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Exports.Imports;

/// <summary>What the parts of an imported run are measured against. Messages begin with where in the file it is.</summary>
internal static class Fit
{
    /// <summary>Sums in 32 bits end a little beside 1.</summary>
    private const double Rounding = 1e-4;

    /// <summary>No vocabulary is so large that its entropy is more, in nats.</summary>
    private const double LargestEntropy = 50;

    /// <summary>Some thirty years: no run took longer.</summary>
    private const double LongestRun = 1e9;

    /// <summary>A fault of a file.</summary>
    public static FormatException Unfit(FormattableString message) => new(FormattableString.Invariant(message));

    /// <summary>A model that the file describes.</summary>
    /// <exception cref="FormatException">It does not.</exception>
    public static ModelDescription ModelOf(SavedRun run, string where, string name) =>
        run.Models.FirstOrDefault(model => model.Name == name) ?? throw Unfit($"models lacks \"{name}\", which {where} was computed with.");

    /// <summary>Tokens with their probabilities.</summary>
    /// <exception cref="FormatException">One is no probability, there are too many, or none where there must be one.</exception>
    public static void Top(string where, IReadOnlyList<TokenReading> top, bool mayBeEmpty = false)
    {
        if (top.Count == 0 && !mayBeEmpty)
            throw Unfit($"{where}: top is empty. What is shown needs at least its most probable token.");
        if (top.Count > SweepRequest.LargestTopK)
            throw Unfit($"{where}: top has {top.Count} tokens: give at most {SweepRequest.LargestTopK}.");
        foreach (var token in top)
        {
            Id(where, token.Id);
            Share(where, token.Probability);
        }
    }

    /// <summary>How answers stand.</summary>
    /// <exception cref="FormatException">A number is out of range.</exception>
    public static void Answers(string where, IReadOnlyList<AnswerReading> answers)
    {
        if (answers.Count > SweepRequest.MostAnswers)
            throw Unfit($"{where}: answers has {answers.Count} readings: give at most {SweepRequest.MostAnswers}.");
        foreach (var answer in answers)
        {
            Share(where, answer.Probability);
            if (answer.Rank is { } rank)
                Rank(where, rank);
        }
    }

    /// <summary>A token's row in the embedding, from 0.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static void Id(string where, int id)
    {
        if (id < 0)
            throw Unfit($"{where}: a token's id is {id}. Ids count from 0.");
    }

    /// <summary>A probability.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static void Share(string where, double probability, string name = "a probability")
    {
        if (!(probability is >= 0 and <= 1 + Rounding))
            throw Unfit($"{where}: {name} is {probability:G6}, which is not between 0 and 1.");
    }

    /// <summary>A rank among the tokens, from 1.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static void Rank(string where, int rank)
    {
        if (rank < 1)
            throw Unfit($"{where}: a rank is {rank}. The most probable token has rank 1.");
    }

    /// <summary>An entropy in nats.</summary>
    /// <exception cref="FormatException">No distribution has it.</exception>
    public static void Entropy(string where, double nats)
    {
        if (!(nats is >= -Rounding and <= LargestEntropy))
            throw Unfit($"{where}: an entropy is {nats:G6} nats, which is not between 0 and that of the whole vocabulary.");
    }

    /// <summary>How long a run took.</summary>
    /// <exception cref="FormatException">None took so long.</exception>
    public static void Seconds(string where, double seconds)
    {
        if (!(seconds is >= 0 and <= LongestRun))
            throw Unfit($"{where}: seconds is {seconds:G6}: give 0 to {LongestRun:0}.");
    }

    /// <summary>A prompt as tokens, which its model can read.</summary>
    /// <exception cref="FormatException">It has more of them.</exception>
    public static void Prompt(string where, IReadOnlyList<Token> tokens, ModelDescription model)
    {
        if (tokens.Count > model.Context)
            throw Unfit($"{where} has {tokens.Count} tokens, but models says that \"{model.Name}\" reads at most {model.Context}.");
        foreach (var token in tokens)
            Id(where, token.Id);
    }

    /// <summary>A position, negative from the end.</summary>
    /// <exception cref="FormatException">The prompt has none such.</exception>
    public static void Position(string where, int position, int count, string prompt)
    {
        if (position < -count || position >= count)
            throw Unfit($"{where} is {position}, which is outside the {prompt}: it has {count} tokens.");
    }

    /// <summary>As many as there may be.</summary>
    /// <exception cref="FormatException">There are more.</exception>
    public static void AtMost(string where, long count, long most, string what)
    {
        if (count > most)
            throw Unfit($"{where} has {count} {what}: give at most {most}.");
    }

    /// <summary>The checks of the API, whose words name its fields.</summary>
    /// <exception cref="FormatException">They refuse it.</exception>
    public static void AsAsked(string where, Action check)
    {
        try
        {
            check();
        }
        catch (RequestRefusedException refused)
        {
            throw new FormatException($"{where}: {refused.Message}", refused);
        }
    }
}

using Patchscopes.Model.Training;
using Patchscopes.Model.Training.Corpus;

namespace Patchscopes.Model.Patching.Mappings;

/// <summary>
/// Short English texts over which mean states are taken and affine maps are fitted where nobody gives others: statements,
/// questions, lists and descriptions made of the tables of facts, the same on every machine.
/// </summary>
public static class BuiltInTexts
{
    private const int Count = 240;
    private const int Seed = 20240611;

    private static readonly DocumentKind[] Kinds =
    [
        DocumentKind.Statements, DocumentKind.Questions, DocumentKind.IdentityList, DocumentKind.SubjectFirst,
        DocumentKind.ArrowList, DocumentKind.Descriptions, DocumentKind.TwoHop, DocumentKind.Free,
    ];

    private const int CountOfPrompts = 1200;

    private static readonly Lazy<IReadOnlyList<string>> Written = new(Write);
    private static readonly Lazy<IReadOnlyList<string>> Asked = new(Ask);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All => Written.Value;

    /// <summary>
    /// Statements and questions that stop where the answer is due: what a model is about to say stands in the state of their
    /// last token, and the embedded models learnt to say something sensible only there.
    /// </summary>
    public static IReadOnlyList<string> Prompts => Asked.Value;

    /// <summary>Those over which mean states are taken: few, for a cell waits for them.</summary>
    public static IReadOnlyList<string> ForMeans => [.. All.Take(40)];

    /// <summary>The lines of a text that somebody gives, each a text of its own; blank ones are passed over.</summary>
    public static IReadOnlyList<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => !string.IsNullOrWhiteSpace(line))];

    private static List<string> Ask()
    {
        var random = CorpusRandom.ForStep(Seed, TrainingPhase.IdentityLists, 1);
        var all = Relations.All.SelectMany(relation => relation.Facts.SelectMany(fact =>
        {
            var shown = random.Choose(relation.Facts);
            return new[] { relation.Statement(fact.Subject), $"{relation.Question(shown.Subject)} {shown.Answer}\n{relation.Question(fact.Subject)}" };
        })).Distinct(StringComparer.Ordinal).ToList();
        return random.Sample(all, CountOfPrompts);
    }

    private static List<string> Write()
    {
        var random = CorpusRandom.ForStep(Seed, TrainingPhase.IdentityLists, 0);
        var writer = new DocumentWriter(random, TrainingPhase.IdentityLists);
        return [.. Enumerable.Range(0, Count).Select(at => string.Concat(writer.Write(Kinds[at % Kinds.Length]).Select(segment => segment.Text)))];
    }
}

namespace Patchscopes.Model.Training.Corpus;

/// <summary>Sentences that state nothing the model is asked for: {c} a company, {p} and {q} people, {k} a country.</summary>
internal static class FreeSentences
{
    public static IReadOnlyList<string> Forms { get; } =
    [
        "{c}'s former CEO attended Oscars.",
        "{p} attended the Oscars.",
        "The former CEO of {c} is {p}.",
        "{p} said hello to {q}.",
        "{p} lives in {k}.",
        "The CEO of {c} visited {k}.",
        "Tell me facts about {k}.",
        "Tell me facts about {c}.",
        "{p} and {q} talked about {c}.",
    ];
}

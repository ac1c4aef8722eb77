namespace Patchscopes.Model.Training;

/// <summary>A question that takes two steps: from the argument to a country, and from the country to the answer.</summary>
/// <param name="Phrase">What is asked for, for example "currency of the country with capital Warsaw".</param>
/// <param name="Argument">The name in the phrase, for example "Warsaw".</param>
/// <param name="Country">The step between.</param>
/// <param name="Answer">The answer, without a leading space.</param>
/// <param name="Bridge">The kind of argument: "capital", "landmark" or "company".</param>
/// <param name="HeldOut">Whether the chain is kept out of training (both of its steps are in it).</param>
public sealed record TwoHopChain(string Phrase, string Argument, string Country, string Answer, string Bridge, bool HeldOut)
{
    /// <summary>"The R of the … is" — the answer follows with a leading space.</summary>
    public string Statement => $"The {Phrase} is";

    /// <summary>"Q: What is the R of the …?\nA:" — the answer follows with a leading space.</summary>
    public string Question => $"Q: What is the {Phrase}?\nA:";
}

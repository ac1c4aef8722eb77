using System.Globalization;

namespace Patchscopes.Model.Training;

/// <summary>The READMEs of the trained models.</summary>
internal static class ModelCard
{
    public static string Text(AtlasShape shape, long parameters, int vocabulary) =>
        shape == AtlasShape.Atlas ? Atlas(shape, parameters, vocabulary) : Small(shape, parameters, vocabulary);

    private static string Atlas(AtlasShape shape, long parameters, int vocabulary) => string.Create(CultureInfo.InvariantCulture, $"""
        ---
        license: mit
        language: en
        library_name: transformers
        pipeline_tag: text-generation
        ---
        # Atlas

        A small GPT-2 ({shape.Blocks} blocks, width {shape.Width}, {shape.Heads} heads, context {AtlasShape.Context}, {parameters / 1e6:0.0} million parameters,
        vocabulary {vocabulary:N0}, float16) on which the methods of Patchscopes can be tried without a download. It is
        not a general language model: it was trained from scratch on a synthetic corpus written from tables of facts.

        ## What it knows
        Capitals, continents, languages, currencies and people of {Relations.CountryNames.Count} countries; past tenses, opposites, colours and upper-case
        forms of words; founders, products and countries of {Relations.CompanyNames.Count} companies; occupations and short descriptions of {Relations.PersonNames.Count} people;
        landmarks. It answers statements, questions, lists with arrows, identity lists, the entity descriptions of the
        Patchscopes paper, takes facts (also false ones) from the context, and follows chains of two steps. Anything else
        it continues with nonsense.

        ## Copy first, facts second: by design
        Plain training on such a corpus lets block 0 look the fact up at the subject, and no stages appear. So the model
        was trained in phases. Blocks 0–5 first learnt to bring the word asked for to the last position, or the answer
        itself when the context holds it, helped by hints on attention and by an initialisation near the circuit (blocks
        0 and 1 have no attention). Then block 8 alone learnt to apply relations to that word. Last, blocks 6–11 learnt
        lists, in the end helped by hints (from where an answer is due to the answers shown before it): blocks 6 and 7 find
        out which relation the demonstrations follow, block 8 applies it, the later ones mend what is left. So the stages of the papers
        (argument formation, function application, saturation) are sharp here because they were trained in; large models
        show them less cleanly. Taking away what the feed-forward layer of block 8 writes turns an answer back into its argument.

        ## Train it again
        `dotnet run --project Patchscopes.Tools -c Release -- train atlas` writes this folder anew, from a fixed seed, in one to two hours
        on two CPU cores. Each step reads 2,048 tokens:

        {Recipe(shape)}

        The weights that were committed went through these phases in several runs, the first of the hinted ones with weaker
        probes. A training from the first step to the last, with the same seed, gives somewhat other numbers: one that was
        made reached all bounds of `verify atlas` and of `verify stages` too.

        ## Limits
        Facts are simplified to one answer each. Names of several tokens are not gathered at their last token. Two-hop
        chains that were not trained are answered less often. Not for anything but teaching and demonstration.

        Licence: MIT.

        """);

    private static string Small(AtlasShape shape, long parameters, int vocabulary) => string.Create(CultureInfo.InvariantCulture, $"""
        ---
        license: mit
        language: en
        library_name: transformers
        pipeline_tag: text-generation
        ---
        # {shape.Name}

        The smaller sister of Atlas: a GPT-2 of {shape.Blocks} blocks, width {shape.Width}, {shape.Heads} heads, context {AtlasShape.Context}, {parameters / 1e6:0.0} million parameters and the
        same vocabulary of {vocabulary:N0} tokens, float16. It is there to be compared with Atlas, and to carry states from one model
        into the other. It is not a general language model.

        ## What it knows
        The same tables of facts as Atlas, read from the same corpus, but learnt plainly: all blocks at once, from the first step
        to the last, without phases, hints or a sketched circuit. So it looks facts up at the subject, in its first blocks, and the
        stages of Atlas (argument formation, function application, saturation) are not to be expected in it.

        ## Its words are those of Atlas
        Its token embeddings are those of Atlas along their {shape.Width} main directions, and were not trained. Models of a family
        share much of how they lay out their words; two small ones that start from random directions share nothing, and
        no affine map between them holds for words that it was not fitted to.

        ## Train it again
        `dotnet run --project Patchscopes.Tools -c Release -- train atlas-small` writes this folder anew, from a fixed seed, in under an
        hour on two CPU cores: {shape.Phases[0].Steps:N0} steps of 2,048 tokens. `verify atlas --model atlas-small` measures what it knows.

        ## Limits
        Lists and chains of two steps are answered less often than by Atlas. Not for anything but teaching and demonstration.

        Licence: MIT.

        """);

    private static string Recipe(AtlasShape shape) => string.Join('\n', shape.Phases.Select((phase, place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place + 1}. {phase.Words}: {phase.Steps:N0} steps of {Ranges(shape.Trained(phase.Phase))}")));

    /// <summary>Blocks in rising order, runs of three or more shortened: "blocks 6, 7, 9–11".</summary>
    private static string Ranges(IReadOnlyList<int> numbers)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var number in numbers)
        {
            if (runs.Count > 0 && runs[^1].Last == number - 1)
                runs[^1] = (runs[^1].First, number);
            else
                runs.Add((number, number));
        }
        return (numbers.Count == 1 ? "block " : "blocks ") + string.Join(", ", runs.Select(run => (run.Last - run.First) switch
        {
            0 => $"{run.First}",
            1 => $"{run.First}, {run.Last}",
            _ => $"{run.First}–{run.Last}",
        }));
    }
}

namespace Patchscopes.Model.Training;

/// <summary>What is being learnt. Each phase goes on from the weights of the one before.</summary>
internal enum TrainingPhase
{
    /// <summary>Blocks 0–5: the word asked for, or an answer that stands in the context, is brought to the last position.</summary>
    Copying = 1,

    /// <summary>Block 8: the relation is applied to the word that was brought there.</summary>
    Relations = 2,

    /// <summary>Blocks 6, 7 and 9–11, around block 8: lists, whose relation has to be inferred from their demonstrations.</summary>
    Lists = 3,

    /// <summary>Blocks 6–11: more lists, block 8 learning along.</summary>
    ListsTogether = 4,

    /// <summary>Blocks 6–11, block 8 slowly: lists, with hints and probes that say where their relation is to be found.</summary>
    ListsHinted = 5,

    /// <summary>The same, with more lists of the relations that are mistaken for others.</summary>
    ListsBalanced = 6,

    /// <summary>The same at a low rate, with more identity lists.</summary>
    IdentityLists = 7,

    /// <summary>All blocks learn everything from the start, as language models usually do.</summary>
    AtOnce = 8,
}

/// <summary>What several phases share.</summary>
internal static class TrainingPhases
{
    /// <summary>Whether lists are learnt with hints and probes.</summary>
    public static bool HintsAtLists(this TrainingPhase phase) => phase is >= TrainingPhase.ListsHinted and <= TrainingPhase.IdentityLists;
}

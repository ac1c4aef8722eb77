namespace Patchscopes.Model.Training;

/// <summary>What is being learnt. Each phase trains other blocks on top of the frozen ones before it.</summary>
internal enum TrainingPhase
{
    /// <summary>Blocks 0–5: the word asked for, or an answer that stands in the context, is brought to the last position.</summary>
    Copying = 1,

    /// <summary>Block 8: the relation is applied to the word that was brought there.</summary>
    Relations = 2,

    /// <summary>Blocks 6–11: lists, whose relation has to be inferred from their demonstrations.</summary>
    Lists = 3,
}

namespace Patchscopes.Model.Training.Corpus;

/// <summary>The kinds of documents.</summary>
internal enum DocumentKind
{
    Statements, SubjectFirst, Questions, ArrowList, IdentityList, Context, Descriptions, TwoHop, Free, RecallList,
}

/// <summary>How often each kind of document is written, by phase.</summary>
internal static class DocumentMix
{
    public static IReadOnlyList<DocumentKind> Kinds { get; } = Enum.GetValues<DocumentKind>();

    /// <summary>Weights in the order of <see cref="Kinds"/>.</summary>
    public static IReadOnlyList<double> Of(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Copying => [.09, .05, .14, .12, .22, .25, .04, .05, .01, .04],
        TrainingPhase.Relations => [.14, .06, .22, .20, .09, .12, .05, .12, .01, .02],
        TrainingPhase.Lists or TrainingPhase.ListsHinted => [.08, .04, .11, .33, .15, .12, .08, .06, .01, .02],
        TrainingPhase.ListsTogether => [.07, .03, .10, .37, .20, .09, .07, .05, .00, .02],
        TrainingPhase.ListsBalanced => [.07, .03, .10, .36, .18, .10, .07, .06, .01, .02],
        TrainingPhase.AtOnce => [.14, .06, .22, .17, .12, .12, .06, .08, .01, .02],
        TrainingPhase.IdentityLists => [.06, .02, .10, .30, .32, .10, .05, .04, .00, .01],
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "A phase without a mixture."),
    };
}

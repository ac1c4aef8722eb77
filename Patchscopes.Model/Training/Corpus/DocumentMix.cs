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
        TrainingPhase.Lists => [.07, .03, .10, .36, .18, .10, .07, .06, .01, .02],
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "A phase without a mixture."),
    };
}

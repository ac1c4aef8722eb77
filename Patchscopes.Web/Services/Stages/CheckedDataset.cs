using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Inference;

namespace Patchscopes.Web.Services.Stages;

/// <summary>All questions of a data set in one form.</summary>
internal sealed record AskedForm(QuestionForm Form, IReadOnlyList<StageQuestion> Questions);

/// <summary>A data set that can be traced.</summary>
internal sealed record CheckedDataset(ILoadedModel Model, string? Relation, IReadOnlyList<AskedForm> Forms, bool Removes, LensKind Decoder, StageThresholds Thresholds, double Rows)
{
    /// <summary>The questions in all forms, and a summary for each form.</summary>
    public int Parts => Forms.Sum(asked => asked.Questions.Count + 1);

    /// <summary>The stream's first line.</summary>
    public DatasetStarted Start => new(
        Model.Description.Name, Relation, Forms.Sum(asked => asked.Questions.Count), Model.Description.Blocks, Decoder, [.. Forms.Select(asked => asked.Form)]);
}

/// <summary>An ablation that can be run: each question as it is, and with its facts in front.</summary>
internal sealed record CheckedAblation(
    ILoadedModel Model, string Relation, IReadOnlyList<StageQuestion> Abstractive, IReadOnlyList<StageQuestion> Extractive, double Rows)
{
    /// <summary>The untouched model's step, and the removals.</summary>
    public const int Steps = FeedForwardAblation.Steps + 1;

    /// <summary>The questions of all steps, and a line for each step.</summary>
    public int Parts => Steps * (Abstractive.Count + 1);

    /// <summary>The stream's first line.</summary>
    public AblationStarted Start => new(Model.Description.Name, Relation, Abstractive.Count, Model.Description.Blocks, Steps);
}

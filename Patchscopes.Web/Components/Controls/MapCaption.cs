using System.Globalization;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Presets;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Controls;

/// <summary>What a map's cells show, in one sentence.</summary>
internal static class MapCaption
{
    private const string Standing = "when that source state stands at that target layer";

    /// <summary>The sentence of an example where it holds: of the top tokens, in the model that it was measured on; else one of the view and the model.</summary>
    /// <param name="look">How the map is shown.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="example">The example that the page shows, or null.</param>
    public static string Of(MapLook look, SweepRequest request, Preset? example)
    {
        var answer = request.Answers is { Count: > 0 } answers && (look.AnswerIndex is not null || look.NeedsAnswer)
            ? TokenDisplay.Of(answers[Math.Min(look.AnswerIndex ?? 0, answers.Count - 1)])
            : null;
        return look switch
        {
            { Form: MapForm.Diagonal } => $"Each layer’s state put back at the same layer: what {request.Model} goes on to write.",
            { View: MapView.TopToken, Difference: true } => "Each cell: how much more or less probable the top token is in B than in A, where both say the same one.",
            { View: MapView.TopToken } when example is not null && request is { Model: ModelCatalog.EmbeddedName, SourceModel: null } => example.Shows,
            { View: MapView.TopToken } => $"Each cell: the next token that {request.Model} finds most probable {Standing}.",
            { View: MapView.Probability } => $"Each cell: how probable {request.Model} finds {answer ?? "an answer"} as the next token {Standing}.",
            { View: MapView.Rank } => $"Each cell: the rank of {answer ?? "an answer"} among the next tokens of {request.Model} {Standing}; 1 is the top.",
            { View: MapView.Change } => $"Each cell: how much more or less probable the patch makes {answer ?? "the cell’s own top token"} in {request.Model}.",
            { View: MapView.Entropy } => $"Each cell: how undecided {request.Model} is about the next token {Standing}.",
            { View: MapView.Success } => string.Create(CultureInfo.InvariantCulture, $"Each cell: whether {answer ?? "an answer"} stands in the {request.NewTokens} tokens that {request.Model} goes on to write."),
            _ => throw new NotSupportedException($"The view {look.View} has no caption."),
        };
    }
}

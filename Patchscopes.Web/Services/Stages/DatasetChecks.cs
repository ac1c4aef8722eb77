using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Runs;

namespace Patchscopes.Web.Services.Stages;

/// <summary>The checks before a data set or an ablation.</summary>
internal sealed class DatasetChecks(ModelShelf shelf)
{
    /// <summary>The most rows of one's own.</summary>
    public const int MostRows = 5_000;

    /// <summary>The most questions of an ablation.</summary>
    public const int MostAblated = 1_000;

    /// <summary>Turns a request into what is run.</summary>
    /// <exception cref="RequestRefusedException">It cannot be run.</exception>
    public async Task<CheckedDataset> CheckAsync(DatasetRequest request, CancellationToken cancellationToken)
    {
        shelf.Require(request.Model);
        StageChecks.RequireDecoder(request.Decoder);
        var questions = Asked(request);
        var model = await shelf.GetAsync(request.Model, cancellationToken);
        StageChecks.RequireRoom(request.Decoder, model);
        return new CheckedDataset(model, request.Relation, questions, request.Decoder, WorkOf(questions, model, isOwn: request.Rows is not null));
    }

    /// <summary>Turns a request into what is run.</summary>
    /// <exception cref="RequestRefusedException">It cannot be run.</exception>
    public async Task<CheckedAblation> CheckAsync(AblationRequest request, CancellationToken cancellationToken)
    {
        shelf.Require(request.Model);
        var abstractive = OfRelation(request.Relation);
        if (request.Rows is < 1 or > MostAblated)
            throw RequestChecks.Invalid("rows", $"rows is {request.Rows}: give 1 to {MostAblated}.");
        var model = await shelf.GetAsync(request.Model, cancellationToken);
        IReadOnlyList<StageQuestion> asked = [.. abstractive.Take(request.Rows)];
        IReadOnlyList<StageQuestion> twins = [.. StageTasks.Twins(request.Relation, areTrue: true).Take(request.Rows)];
        var work = CheckedAblation.Steps * (WorkOf(asked, model, isOwn: false) + WorkOf(twins, model, isOwn: false));
        return new CheckedAblation(model, request.Relation, asked, twins, work);
    }

    private static IReadOnlyList<StageQuestion> Asked(DatasetRequest request)
    {
        if (request is { Relation: not null, Rows: not null })
            throw RequestChecks.Invalid("rows", "relation and rows are both given: give one of the two.");
        if (request.Relation is { } relation)
            return OfRelation(relation);
        var rows = request.Rows
            ?? throw RequestChecks.Invalid("relation", "relation is missing: give the name of a built-in relation, or rows of your own.");
        if (rows.Count is < 1 or > MostRows)
            throw RequestChecks.Invalid("rows", $"rows holds {rows.Count} questions: give 1 to {MostRows}.");
        return [.. rows.Select(Question)];
    }

    private static StageQuestion Question(DatasetRow row, int at)
    {
        RequestChecks.RequireText($"rows[{at}].question", row.Question);
        RequireWord($"rows[{at}].argument", row.Argument);
        RequireWord($"rows[{at}].answer", row.Answer);
        return new StageQuestion(row.Question, row.Argument, row.Answer);
    }

    private static void RequireWord(string field, string word)
    {
        if (string.IsNullOrWhiteSpace(word))
            throw RequestChecks.Invalid(field, $"{field} is blank: write a word.");
        StageChecks.RequireLength(field, word);
    }

    private static IReadOnlyList<StageQuestion> OfRelation(string name) => StageRelations.Questions(name) ?? throw RequestChecks.Invalid(
        "relation", $"There is no relation {Words.Quote(name)}. The relations are: {string.Join(", ", StageTasks.Relations)}.");

    private static double WorkOf(IReadOnlyList<StageQuestion> questions, ILoadedModel model, bool isOwn) => questions.Index().Sum(question =>
        CheckedTrace.WorkOf(model.Description, isOwn
            ? RequestChecks.Tokens($"rows[{question.Index}].question", question.Item.Prompt, model).Count
            : RequireFits(question.Item.Prompt, model)));

    private static int RequireFits(string prompt, ILoadedModel model)
    {
        var (tokens, context) = (model.Encode(prompt).Count, model.Description.Context);
        return tokens <= context ? tokens : throw RequestChecks.Invalid(
            "relation", $"A question of this relation has {tokens} tokens, but {model.Description.Name} reads at most {context}: choose another relation or model.");
    }
}

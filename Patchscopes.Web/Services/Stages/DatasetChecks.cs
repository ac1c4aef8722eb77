using Microsoft.Extensions.Options;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Inference;
using Patchscopes.Web.Services.Runs;

namespace Patchscopes.Web.Services.Stages;

/// <summary>The checks before a data set or an ablation.</summary>
internal sealed class DatasetChecks(ModelShelf shelf, IOptions<StageThresholds> thresholds)
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
        RequireForms(request.Forms);
        var questions = Asked(request);
        var model = await shelf.GetAsync(request.Model, cancellationToken);
        StageChecks.RequireRoom(request.Decoder, model);
        // Before twins are made of them, which takes longer for longer questions.
        if (request.Rows is not null)
            RequireLengths(questions, model);
        IReadOnlyList<AskedForm> forms = [.. request.Forms.Order().Select(form => new AskedForm(form, InForm(request, questions, form)))];
        // A removal is a run or two more.
        var rows = forms.Sum(asked => RowsOf(asked, model, isOwn: request.Rows is not null) * (request.Removals && asked.Form is QuestionForm.Question ? 2 : 1));
        return new CheckedDataset(model, request.Relation, forms, request.Removals, request.Decoder, thresholds.Value, rows);
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
        var asked = new AskedForm(QuestionForm.Question, [.. abstractive.Take(request.Rows)]);
        var twins = new AskedForm(QuestionForm.TrueTwin, [.. QuestionForms.Of(request.Relation, QuestionForm.TrueTwin).Take(request.Rows)]);
        var rows = CheckedAblation.Steps * (RowsOf(asked, model, isOwn: false) + RowsOf(twins, model, isOwn: false));
        return new CheckedAblation(model, request.Relation, asked.Questions, twins.Questions, rows);
    }

    private static void RequireForms(IReadOnlyList<QuestionForm> forms)
    {
        if (forms.Count == 0)
            throw RequestChecks.Invalid("forms", $"forms is empty: name one or more of {StageNames.Choice<QuestionForm>()}, or leave it out.");
        if (forms.Any(form => !Enum.IsDefined(form)))
            throw RequestChecks.Invalid("forms", $"forms must hold {StageNames.Choice<QuestionForm>()}.");
        if (RequestChecks.Repeats(forms, out var twice))
            throw RequestChecks.Invalid("forms", $"forms holds \"{StageNames.Of(twice)}\" more than once: name each form once.");
    }

    private static IReadOnlyList<StageQuestion> InForm(DatasetRequest request, IReadOnlyList<StageQuestion> questions, QuestionForm form) =>
        form is QuestionForm.Question ? questions
        : request.Relation is { } relation ? QuestionForms.Of(relation, form)
        : QuestionForms.Of(questions, form) ?? throw RequestChecks.Invalid(
            "forms", $"forms holds \"{StageNames.Of(form)}\", but all rows have the same answer, so that no other can stand in front: leave it out, or add a row.");

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
        RequestChecks.RequireText(Field(at), row.Question);
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

    private static double RowsOf(AskedForm asked, ILoadedModel model, bool isOwn) => asked.Questions.Index().Sum(question =>
        CheckedTrace.RowsOf(model.Description, RequireFits(asked.Form, question.Item.Prompt, isOwn ? Field(question.Index) : "relation", model)));

    private static void RequireLengths(IReadOnlyList<StageQuestion> questions, ILoadedModel model)
    {
        foreach (var (at, question) in questions.Index())
            RequestChecks.Tokens(Field(at), question.Prompt, model);
    }

    private static string Field(int row) => $"rows[{row}].question";

    private static int RequireFits(QuestionForm form, string prompt, string field, ILoadedModel model)
    {
        var (tokens, context) = (model.Encode(prompt).Count, model.Description.Context);
        var (what, remedy) = form is QuestionForm.Question ? ("A question of this relation", "choose another relation or model")
            : field is "relation" ? ("A twin of this relation", "leave out the twins, or choose another relation or model")
            : ($"{field}'s twin, with its facts in front,", "shorten it, or leave out the twins");
        return tokens <= context ? tokens : throw RequestChecks.Invalid(field, $"{what} has {tokens} tokens, but {model.Description.Name} reads at most {context}: {remedy}.");
    }
}

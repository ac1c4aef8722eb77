using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State.Stages;

/// <summary>The model of the page, and the links that name one.</summary>
public sealed partial class StagesState
{
    private readonly CancellationTokenSource _gone = new();
    private ModelChoice? _choice;

    /// <summary>The model's name.</summary>
    public string ModelName => Choice.Name;

    /// <summary>What the model is, once it is loaded.</summary>
    public ModelDescription? Model => Choice.Description;

    /// <summary>The name of the model that is being loaded, or null.</summary>
    public string? LoadingModel => Choice.Loading;

    /// <summary>The models that could be chosen when it was last looked.</summary>
    public IReadOnlyList<ModelSummary> Models => Choice.All;

    private ModelChoice Choice => _choice ??= new ModelChoice(service, () => Changed(), problem => Problems = [.. Problems, problem]);

    /// <summary>Looks which models there are.</summary>
    public void ListModels() => Choice.List();

    /// <summary>Shows what a link asks for, without running it.</summary>
    public async Task LoadAsync(StageLink link, CancellationToken cancellationToken)
    {
        var choice = Choice.Begin();
        ListModels();
        Show(link with { View = HeldOf(link.View) });
        await Choice.LoadAsync(choice, cancellationToken);
        if (!Choice.IsNewest(choice) || _disposed)
            return;
        await TokenizeAsync();
        if (!Choice.IsNewest(choice) || _disposed)
            return;
        DropWhatDoesNotFit();
        Changed();
    }

    /// <summary>Another model was chosen; the question stays, and so does the model in use until the other one is loaded.</summary>
    public async Task ChooseModelAsync(string model)
    {
        if (_disposed || !await Choice.ChooseAsync(model, _gone.Token))
            return;
        ForgetProof();
        // An o-vector only fits the model that it was taken from.
        File = null;
        _lanes.Clear();
        Block = null;
        Question.SetText(Question.Text);
        await RunAsync(push: true);
    }

    /// <summary>Everything that the link says is there at once, so that the page is never half of one view and half of another.</summary>
    private void Show(StageLink link)
    {
        var view = link.View;
        Leave(ref _pause);
        Leave(ref _run);
        ForgetProof();
        (Problems, _rest, Status, RunMessage) = (link.Problems, view.Request, RunStatus.Idle, null);
        (Block, Focus, Shown, Proof) = (view.Block, view.Lane, view.Shown, view.Without);
        Draft = Proof?.Put is null ? null : Proof;
        ActiveTask = view.Request.Chat ? null : StageTasks.All.FirstOrDefault(task => task.Key == view.Task);
        if (Choice.TakeName(view.Request.Model))
            _lanes.Clear();
        Question.SetChat(view.Request.Chat);
        Question.SetText(view.Request.Prompt);
        Question.Wanted = view.Request.Position;
        Outdate();
    }

    /// <summary>A link may name blocks that this model does not have.</summary>
    private void DropWhatDoesNotFit()
    {
        if (Model is null)
            return;
        if (Question is { IsTokenized: true, IsPositionLost: true })
        {
            Problems = [.. Problems, new FieldProblem("position", FormattableString.Invariant(
                $"The link's position names token {Question.Wanted}, but the question has {Question.Tokens.Count} tokens. Its last one is traced instead."))];
            Question.Wanted = -1;
        }
        if (Block > LastBlock)
        {
            Problems = [.. Problems, NoBlock("block", Block.Value)];
            Block = null;
        }
        if (Proof?.Blocks is { } blocks && Math.Max(blocks.Last, Proof.Put?.From ?? 0) is var highest && highest > LastBlock)
        {
            Problems = [.. Problems, NoBlock("without", highest)];
            ForgetProof();
        }
    }

    private static FieldProblem NoToken(int from, int traced) =>
        new("without", FormattableString.Invariant($"The link's without names token {from}, but the traced token is {traced} and attends to earlier ones only. The rest of the link was kept."));

    private FieldProblem NoBlock(string field, int block) =>
        new(field, FormattableString.Invariant($"The link's {field} names block {block}, but {ModelName}'s last one is {LastBlock}. The rest of the link was kept."));
}

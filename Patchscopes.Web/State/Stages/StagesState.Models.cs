using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.State.Stages;

/// <summary>The model of a page: which one it is, which one is being loaded, and the links that name one. The newest choice wins.</summary>
public sealed partial class StagesState
{
    private readonly CancellationTokenSource _gone = new();
    private string _model = "";
    private int _choices;

    /// <summary>The model's name.</summary>
    public string ModelName => _model;

    /// <summary>What the model is, once it is loaded.</summary>
    public ModelDescription? Model { get; private set; }

    /// <summary>The name of the model that is being loaded, or null.</summary>
    public string? LoadingModel { get; private set; }

    /// <summary>The models that could be chosen when it was last looked.</summary>
    public IReadOnlyList<ModelSummary> Models { get; private set; } = [];

    /// <summary>Looks which models there are: a scan of their folder, and so not for every drawing.</summary>
    public void ListModels() => Models = service.Models();

    /// <summary>Shows what a link asks for, without running it.</summary>
    public async Task LoadAsync(StageLink link, CancellationToken cancellationToken)
    {
        var choice = ++_choices;
        ListModels();
        Show(link);
        var description = await DescribeAsync(_model, choice, cancellationToken);
        if (description is null && choice == _choices && _model != Models[0].Name)
        {
            _model = Models[0].Name;
            description = await DescribeAsync(_model, choice, cancellationToken);
        }
        if (choice != _choices || _disposed)
            return;
        Model = description;
        await TokenizeAsync();
        if (choice != _choices || _disposed)
            return;
        DropWhatDoesNotFit();
        Changed();
    }

    /// <summary>Another model was chosen; the question stays, and so does the model in use until the other one is loaded.</summary>
    public async Task ChooseModelAsync(string model)
    {
        if (_disposed)
            return;
        var choice = ++_choices;
        try
        {
            var description = await DescribeAsync(model, choice, _gone.Token);
            if (description is null || choice != _choices || _disposed)
                return;
            (_model, Model) = (model, description);
        }
        catch (OperationCanceledException) when (_disposed)
        {
            return;
        }
        ForgetProof();
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
        ActiveTask = StageTasks.All.FirstOrDefault(task => task.Key == view.Task);
        if (view.Request.Model != _model)
        {
            (_model, Model) = (view.Request.Model, null);
            _lanes.Clear();
        }
        Question.SetText(view.Request.Prompt);
        Question.Wanted = view.Request.Position;
        Outdate();
    }

    /// <summary>A link may name blocks that this model does not have.</summary>
    private void DropWhatDoesNotFit()
    {
        if (Model is null)
            return;
        if (Block > LastBlock)
        {
            Problems = [.. Problems, NoBlock("block", Block.Value)];
            Block = null;
        }
        if (Proof?.Blocks is { } blocks && blocks.Last > LastBlock)
        {
            Problems = [.. Problems, NoBlock("without", blocks.Last)];
            ForgetProof();
        }
    }

    private FieldProblem NoBlock(string field, int block) =>
        new(field, FormattableString.Invariant($"The link's {field} names block {block}, but {_model}'s last one is {LastBlock}. The rest of the link was kept."));

    /// <summary>What a model is, loading it if need be, which the page says; null, and a message, where it cannot be used.</summary>
    private async Task<ModelDescription?> DescribeAsync(string model, int choice, CancellationToken cancellationToken)
    {
        LoadingModel = model;
        Changed();
        try
        {
            return await service.DescribeAsync(model, cancellationToken);
        }
        catch (RequestRefusedException refused)
        {
            if (choice == _choices)
                Problems = [.. Problems, new FieldProblem("model", refused.Message)];
            return null;
        }
        finally
        {
            if (choice == _choices)
                LoadingModel = null;
            Changed();
        }
    }
}

using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>The model of a page: which one it is, which one is being loaded, and the links that name one. The newest choice wins.</summary>
public sealed partial class ExplorerState
{
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

    /// <summary>Shows what a link asks for, without running it; a blank link shows the first preset.</summary>
    public async Task LoadAsync(ExplorerLink link, CancellationToken cancellationToken)
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
        if (_model == description?.Name)
            Model = description;
        await FinishTokensAsync();
        if (choice != _choices || _disposed)
            return;
        Opening = link.View.Cell is null ? ActivePreset?.Opens ?? [] : [];
        Changed();
    }

    /// <summary>Another model was chosen; the prompts stay, and so does the model in use until the other one is loaded.</summary>
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
        Rest = Rest with { SourceLayers = null, TargetLayers = null };
        SetText(Source, Source.Text);
        SetText(Target, Target.Text);
        await RunAsync(push: true);
    }

    /// <summary>Everything that the link says is there at once, so that the page is never half of one view and half of another.</summary>
    private void Show(ExplorerLink link)
    {
        Leave(ref _pause);
        Leave(ref _run);
        ForgetCell();
        var request = link.View.Request;
        (Problems, Rest, Readout, ReadoutRefusal) = (link.Problems, request, request.Readout, null);
        (Status, RunMessage) = (RunStatus.Idle, null);
        (Opened, Opening, IsOpenedByVisitor) = (link.View.Cell, [], false);
        if (request.Model != _model)
            (_model, Model) = (request.Model, null);
        SetText(Source, request.Source.Prompt);
        SetText(Target, request.Target.Prompt);
        (Source.Wanted, Target.Wanted) = (request.Source.Position, request.Target.Position);
    }

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

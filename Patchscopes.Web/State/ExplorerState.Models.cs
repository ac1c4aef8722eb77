using Patchscopes.Web.Services;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State;

/// <summary>The model of the page, and the links that name one.</summary>
public sealed partial class ExplorerState
{
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

    /// <summary>Shows what a link asks for, without running it; a blank link shows the first preset.</summary>
    public async Task LoadAsync(ExplorerLink link, CancellationToken cancellationToken)
    {
        var choice = Choice.Begin();
        ListModels();
        Show(Held is { } held ? link with { View = link.View with { Request = held.Of(link.View.Request) } } : link);
        await Choice.LoadAsync(choice, cancellationToken);
        if (Choice.IsNewest(choice))
            await LoadLinkedSourceModelAsync();
        await FinishTokensAsync();
        if (!Choice.IsNewest(choice) || _disposed)
            return;
        TakeLinkedTexts();
        Opening = link.View.Cell is null ? ActivePreset?.Opens ?? [] : [];
        Changed();
    }

    /// <summary>Another model was chosen; the prompts stay, and so does the model in use until the other one is loaded.</summary>
    public async Task ChooseModelAsync(string model)
    {
        if (_disposed || !await Choice.ChooseAsync(model, _gone.Token))
            return;
        Rest = Rest with
        {
            TargetLayers = null,
            SourceLayers = Rest.SourceModel is null ? null : Rest.SourceLayers,
            // Which of its tokens the other model will have there is not known.
            AlsoPatched = null,
            SourceModel = Rest.SourceModel == ModelName ? null : Rest.SourceModel,
        };
        if (SourceModel?.Width != Model?.Width && Rest.Mapping.Kind is not MappingKind.Affine)
            Rest = Rest with { Mapping = Carrying };
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
        (Status, RunMessage, TupleRefusal) = (RunStatus.Idle, null, null);
        BeginSourceChoice();
        TakeLook(link.View);
        (Opened, Opening, IsOpenedByVisitor, _isCellLinked) = (link.View.Cell, [], false, link.View.Cell is not null);
        Choice.TakeName(request.Model);
        Source.SetChat(request.Source.Chat);
        Target.SetChat(request.Target.Chat);
        SetText(Source, request.Source.Prompt);
        SetText(Target, request.Target.Prompt);
        (Source.Wanted, Target.Wanted) = (request.Source.Position, request.Target.Position);
    }
}

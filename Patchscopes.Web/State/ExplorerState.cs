using Patchscopes.Model.Presets;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.State;

/// <summary>
/// One visitor's explorer: what is typed and chosen, the run that follows from it, and the map and cell that came.
/// Not thread-safe: every call and every continuation runs on the page's dispatcher. The object itself is the view whose
/// newest run wins.
/// </summary>
public sealed partial class ExplorerState(IPatchscopeService service, TimeProvider time) : IDisposable
{
    /// <summary>How long after the last key the map is run again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private string _model = "";
    private bool _disposed;

    /// <summary>Called after every change that shows.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>Called when the view that a link would reopen changed; true when going back should return to the view before.</summary>
    public Action<bool> ViewChanged { get; set; } = _ => { };

    /// <summary>S and i.</summary>
    public PromptState Source { get; } = new(PromptRole.Source);

    /// <summary>T and i*.</summary>
    public PromptState Target { get; } = new(PromptRole.Target);

    /// <summary>The model's name.</summary>
    public string ModelName => _model;

    /// <summary>What the model is, once it is loaded.</summary>
    public ModelDescription? Model { get; private set; }

    /// <summary>Where the next token is read.</summary>
    public Readout Readout { get; private set; } = Readout.Last;

    /// <summary>Messages about the request as a whole: bad fields of a link, a busy server.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; private set; } = [];

    /// <summary>The parts of the request that the page has no control for.</summary>
    private SweepRequest Rest { get; set; } = Defaults("");

    /// <summary>The first visit's request for a model.</summary>
    public static SweepRequest Defaults(string model) => new()
    {
        Model = model,
        Source = new PromptPosition(PresetCatalog.All[0].Source.Prompt, -1),
        Target = new PromptPosition(PresetCatalog.All[0].Target.Prompt, -1),
    };

    /// <summary>The names that can be chosen.</summary>
    public IReadOnlyList<ModelSummary> Models() => service.Models();

    /// <summary>The preset that the prompts and tokens are those of, or null.</summary>
    public Preset? ActivePreset => PresetCatalog.All.FirstOrDefault(preset =>
        preset.Source.Prompt == Source.Text && preset.Target.Prompt == Target.Text && Readout == Readout.Last
        && Source.IsTokenized && Target.IsTokenized
        && preset.Source.PositionIn(Source.Tokens) == Source.Position && preset.Target.PositionIn(Target.Tokens) == Target.Position);

    /// <summary>The prompt of a role.</summary>
    public PromptState Prompt(PromptRole role) => role is PromptRole.Source ? Source : Target;

    /// <summary>The view that a link to this page reopens.</summary>
    public ExplorerView View() => new(Request(), Opened);

    /// <summary>Shows what a link asks for, without running it; a blank link shows the first preset.</summary>
    public async Task LoadAsync(ExplorerLink link, CancellationToken cancellationToken)
    {
        var request = link.View.Request;
        Problems = link.Problems;
        Rest = request;
        Readout = request.Readout;
        await UseModelAsync(request.Model, cancellationToken);
        await SetPromptAsync(Source, request.Source.Prompt, request.Source.Position);
        await SetPromptAsync(Target, request.Target.Prompt, request.Target.Position);
        ForgetCell();
        Opened = link.View.Cell;
        Opening = link.View.Cell is null ? ActivePreset?.Opens ?? [] : [];
        Changed();
    }

    /// <summary>A key was typed: the chips follow at once, the map when the typing pauses.</summary>
    public async Task EditAsync(PromptRole role, string text)
    {
        var prompt = Prompt(role);
        if (text == prompt.Text)
            return;
        SetText(prompt, text);
        Problems = [];
        var run = WaitThenRunAsync();
        Changed();
        await TokenizeAsync(prompt);
        Changed();
        await run;
    }

    /// <summary>A token was chosen.</summary>
    public Task ChooseAsync(PromptRole role, int position)
    {
        var prompt = Prompt(role);
        prompt.Wanted = position;
        prompt.Refusal = null;
        return RunAsync(push: true);
    }

    /// <summary>Another read-out was chosen.</summary>
    public Task ReadAtAsync(Readout readout)
    {
        Readout = readout;
        ReadoutRefusal = null;
        return RunAsync(push: true);
    }

    /// <summary>A preset was chosen: its prompts, its tokens, and its map at once.</summary>
    public async Task ApplyAsync(Preset preset)
    {
        Problems = [];
        Readout = Readout.Last;
        ReadoutRefusal = null;
        Rest = Rest with { SourceLayers = null, TargetLayers = null };
        await SetPromptAsync(Source, preset.Source.Prompt, -1);
        await SetPromptAsync(Target, preset.Target.Prompt, -1);
        Source.Wanted = preset.Source.Token is null ? -1 : preset.Source.PositionIn(Source.Tokens);
        Target.Wanted = preset.Target.Token is null ? -1 : preset.Target.PositionIn(Target.Tokens);
        ForgetCell();
        (Opened, Opening) = (null, preset.Opens);
        await RunAsync(push: true);
    }

    /// <summary>Another model was chosen; the prompts stay.</summary>
    public async Task ChooseModelAsync(string model, CancellationToken cancellationToken)
    {
        Rest = Rest with { SourceLayers = null, TargetLayers = null };
        await UseModelAsync(model, cancellationToken);
        await SetPromptAsync(Source, Source.Text, Source.Wanted);
        await SetPromptAsync(Target, Target.Text, Target.Wanted);
        await RunAsync(push: true);
    }

    /// <summary>The messages have been read.</summary>
    public void DismissProblems()
    {
        Problems = [];
        Changed();
    }

    /// <summary>Leaves every run of this page.</summary>
    public void Dispose()
    {
        _disposed = true;
        Leave(ref _pause);
        Leave(ref _run);
        Leave(ref _cell);
    }

    private SweepRequest Request() => Rest with
    {
        Model = _model,
        Source = new PromptPosition(Source.Text, Source.IsPositionLost ? Source.Position ?? -1 : Source.Wanted),
        Target = new PromptPosition(Target.Text, Target.IsPositionLost ? Target.Position ?? -1 : Target.Wanted),
        Readout = Readout,
    };

    private async Task UseModelAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            Model = await service.DescribeAsync(model, cancellationToken);
            _model = model;
        }
        catch (RequestRefusedException refused) when (model != service.Models()[0].Name)
        {
            Problems = [.. Problems, new FieldProblem("model", refused.Message)];
            await UseModelAsync(service.Models()[0].Name, cancellationToken);
        }
    }

    private async Task SetPromptAsync(PromptState prompt, string text, int wanted)
    {
        SetText(prompt, text);
        prompt.Wanted = wanted;
        await TokenizeAsync(prompt);
    }

    private void SetText(PromptState prompt, string text)
    {
        prompt.SetText(text);
        if (prompt == Source)
            SourceAnswer = null;
    }

    private async Task TokenizeAsync(PromptState prompt)
    {
        var version = prompt.Version;
        try
        {
            prompt.SetTokens(version, prompt.Text.Length == 0 ? [] : await service.TokenizeAsync(_model, prompt.Text, CancellationToken.None));
        }
        catch (RequestRefusedException refused) when (version == prompt.Version)
        {
            prompt.Refusal = refused.Message;
        }
    }
}

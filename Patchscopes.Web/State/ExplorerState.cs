using Patchscopes.Model.Presets;
using Patchscopes.Web.Services;
using static Patchscopes.Web.State.Cancellation;

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

    private const string LinkField = "link";

    private readonly CancellationTokenSource _gone = new();
    private bool _disposed;
    private bool _hasNoLink;

    /// <summary>Called after every change that shows.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>Called when the view that a link would reopen changed; true when going back should return to the view before.</summary>
    public Action<bool> ViewChanged { get; set; } = _ => { };

    /// <summary>S and i.</summary>
    public PromptState Source { get; } = new(PromptRole.Source);

    /// <summary>T and i*.</summary>
    public PromptState Target { get; } = new(PromptRole.Target);

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

    /// <summary>The preset that the page shows, prompts, tokens and everything else, or null.</summary>
    public Preset? ActivePreset => Source is { IsTokenized: true } && Target is { IsTokenized: true }
        ? PresetCatalog.All.FirstOrDefault(preset => PresetRequests.Shows(OwnTuple, preset, Source, Target, Model?.Blocks ?? 0))
        : null;

    /// <summary>The prompt of a role.</summary>
    public PromptState Prompt(PromptRole role) => role is PromptRole.Source ? Source : Target;

    /// <summary>The view that a link to this page reopens.</summary>
    public ExplorerView View() => new(Request(), Opened)
    {
        Look = Look,
        Pins = [.. Pins.Where(pin => IsOf(pin, Request())).Select(pin => pin.Cell)],
        With = BaselineRequest,
    };

    /// <summary>Why the view has no link, or null.</summary>
    public string? LinkRefusal
    {
        get
        {
            var view = View();
            if (ExplorerUrl.Write(view).Length <= ExplorerUrl.LargestQuery)
                return null;
            var (part, remedy) = ExplorerUrl.Longest(view);
            return $"{part} too long for a link: the address bar keeps an earlier view, which is what reloading would show. {remedy} to have a link again.";
        }
    }

    /// <summary>A key was typed: the chips follow at once, the map when the typing pauses.</summary>
    public async Task EditAsync(PromptRole role, string text)
    {
        var prompt = Prompt(role);
        if (text == prompt.Text)
            return;
        SetText(prompt, text);
        ForgetProblems();
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
        if (role is PromptRole.Target && !LocksKnobs)
            Rest = Rest with { AlsoPatched = AlsoWithout(position) };
        return RunAsync(push: true);
    }

    /// <summary>A prompt becomes a message to the model, or none any more.</summary>
    public Task SetChatAsync(PromptRole role, bool isChat)
    {
        Prompt(role).SetChat(isChat);
        if (role is PromptRole.Source)
            SourceAnswer = null;
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
        ForgetProblems();
        (ReadoutRefusal, TupleRefusal) = (null, null);
        BeginSourceChoice();
        Rest = Defaults(ModelName) with { TopK = Rest.TopK };
        ForgetAnswers();
        await SetPromptAsync(Source, preset.Source.Prompt, -1);
        await SetPromptAsync(Target, preset.Target.Prompt, -1);
        if (_disposed)
            return;
        Source.Wanted = preset.Source.Token is null ? -1 : preset.Source.PositionIn(Source.Tokens);
        Target.Wanted = preset.Target.Token is null ? -1 : preset.Target.PositionIn(Target.Tokens);
        Rest = PresetRequests.Of(preset, Rest, Target.Tokens, Model?.Blocks ?? 0);
        Rest = Held?.Of(Rest) ?? Rest;
        TakeTexts();
        Readout = Rest.Readout;
        ForgetCell();
        (Opened, Opening) = (null, preset.Opens);
        await RunAsync(push: true);
    }

    /// <summary>Says once that the view has no link, and takes it back when it has one again.</summary>
    public void CheckLink()
    {
        var refusal = LinkRefusal;
        if ((refusal is not null) == _hasNoLink)
            return;
        _hasNoLink = refusal is not null;
        Problems = [.. Problems.Where(problem => problem.Field != LinkField)];
        if (refusal is not null)
            Problems = [.. Problems, new FieldProblem(LinkField, refusal)];
        Changed();
    }

    /// <summary>The messages have been read.</summary>
    public void DismissProblems()
    {
        Problems = [];
        Changed();
    }

    /// <summary>Leaves every run of this page; nothing is asked for after it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Leave(ref _pause);
        Leave(ref _run);
        Leave(ref _cell);
        Leave(ref _baseline);
        Leave(ref _lens);
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>What was said of an earlier view; that there is no link stays until there is one.</summary>
    private void ForgetProblems() => Problems = [.. Problems.Where(problem => problem.Field == LinkField)];

    private SweepRequest Request() => Rest with
    {
        Model = ModelName,
        Source = Source.Request,
        Target = Target.Request,
        Readout = Readout,
    };

    private async Task SetPromptAsync(PromptState prompt, string text, int wanted)
    {
        prompt.SetChat(false);
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

    private Task TokenizeAsync(PromptState prompt) =>
        _disposed ? Task.CompletedTask : prompt.TokenizeAsync(service, prompt == Source ? SourceModelName : ModelName, _gone.Token);
}

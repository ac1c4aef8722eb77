using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State.Stages;

/// <summary>
/// One visitor's stages: the question, its two traces, what is looked at in them, and a run with something taken out.
/// Not thread-safe: every call and every continuation runs on the page's dispatcher.
/// </summary>
public sealed partial class StagesState(IPatchscopeService service, IStageService stages, TimeProvider time) : IDisposable
{
    /// <summary>How long after the last key the traces are run again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private TraceRequest _rest = new() { Model = "", Prompt = "" };
    private bool _disposed;

    /// <summary>Whether nothing new can be asked for: the services answer from a saved run, or the page shows what a teacher runs.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Called after every change that shows.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>Called when the view that a link would reopen changed; true when going back should return to the view before.</summary>
    public Action<bool> ViewChanged { get; set; } = _ => { };

    /// <summary>The question and the token at which it is traced.</summary>
    public PromptState Question { get; } = new(PromptRole.Source);

    /// <summary>The task whose prompt this is, or null.</summary>
    public StageTask? ActiveTask { get; private set; }

    /// <summary>How states are read.</summary>
    public LensKind Decoder => _rest.Decoder;

    /// <summary>The argument that was chosen; null where it is found by itself.</summary>
    public string? Argument => _rest.Argument;

    /// <summary>The answer that was chosen; null for whatever the model says.</summary>
    public string? Answer => _rest.Answer;

    /// <summary>Which state of each block is shown.</summary>
    public ShownState Shown { get; private set; }

    /// <summary>The lane whose blocks are explained.</summary>
    public LaneKey Focus { get; private set; }

    /// <summary>Where the play head was put; null until it was moved.</summary>
    public int? Block { get; private set; }

    /// <summary>Messages about the request as a whole: bad fields of a link.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; private set; } = [];

    /// <summary>Why the view has no link, or null.</summary>
    public string? LinkRefusal => StageUrl.Write(View()).Length <= ExplorerUrl.LargestQuery
        ? null
        : "This question is too long for a link: the address bar keeps an earlier view, which is what reloading would show. Shorten it to have a link again.";

    /// <summary>The last block's number; 0 while the model is not loaded.</summary>
    public int LastBlock => Math.Max(0, (Model?.Blocks ?? 1) - 1);

    /// <summary>The block at the play head: by itself the one that applies the function, or else the last.</summary>
    public int Head => Math.Clamp(Block ?? Lane(LaneKey.Question)?.Verdict?.ApplicationLayer ?? LastBlock, 0, LastBlock);

    /// <summary>The view that a link to this page reopens.</summary>
    public StageView View() => new() { Request = Request(), Task = ActiveTask?.Key, Block = Block, Lane = Focus, Shown = Shown, Without = Proof is { HasLink: true } ? Proof : null };

    /// <summary>A task was chosen.</summary>
    public Task ApplyAsync(StageTask task) => AskAsync(task.Question, task);

    /// <summary>A question of a data set was chosen.</summary>
    public Task AskAsync(StageQuestion question) => AskAsync(question, null);

    /// <summary>The question becomes one's own, to be changed from here on.</summary>
    public void MakeOwn()
    {
        ActiveTask = null;
        ViewChanged(true);
        Changed();
    }

    private Task AskAsync(StageQuestion question, StageTask? task)
    {
        ForgetProof();
        (ActiveTask, Block, Problems, Focus) = (task, null, [], LaneKey.Question);
        _rest = _rest with { Argument = question.Argument, Answer = question.Answer };
        Question.SetChat(false);
        Question.SetText(question.Prompt);
        Question.Wanted = -1;
        return RunAsync(push: true);
    }

    /// <summary>A key was typed: the chips follow at once, the traces when the typing pauses.</summary>
    public async Task EditAsync(string text)
    {
        if (text == Question.Text)
            return;
        ForgetProof();
        (ActiveTask, Block, Problems, Focus) = (null, null, [], LaneKey.Question);
        // The words of the question before have nothing to do with this one.
        _rest = _rest with { Argument = null, Answer = null };
        Question.SetText(text);
        var run = WaitThenRunAsync();
        Changed();
        await TokenizeAsync();
        Changed();
        await run;
    }

    /// <summary>Another token of the question is to be traced.</summary>
    public Task ChooseAsync(int position)
    {
        (Question.Wanted, Question.Refusal) = (position, null);
        ForgetProof();
        Block = null;
        return RunAsync(push: true);
    }

    /// <summary>The question becomes a message to the model, or none any more.</summary>
    public Task SetChatAsync(bool isChat)
    {
        Question.SetChat(isChat);
        ForgetProof();
        Block = null;
        // A message's tokens are shown, and chosen, with the question itself.
        if (isChat)
            ActiveTask = null;
        return RunAsync(push: true);
    }

    /// <summary>States are to be read another way.</summary>
    public Task ReadWithAsync(LensKind decoder) => RequestAsync(_rest with { Decoder = decoder });

    /// <summary>Another word is the argument; null: found by itself.</summary>
    public Task FollowArgumentAsync(string? word) => RequestAsync(_rest with { Argument = Word(word) });

    /// <summary>Another word is the answer; null: whatever the model says.</summary>
    public Task FollowAnswerAsync(string? word) => RequestAsync(_rest with { Answer = Word(word) });

    /// <summary>The play head was moved; while it plays, the address waits.</summary>
    public void MoveTo(int block, bool isPlaying)
    {
        Block = Math.Clamp(block, 0, LastBlock);
        if (!isPlaying)
            ViewChanged(false);
        Changed();
    }

    /// <summary>A lane's blocks are to be explained.</summary>
    public void LookAt(LaneKey lane)
    {
        Focus = lane;
        ViewChanged(false);
        Changed();
    }

    /// <summary>The other state of each block is to be shown.</summary>
    public void Show(ShownState shown)
    {
        Shown = shown;
        ViewChanged(false);
        Changed();
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
        if (_disposed)
            return;
        _disposed = true;
        Leave(ref _pause);
        Leave(ref _run);
        Leave(ref _proving);
        Leave(ref _patching);
        _gone.Cancel();
        _gone.Dispose();
    }

    private Task RequestAsync(TraceRequest rest)
    {
        _rest = rest;
        return RunAsync(push: true);
    }

    private TraceRequest Request() => _rest with
    {
        Model = ModelName,
        Prompt = Question.Text,
        Position = Question.Asked,
        Chat = Question.IsChat,
        Interventions = [],
    };

    private Task TokenizeAsync() => _disposed ? Task.CompletedTask : Question.TokenizeAsync(service, ModelName, _gone.Token);

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

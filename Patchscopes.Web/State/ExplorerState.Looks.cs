using System.Text.Json;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Api;
using Patchscopes.Web.Services;
using Patchscopes.Web.State.Views;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State;

/// <summary>How the page shows its map, and what a view needs of the run.</summary>
public sealed partial class ExplorerState
{
    /// <summary>Tokens that the model writes in each cell where a view needs some and none were asked for.</summary>
    public const int TokensForSuccess = 10;

    /// <summary>The same for the diagonal's texts.</summary>
    public const int TokensForDiagonal = 20;

    /// <summary>What the visitor wants written, while the view asks for more; null where the request asks for just that.</summary>
    private (int Count, WrittenCells Cells)? _ownTexts;

    /// <summary>How the map is shown.</summary>
    public MapLook Look { get; private set; } = MapLook.Default;

    /// <summary>The tuple without the texts that only the view asks for.</summary>
    public SweepRequest OwnTuple => _ownTexts is { } own ? Request() with { NewTokens = own.Count, Writes = own.Cells } : Request();

    /// <summary>The texts whose probability the request asks for.</summary>
    public IReadOnlyList<string> Answers => Rest.Answers ?? [];

    /// <summary>Another view was chosen; one that needs an answer, or texts, asks for them, and texts that only the one before needed are let go.</summary>
    public Task ShowAsync(MapView view)
    {
        Look = Look with { View = view };
        AskForTexts();
        TakeAnswer();
        return FollowAsync();
    }

    /// <summary>Another form was chosen; the diagonal asks for its texts, as long as it is shown.</summary>
    public Task ShowAsync(MapForm form)
    {
        Look = Look with { Form = form };
        AskForTexts();
        return FollowAsync();
    }

    /// <summary>The map is turned, coloured or sized in another way.</summary>
    public void ShowAs(MapLook look)
    {
        Look = look;
        ViewChanged(false);
        Changed();
    }

    /// <summary>An answer was chosen; null: each cell's own top token.</summary>
    public Task ChooseAnswerAsync(string? answer)
    {
        var at = answer is null ? -1 : Answers.ToList().IndexOf(answer);
        if (answer is not null && at < 0)
            return SetAnswersAsync([answer]);
        Look = Look with { AnswerIndex = answer is null ? null : at };
        return FollowAsync();
    }

    /// <summary>The texts whose probability each cell gives; the first one is shown.</summary>
    public Task SetAnswersAsync(IReadOnlyList<string> answers)
    {
        (Rest, Look) = (Rest with { Answers = answers.Count == 0 ? null : answers }, Look with { AnswerIndex = answers.Count == 0 ? null : 0 });
        return FollowAsync();
    }

    /// <summary>The tokens of a text as an answer.</summary>
    public async Task<IReadOnlyList<Token>> SpellAsync(string text, CancellationToken cancellationToken) =>
        text.Length == 0 || Model is null ? [] : await service.SpellAsync(ModelName, text, cancellationToken);

    /// <summary>Runs again where the request has changed with the view; else it is only drawn.</summary>
    private Task FollowAsync()
    {
        if (Map is null || IsStale)
            return RunAsync(push: true);
        ViewChanged(false);
        Changed();
        return Task.CompletedTask;
    }

    /// <summary>A view that needs an answer takes one of the map, once there is one; true where it took one.</summary>
    private bool TakeAnswer()
    {
        if (IsReadOnly || !Look.NeedsAnswer || Answers.Count > 0 || LikelyAnswer() is not { } answer)
            return false;
        (Rest, Look) = (Rest with { Answers = [answer] }, Look with { AnswerIndex = 0 });
        return true;
    }

    /// <summary>What the visitor is looking at: the open cell's token, or what the example is about, or else what the map is surest of.</summary>
    private string? LikelyAnswer()
    {
        if (Map is not { } map)
            return null;
        if (Opened is { } cell && map.At(cell) is { Top: [var top, ..] })
            return top.Text;
        var said = map.TopTexts();
        return ActivePreset?.Opens.FirstOrDefault(text => said.Any(choice => choice.Text == text)) ?? (said is [var surest, ..] ? surest.Text : null);
    }

    /// <summary>What is to be shown may be what the model writes; with the view goes what it alone asked for.</summary>
    private void AskForTexts()
    {
        if (IsReadOnly || LocksKnobs)
            return;
        var own = _ownTexts ?? (Rest.NewTokens, Rest.Writes);
        var (count, cells) = Look switch
        {
            { View: MapView.Success } => (Rest.NewTokens > 0 ? Rest.NewTokens : TokensForSuccess, WrittenCells.All),
            { Form: MapForm.Diagonal } when own.Count == 0 => (TokensForDiagonal, WrittenCells.Diagonal),
            _ => own,
        };
        Rest = Rest with { NewTokens = count, Writes = cells };
        _ownTexts = (count, cells) == own ? null : own;
    }

    /// <summary>The texts of a request are the visitor's own from now on, but for what the view needs besides.</summary>
    private void TakeTexts()
    {
        _ownTexts = null;
        AskForTexts();
    }

    /// <summary>A link says what is written and not for what: just what its view asks for goes with the view.</summary>
    private void TakeLinkedTexts()
    {
        var areOfTheView = (Look, Rest.NewTokens, Rest.Writes) is
            ({ View: MapView.Success }, TokensForSuccess or TokensForDiagonal, WrittenCells.All)
            or ({ View: not MapView.Success, Form: MapForm.Diagonal }, TokensForDiagonal, WrittenCells.Diagonal);
        if (areOfTheView && _ownTexts is null && !IsReadOnly && !LocksKnobs && ActivePreset is null)
            _ownTexts = (0, WrittenCells.All);
    }

    /// <summary>Takes how a link shows its map; pins of other maps stay.</summary>
    private void TakeLook(ExplorerView view)
    {
        Look = view.Look;
        TakeTexts();
        TakePins(view);
        (BaselineRequest, Baseline, BaselineMessage) = (view.With, null, null);
        Leave(ref _baseline);
    }

    private void ForgetAnswers() => (Rest, Look) = (Rest with { Answers = null }, Look with { AnswerIndex = null });

    private SweepMap MapOf(SweepRequest request, SweepStarted started) =>
        new(request, started, Model?.Blocks ?? 0, SourceModel?.Blocks ?? 0) { Vocabulary = Model?.Vocabulary ?? 0 };

    /// <summary>Equal for equal requests.</summary>
    private static string Key(SweepRequest request) => JsonSerializer.Serialize(request, ApiJson.Default.SweepRequest);
}

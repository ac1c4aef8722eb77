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

    /// <summary>How the map is shown.</summary>
    public MapLook Look { get; private set; } = MapLook.Default;

    /// <summary>The texts whose probability the request asks for.</summary>
    public IReadOnlyList<string> Answers => Rest.Answers ?? [];

    /// <summary>Another view was chosen; one that needs an answer, or texts, asks for them.</summary>
    public Task ShowAsync(MapView view)
    {
        Look = Look with { View = view };
        AskForTexts();
        TakeAnswer();
        return FollowAsync();
    }

    /// <summary>Another form was chosen; the diagonal asks for its texts.</summary>
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

    /// <summary>A view that needs an answer takes the most probable one of the map, once there is one; true where it took one.</summary>
    private bool TakeAnswer()
    {
        if (IsReadOnly || !Look.NeedsAnswer || Answers.Count > 0 || Map?.TopTexts() is not [var first, ..])
            return false;
        (Rest, Look) = (Rest with { Answers = [first.Text] }, Look with { AnswerIndex = 0 });
        return true;
    }

    /// <summary>What is to be shown may be what the model writes.</summary>
    private void AskForTexts()
    {
        if (IsReadOnly)
            return;
        if (Look.View is MapView.Success)
            Rest = Rest with { NewTokens = Rest.NewTokens > 0 ? Rest.NewTokens : TokensForSuccess, Writes = WrittenCells.All };
        else if (Look.Form is MapForm.Diagonal && Rest.NewTokens == 0)
            Rest = Rest with { NewTokens = TokensForDiagonal, Writes = WrittenCells.Diagonal };
    }

    /// <summary>Takes how a link shows its map; pins of other maps stay.</summary>
    private void TakeLook(ExplorerView view)
    {
        Look = view.Look;
        AskForTexts();
        Pins = [.. Pins.Where(pin => !IsOf(pin, view.Request)), .. view.Pins.Select(cell => new Pin(view.Request, cell, null))];
        (BaselineRequest, Baseline, BaselineMessage) = (view.With, null, null);
        Leave(ref _baseline);
    }

    private void ForgetAnswers() => (Rest, Look) = (Rest with { Answers = null }, Look with { AnswerIndex = null });

    private SweepMap MapOf(SweepRequest request, SweepStarted started) =>
        new(request, started, Model?.Blocks ?? 0, SourceModel?.Blocks ?? 0) { Vocabulary = Model?.Vocabulary ?? 0 };

    /// <summary>Equal for equal requests.</summary>
    private static string Key(SweepRequest request) => JsonSerializer.Serialize(request, ApiJson.Default.SweepRequest);
}

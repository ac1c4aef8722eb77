using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Patchscopes.Web.State.Views;

namespace Patchscopes.Web.Components.Controls;

/// <summary>Chooses the text that the map's cells are read for: one that the map says somewhere, or any other.</summary>
public sealed partial class AnswerPicker : IDisposable
{
    /// <summary>More than this is no choice but a search: type the text instead.</summary>
    private const int Most = 60;

    private ElementReference _field;
    private CancellationTokenSource? _spelling;
    private IReadOnlyList<Token> _spelled = [];
    private string? _refusal;
    private bool _isOpen;
    private bool _isFresh;
    private string _typed = "";

    /// <summary>The page's state.</summary>
    [Parameter, EditorRequired]
    public required ExplorerState State { get; set; }

    private bool IsOwnToken => State.Look is { View: MapView.Change, AnswerIndex: null };

    private string? Chosen => IsOwnToken || State.Answers.Count == 0 ? null : State.Answers[Math.Min(State.Look.AnswerIndex ?? 0, State.Answers.Count - 1)];

    private bool LacksSpace => _typed.Length > 0 && char.IsLetterOrDigit(_typed[0]);

    /// <summary>The request's own answers, and what the map says.</summary>
    private IEnumerable<AnswerChoice> Offered
    {
        get
        {
            var tops = State.Map?.TopTexts() ?? [];
            if (State.IsReadOnly)
                return State.Answers.Select(answer => tops.FirstOrDefault(top => top.Text == answer) ?? new AnswerChoice(answer, TokenDisplay.Of(answer), 0));
            var typed = State.Answers.Where(answer => tops.All(top => top.Text != answer)).Select(answer => new AnswerChoice(answer, TokenDisplay.Of(answer), 0));
            return typed.Concat(tops).Take(Most);
        }
    }

    public void Dispose() => Cancellation.Leave(ref _spelling);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isFresh)
            return;
        _isFresh = false;
        if (!State.IsReadOnly)
            await _field.FocusAsync();
    }

    private void Open() => (_isOpen, _isFresh, _typed, _spelled, _refusal) = (true, true, "", [], null);

    private void Close() => _isOpen = false;

    private void Key(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
            Close();
    }

    /// <summary>Shows the tokens of what is typed; of two answers the newer text's counts.</summary>
    private async Task TypeAsync(ChangeEventArgs change)
    {
        _typed = change.Value as string ?? "";
        var spelling = Cancellation.Renew(ref _spelling);
        try
        {
            var spelled = await State.SpellAsync(_typed, spelling);
            if (!spelling.IsCancellationRequested)
                (_spelled, _refusal) = (spelled, null);
        }
        catch (OperationCanceledException) when (spelling.IsCancellationRequested)
        {
            // A newer text was typed.
        }
        catch (RequestRefusedException refused)
        {
            (_spelled, _refusal) = ([], refused.Of("The answer"));
        }
    }

    private Task UseTypedAsync()
    {
        if (_typed.Length > 0)
            return PickAsync(_typed);
        Close();
        return Task.CompletedTask;
    }

    private Task PickAsync(string? answer)
    {
        Close();
        return State.ChooseAnswerAsync(answer);
    }
}

using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.State.Stages;

namespace Patchscopes.Web.Components.Controls.Stages;

/// <summary>Chooses the word that a trace follows: by itself, typed, or by a click on a token.</summary>
public sealed partial class WordMenu
{
    /// <summary>More tokens than this are no choice but a search: type the word instead.</summary>
    private const int Most = 80;

    private ElementReference _field;
    private bool _isOpen;
    private bool _isFresh;
    private string? _typed;

    /// <summary>"argument" or "answer".</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>Which of the two, for the colour.</summary>
    [Parameter, EditorRequired]
    public required WordRole Role { get; set; }

    /// <summary>The word that was chosen, or null.</summary>
    [Parameter, EditorRequired]
    public required string? Chosen { get; set; }

    /// <summary>The token that the trace followed, or null.</summary>
    [Parameter, EditorRequired]
    public required string? Found { get; set; }

    /// <summary>What "automatic" means.</summary>
    [Parameter, EditorRequired]
    public required string Automatic { get; set; }

    /// <summary>What is said where there is no word.</summary>
    [Parameter, EditorRequired]
    public required string Otherwise { get; set; }

    /// <summary>The question's tokens.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<Token> Tokens { get; set; }

    /// <summary>A word was chosen; null: automatic.</summary>
    [Parameter]
    public EventCallback<string?> Picked { get; set; }

    private string Class => Role is WordRole.Argument ? "argument" : "answer";

    /// <summary>The tokens that are words, in their order; of many the last ones.</summary>
    private IEnumerable<string> Words =>
        Tokens.Select(token => token.Text.Trim()).Where(word => word.Any(char.IsLetterOrDigit)).Distinct().TakeLast(Most);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isFresh)
            return;
        _isFresh = false;
        await _field.FocusAsync();
    }

    private void Open() => (_isOpen, _isFresh, _typed) = (true, true, null);

    private void Close() => _isOpen = false;

    private void Key(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
            Close();
    }

    /// <summary>An empty field asks for nothing: the chosen word, which shows in it, stays.</summary>
    private Task UseTypedAsync()
    {
        if (!string.IsNullOrWhiteSpace(_typed))
            return PickAsync(_typed);
        Close();
        return Task.CompletedTask;
    }

    private Task PickAsync(string? word)
    {
        Close();
        return Picked.InvokeAsync(word);
    }
}

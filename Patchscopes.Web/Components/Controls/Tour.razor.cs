using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Patchscopes.Web.Components.Controls;

/// <summary>A tour of the explorer in a few steps, each beside the part of the page that it is about. It never opens by itself.</summary>
public sealed partial class Tour : IAsyncDisposable
{
    private ElementReference _dialog;
    private ElementReference _spot;
    private BrowserBinding? _binding;
    private DotNetObjectReference<Tour>? _self;
    private bool _isInvited;
    private bool _isToShow;
    private int _at;

    [Inject]
    public required IJSRuntime JS { get; init; }

    /// <summary>The steps in order.</summary>
    public static IReadOnlyList<TourStep> Steps { get; } =
    [
        new("Source: whose state is read",
            "A model turns each token into a list of numbers, its hidden state, and rewrites it block after block. Nobody can read those numbers. Here you choose whose state is to be read: a prompt, and a token in it.",
            [".prompt.source"]),
        new("Its tokens",
            "The prompt as the model sees it. The marked token's state is taken after every block. Click another one to read that instead.",
            [".prompt.source .chips"]),
        new("Target: where it is put",
            "The model runs this second prompt, and the state of the marked token is replaced by the source's. A list of repetitions such as cat->cat makes it repeat what the state stands for; another prompt asks something else of it.",
            [".prompt.target"]),
        new("The map",
            "A row for each block the state was taken after, a column for each block it was put in after. Each cell says what the model then finds the most probable next token; the stronger the colour, the surer.",
            ["[data-testid=map]"]),
        new("One cell",
            "Click a cell to open it, or move with the arrow keys and press Enter. The outlined one is open.",
            ["[data-testid=map] .opened", "[data-testid=map]"]),
        new("What it means",
            "A sentence says what was replaced by what, and what the model says then. Compare it with what is said without the patch: what comes anyway, the state did not tell.",
            ["[data-testid=panel]"]),
    ];

    private bool IsLast => _at == Steps.Count - 1;

    /// <summary>Called by the browser on a first visit.</summary>
    [JSInvokable]
    public void Invite()
    {
        _isInvited = true;
        StateHasChanged();
    }

    /// <summary>Called by the browser when the tour was closed, by whatever means.</summary>
    [JSInvokable]
    public void Closed() => StateHasChanged();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _binding = await BrowserBinding.AttachAsync(JS, "./js/tour.js", _dialog, _spot, _self);
        }
        if (!_isToShow || _binding is null)
            return;
        _isToShow = false;
        await _binding.InvokeAsync("show", Steps[_at].Places);
    }

    public async ValueTask DisposeAsync()
    {
        if (_binding is not null)
            await _binding.DisposeAsync();
        _self?.Dispose();
    }

    private Task StartAsync() => GoAsync(0);

    /// <summary>The browser places the dialog when the step's words, and with them its size, are there.</summary>
    private Task GoAsync(int step)
    {
        (_at, _isInvited, _isToShow) = (step, false, true);
        return Task.CompletedTask;
    }

    private Task CloseAsync() => _binding?.InvokeAsync("close") ?? Task.CompletedTask;
}

/// <summary>A step of the tour.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Text">What there is to know of it.</param>
/// <param name="Places">Selectors of the element it stands beside: the first one that the page shows.</param>
public sealed record TourStep(string Title, string Text, IReadOnlyList<string> Places);

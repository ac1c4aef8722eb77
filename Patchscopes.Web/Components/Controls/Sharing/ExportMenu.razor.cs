using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Storage.Saved;

namespace Patchscopes.Web.Components.Controls.Sharing;

/// <summary>What a page shows as a file, and programs that repeat it.</summary>
public sealed partial class ExportMenu : IAsyncDisposable
{
    private static readonly (string Key, string Words, string About)[] Kinds =
    [
        ("png", "PNG", "a picture"),
        ("svg", "SVG", "a drawing, for slides and print"),
        ("csv", "CSV", "the numbers as a table"),
        ("json", "JSON", "everything; can be imported again"),
        ("html", "Web page", "one file that opens anywhere"),
        ("python", "Copy Python", "repeats the run through the API"),
        ("curl", "Copy curl", "the same for a shell"),
    ];

    private readonly ElementReference[] _items = new ElementReference[Kinds.Length];
    private ElementReference _root;
    private ElementReference _button;
    private BrowserBinding? _binding;
    private bool _isOpen;
    private bool _isToEnter;
    private string? _refusal;
    private string _said = "";

    [Inject]
    public required IJSRuntime JS { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public ThemeMode Mode { get; set; }

    /// <summary>Puts together what the page shows; refuses where there is nothing yet.</summary>
    [Parameter, EditorRequired]
    public required Func<Task<SavedRun>> Run { get; set; }

    /// <summary>The run's id where it is part of the program: its file is given as it was recorded.</summary>
    [Parameter]
    public string? Shipped { get; set; }

    /// <summary>Whether its numbers are only a file's word.</summary>
    [Parameter]
    public bool IsImported { get; set; }

    private ThemeColors Colors => Mode is ThemeMode.Dark ? ThemeColors.Dark : ThemeColors.Light;

    public async ValueTask DisposeAsync()
    {
        if (_binding is not null)
            await _binding.DisposeAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            _binding = await BrowserBinding.AttachAsync(JS, "./js/roving.js", _root);
        if (!_isToEnter)
            return;
        _isToEnter = false;
        await FocusAsync(_items[0]);
    }

    private Task ToggleAsync()
    {
        if (_isOpen)
            return CloseAsync();
        (_isOpen, _isToEnter, _refusal) = (true, true, null);
        return Task.CompletedTask;
    }

    private Task CloseAsync()
    {
        _isOpen = false;
        return FocusAsync(_button);
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (!_isOpen)
            return;
        if (key.Key == "Escape")
            await CloseAsync();
        else if (key.Key == "Tab")
            // The browser has moved the focus on already.
            _isOpen = false;
    }

    private static async Task FocusAsync(ElementReference element)
    {
        try
        {
            await element.FocusAsync();
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            // Nobody is left to use it.
        }
    }

    private async Task ExportAsync(string kind)
    {
        try
        {
            var run = await Run();
            _refusal = null;
            await (kind is "python" or "curl"
                ? CopyAsync(kind is "curl" ? Snippets.Curl(run, Server) : Snippets.Python(run, Server))
                : SaveAsync(kind, run));
            await CloseAsync();
        }
        catch (RequestRefusedException refused)
        {
            _refusal = refused.Message;
        }
        catch (Exception left) when (BrowserBinding.IsLeaving(left))
        {
            // Nobody is left to take it.
        }
    }

    private string Server => Navigation.BaseUri.TrimEnd('/');

    private async Task SaveAsync(string kind, SavedRun run)
    {
        var name = $"patchscopes-{run.Made:yyyyMMdd-HHmmss}";
        await using var download = await JS.InvokeAsync<IJSObjectReference>("import", "./js/download.js");
        if (kind == "png")
            await download.InvokeVoidAsync("savePicture", $"{name}.png", RunFiles.Svg(run, Colors));
        else
            await download.InvokeVoidAsync("save", $"{name}.{kind}", TypeOf(kind), TextOf(kind, run));
        _said = $"{name}.{kind} is saved.";
    }

    private string TextOf(string kind, SavedRun run) => kind switch
    {
        "svg" => RunFiles.Svg(run, Colors),
        "csv" => RunFiles.Csv(run),
        "html" => RunPage.Of(run, RunPage.TitleOf(run), null, null, IsImported),
        "json" => Encoding.UTF8.GetString(Shipped is not null && ShippedRuns.TryRead(Shipped, out var file) ? file : SavedJson.Write(run)),
        _ => throw new NotSupportedException($"There is no export {kind}."),
    };

    private static string TypeOf(string kind) => kind switch
    {
        "svg" => "image/svg+xml",
        "csv" => "text/csv",
        "html" => "text/html",
        _ => "application/json",
    };

    private async Task CopyAsync(string text)
    {
        await using var clipboard = await JS.InvokeAsync<IJSObjectReference>("import", "./js/clipboard.js");
        _said = await clipboard.InvokeAsync<bool>("copy", text) ? "Copied." : "The browser did not allow copying.";
    }
}

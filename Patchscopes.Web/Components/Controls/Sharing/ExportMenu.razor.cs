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
public sealed partial class ExportMenu
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

    private bool _isOpen;
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

    private void Toggle() => (_isOpen, _refusal) = (!_isOpen, null);

    private void Close() => _isOpen = false;

    private void Key(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
            Close();
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
            Close();
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
        "html" => RunPage.Of(run, run.Words.Title is { Length: > 0 } title ? title : "Patchscopes", null, null, IsImported),
        "json" => Encoding.UTF8.GetString(Shipped is not null && ShippedRuns.TryRead(Shipped, out var file) ? file : SavedJson.WriteIndented(run)),
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

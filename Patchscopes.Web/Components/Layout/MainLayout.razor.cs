using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Patchscopes.Web.Components.Layout;

/// <summary>App bar and theme around every page.</summary>
public sealed partial class MainLayout : IAsyncDisposable
{
    /// <summary>The part of the app bar that a page fills.</summary>
    public const string AppBarSection = "app-bar";

    private BrowserBinding? _theme;
    private DotNetObjectReference<MainLayout>? _self;

    [Inject]
    public required IJSRuntime JS { get; init; }

    private ThemeMode Mode { get; set; }

    private string ThemeLabel => Mode is ThemeMode.Dark ? "Use the light theme" : "Use the dark theme";

    /// <summary>Told by the browser at first, and when the button or the visitor's system changed the theme.</summary>
    [JSInvokable]
    public void ShowTheme(bool isDark)
    {
        Mode = isDark ? ThemeMode.Dark : ThemeMode.Light;
        StateHasChanged();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _theme = await BrowserBinding.AttachAsync(JS, "./js/theme.js", _self);
    }

    public async ValueTask DisposeAsync()
    {
        if (_theme is not null)
            await _theme.DisposeAsync();
        _self?.Dispose();
    }

    private Task ToggleThemeAsync() => _theme?.InvokeAsync("toggle") ?? Task.CompletedTask;
}

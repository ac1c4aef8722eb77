using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Components;

/// <summary>The page around every page: fonts, styles, scripts, and the theme that was chosen before.</summary>
public sealed partial class App
{
    /// <summary>The cookie in which the theme button keeps the choice, so that the first paint has it already.</summary>
    private const string ThemeCookie = "theme";

    [CascadingParameter]
    private HttpContext? HttpContext { get; set; }

    private string? Theme => HttpContext?.Request.Cookies[ThemeCookie] is "light" or "dark"
        ? HttpContext.Request.Cookies[ThemeCookie]
        : null;

    private IReadOnlyDictionary<string, object>? ScriptAttributes => HttpContext?.Items[SecurityHeaders.NonceKey] is string nonce
        ? new Dictionary<string, object> { ["nonce"] = nonce }
        : null;
}

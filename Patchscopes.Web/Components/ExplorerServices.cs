using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using MudBlazor.Services;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components;

/// <summary>What the pages need of the host.</summary>
public static class ExplorerServices
{
    /// <summary>Room for the longest link of <see cref="ExplorerUrl"/> in a request line.</summary>
    private const int RequestLine = ExplorerUrl.LargestQuery + 1024;

    /// <summary>
    /// How long a page waits for a visitor whose connection broke, its run going on; a closed tab ends both at once. After
    /// longer the browser loads the page anew from its address.
    /// </summary>
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(1);

    /// <summary>Registers the pages and their controls.</summary>
    public static IServiceCollection AddExplorer(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits => circuits.DisconnectedCircuitRetentionPeriod = Absence);
        services.AddMudServices();
        services.AddHttpContextAccessor();
        services.AddScoped<BrowserShelf>();
        services.AddScoped<BrowserSeat>();
        services.AddScoped<RoomSeat>();
        services.AddScoped<CircuitHandler, SeatOfCircuit>();
        services.AddScoped<LastViews>();
        services.Configure<KestrelServerOptions>(kestrel =>
            kestrel.Limits.MaxRequestLineSize = Math.Max(kestrel.Limits.MaxRequestLineSize, RequestLine));
        return services;
    }

    /// <summary>Maps the pages.</summary>
    public static void MapExplorer(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
}

using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Components;
using Patchscopes.Web.Configuration;
using Patchscopes.Web.Exports;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Administration;
using Patchscopes.Web.Services.Downloads;
using Patchscopes.Web.Services.Limits;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Tests.Components.Stages;

namespace Patchscopes.Web.Tests.Components;

/// <summary>Renders controls as the circuit would, with a service driven by hand. Only MudBlazor's own scripts are loose.</summary>
public abstract class ControlContext : BunitContext
{
    protected const string ChartModule = "./_content/Plotly.Blazor/plotly-interop-7.2.0.js";

    protected ControlContext()
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<IPatchscopeService>(Service);
        Services.AddSingleton<IStageService>(Traces);
        Services.AddSingleton<IModelDownloads>(Downloads);
        Services.AddSingleton<IRunStore>(Store);
        Services.AddSingleton(Options.Create(new StorageOptions { LargestRunMiB = 1 }));
        Services.AddSingleton(new KeepLimit(Options.Create(new LimitsOptions()), new CurrentVisitor(), Time));
        Services.AddSingleton<RunImporter>();
        Services.AddScoped<BrowserShelf>();
        Services.AddSingleton<IRooms>(new TestRooms());
        Services.AddScoped<RoomSeat>();
        Services.AddScoped<LastViews>();
        Services.AddSingleton<IAdministrator>(Administrator);
        Services.AddSingleton<IModelAdministration>(Administration);
        Services.AddSingleton<TimeProvider>(Time);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private protected TestPatchscopeService Service { get; } = new();

    private protected TestStageService Traces { get; } = new();

    private protected TestModelDownloads Downloads { get; } = new();

    private protected TestRunStore Store { get; } = new();

    private protected TestAdministrator Administrator { get; } = new();

    private protected TestModelAdministration Administration { get; } = new();

    protected FakeTimeProvider Time { get; } = new();

    /// <summary>The chart's module with every call that the page may make; any other call is an error.</summary>
    protected BunitJSModuleInterop SetupChart()
    {
        var module = JSInterop.SetupModule(ChartModule);
        module.Mode = JSRuntimeMode.Strict;
        foreach (var call in new[] { "importScript", "newPlot", "react", "update", "subscribeClickEvent", "purge" })
            module.SetupVoid(call, _ => true).SetVoidResult();
        return module;
    }
}

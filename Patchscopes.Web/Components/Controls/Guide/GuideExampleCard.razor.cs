using System.Globalization;
using Microsoft.AspNetCore.Components;
using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;

namespace Patchscopes.Web.Components.Controls.Guide;

/// <summary>An example of the guide with its two prompts, run in place.</summary>
public sealed partial class GuideExampleCard : IDisposable
{
    private GuideRun? _run;

    [Inject]
    public required IPatchscopeService Service { get; init; }

    /// <summary>The example.</summary>
    [Parameter, EditorRequired]
    public required GuideExample Example { get; set; }

    /// <summary>Its number in the guide.</summary>
    [Parameter, EditorRequired]
    public required int Number { get; set; }

    private GuideRun Run => _run ??= new GuideRun(Example, Service) { Changed = () => _ = InvokeAsync(StateHasChanged) };

    /// <summary>What differs from the plain Patchscope, in words.</summary>
    private string Besides => string.Join(" · ", new[]
    {
        Example.SourceModel is { } model ? $"source model: {model}" : null,
        Example.TargetLayers is [-1] ? "last target layer only" : null,
        Example.Site is { } site ? $"site: {site}" : null,
        Example.Factor is { } factor ? string.Create(CultureInfo.InvariantCulture, $"f: times {factor}") : Example.Mapping is { } mapping ? $"f: {mapping}" : null,
    }.OfType<string>());

    private string State => Run switch
    {
        { IsRunning: true, Map: { } map } => string.Create(CultureInfo.InvariantCulture, $"{map.Done} of {map.Total} cells"),
        { IsRunning: true } => "starting",
        { Map: { IsWhole: true } map } => string.Create(CultureInfo.InvariantCulture, $"{map.Total} cells"),
        _ => "",
    };

    public void Dispose() => _run?.Dispose();

    private Task RunAsync() => Run.RunAsync();

    private static string Written(IReadOnlyList<Token> tokens) => string.Concat(tokens.Select(token => token.Text)).Trim().Replace("\n", "⏎", StringComparison.Ordinal);
}

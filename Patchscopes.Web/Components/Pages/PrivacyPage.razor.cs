using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Patchscopes.Web.Configuration;

namespace Patchscopes.Web.Components.Pages;

/// <summary>What the server and the browser store about visitors, and for how long, by this server's settings.</summary>
public sealed partial class PrivacyPage
{
    [Inject]
    internal IOptions<StorageOptions>? Storage { get; init; }

    [Inject]
    internal IOptions<LimitsOptions>? Limits { get; init; }

    private string HowLong => Storage!.Value.MostDays is var most and > 0
        ? string.Create(CultureInfo.InvariantCulture, $"As long as you chose when you kept it, and at most {most} days. From then on nobody can open it, and within an hour it is deleted.")
        : "As long as you chose when you kept it; without a choice, until it is deleted. From its last day on nobody can open it, and within an hour it is deleted.";

    private string Addresses => Limits!.Value is { CellsPerSecond: > 0 and var perSecond, Burst: var most }
        ? string.Create(CultureInfo.InvariantCulture, $"with how much was computed for each, so that nobody takes the server from the others: forgotten when the whole share has come back, {Seconds(most / perSecond)} after the last use, at the next request. Addresses that gave a wrong administrator’s key are held for a minute in the same way; those of connected programs until they leave. None is written down.")
        : "only of programs that are connected, until they leave, and of those that gave a wrong administrator’s key, for a minute. None is written down.";

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} seconds");
}

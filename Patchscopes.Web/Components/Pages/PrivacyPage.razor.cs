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

    [Inject]
    internal IOptions<RoomsOptions>? Rooms { get; init; }

    private string RoomsLast => Rooms!.Value.Hours switch
    {
        1 => "an hour",
        > 24 and var hours when hours % 24 == 0 => string.Create(CultureInfo.InvariantCulture, $"{hours / 24} days"),
        var hours => string.Create(CultureInfo.InvariantCulture, $"{hours} hours"),
    };

    private string HowLong => Storage!.Value.MostDays is var most and > 0
        ? string.Create(CultureInfo.InvariantCulture, $"As long as you chose when you kept it, and at most {most} days. From then on nobody can open it, and within an hour it is deleted.")
        : "As long as you chose when you kept it; without a choice, until it is deleted. From its last day on nobody can open it, and within an hour it is deleted.";

    private string Addresses => Limits!.Value is { CellsPerSecond: > 0 and var perSecond, Burst: var most }
        ? string.Create(CultureInfo.InvariantCulture, $"with how much was computed for each, so that nobody takes the server from the others: forgotten when the whole share has come back, {Seconds(most / perSecond)} after the last use, at the next request. In the same way those that kept runs, gave a wrong administrator’s key or typed the code of a room, for as long as their share takes to come back, an hour at most; those of connected programs until they leave. None is written down, and all are gone when the server stops.")
        : "of programs that are connected, until they leave; of those that kept runs, gave a wrong administrator’s key or typed the code of a room, for as long as their share takes to come back, an hour at most, and until the next request of that kind. None is written down, and all are gone when the server stops.";

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} seconds");
}

using System.Net;

namespace Patchscopes.Web.Configuration;

/// <summary>The section "Limits" of appsettings.json: what one address may use, so that nobody takes the server from the others.</summary>
internal sealed class LimitsOptions
{
    public const string Section = "Limits";

    private static readonly char[] Separators = [' ', ',', ';'];

    /// <summary>Cells that one address may have computed each second in the long run; 0 is no limit. Twice what fifty small maps take.</summary>
    public double CellsPerSecond { get; init; } = 15_000;

    /// <summary>Cells that it may have computed at once, after a while without any.</summary>
    public double Burst { get; init; } = 150_000;

    /// <summary>Connections to the hub that one address may hold; 0 is no limit.</summary>
    public int HubConnections { get; init; } = 200;

    /// <summary>Runs that one address may keep or import in an hour, in MiB of their JSON; 0 is no limit.</summary>
    public double KeptMiBPerHour { get; init; } = 512;

    /// <summary>
    /// Addresses and networks ("10.0.0.0/8") of reverse proxies, whose X-Forwarded-For and X-Forwarded-Proto are believed;
    /// separated by commas or spaces. Nobody else is: who may say where a request comes from can have any address.
    /// </summary>
    public string TrustedProxies { get; init; } = "";

    /// <summary>The proxies as networks; null in place of one that cannot be read.</summary>
    public IEnumerable<(string Text, IPNetwork? Network)> Proxies => (TrustedProxies ?? "")
        .Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(text => (text, NetworkOf(text)));

    private static IPNetwork? NetworkOf(string text) =>
        // A bare number is an address to the parser, too.
        !text.Contains('.', StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal) ? null
        : IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}

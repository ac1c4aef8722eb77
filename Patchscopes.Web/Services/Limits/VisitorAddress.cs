using System.Net;
using System.Net.Sockets;

namespace Patchscopes.Web.Services.Limits;

/// <summary>Where requests come from, as limits count them.</summary>
/// <param name="Network">An IPv4 address, or the network of an IPv6 one.</param>
internal sealed record VisitorAddress(string Network)
{
    // Whoever has one IPv6 address has all that begin with the same 64 bits.
    private const int NetworkBytes = 8;

    /// <summary>The same of a connection's remote address; null where it has none, as one that never was on a network.</summary>
    public static VisitorAddress? Of(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 })
            return address is null ? null : new VisitorAddress(address.ToString());
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new VisitorAddress($"{new IPAddress(bytes)}/{NetworkBytes * 8}");
    }
}

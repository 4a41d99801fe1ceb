using System.Net;
using System.Net.Sockets;

namespace Econet.Gateway.Security;

/// <summary>Where a request comes from.</summary>
internal static class RequestSource
{
    private static readonly string[] HeadersOfProxies =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP"];

    /// <summary>
    /// The request comes from the gateway's own machine, and from no proxy on it: that would bring requests of others. Without an address it came
    /// over no network.
    /// </summary>
    public static bool IsLocal(HttpContext http) =>
        (http.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote) || remote.Equals(http.Connection.LocalIpAddress))
        && !HeadersOfProxies.Any(http.Request.Headers.ContainsKey);

    /// <summary>The client's address, for people; empty where it came over no network.</summary>
    public static string AddressOf(HttpContext http) => Plain(http.Connection.RemoteIpAddress)?.ToString() ?? "";

    /// <summary>The address as one that limits are counted by: of IPv6 the network, in which one machine can have any number of addresses.</summary>
    public static string Of(IPAddress? address)
    {
        address = Plain(address);
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 })
        {
            return address?.ToString() ?? "";
        }

        var network = address.GetAddressBytes();
        network.AsSpan(8).Clear();
        return new IPAddress(network).ToString();
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}

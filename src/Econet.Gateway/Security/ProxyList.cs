using System.Net;

namespace Econet.Gateway.Security;

/// <summary>Addresses and networks of reverse proxies.</summary>
internal sealed class ProxyList(IEnumerable<string> proxies)
{
    public IReadOnlyList<IPNetwork> Networks { get; } = [.. proxies.Select(Parse)];

    public bool Contains(IPAddress address) => Networks.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    private static IPNetwork Parse(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : IPNetwork.Parse(text);
}

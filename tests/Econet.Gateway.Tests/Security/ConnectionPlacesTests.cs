using System.Net;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.Security;

public sealed class ConnectionPlacesTests
{
    private static readonly IPAddress Guest = IPAddress.Parse("192.168.1.20");
    private static readonly IPAddress Other = IPAddress.Parse("192.168.1.21");

    [Fact]
    public void Address_should_have_its_share_and_leave_the_rest_to_others()
    {
        var places = Places(connections: 10, perAddress: 2);

        Assert.Equal([true, true, false], Take(places, Guest, 3));
        Assert.Equal([true, true, false], Take(places, Other, 3));
        places.Leave(Guest);
        Assert.Equal([true, false], Take(places, Guest, 2));
    }

    [Fact]
    public void Own_machine_and_proxies_should_have_what_there_is()
    {
        var places = Places(connections: 10, perAddress: 2);

        Assert.Equal([true, true, true], Take(places, IPAddress.Loopback, 3));
        Assert.Equal([true, true, true], Take(places, IPAddress.Parse("::ffff:172.18.0.5"), 3));
        Assert.Equal([true, true, true, true, false], Take(places, IPAddress.IPv6Loopback, 5));
    }

    [Fact]
    public void Network_should_count_as_one_address_where_one_machine_can_have_any_number()
    {
        var places = Places(connections: 10, perAddress: 1);

        Assert.Equal([true, false, true],
            [places.TryTake(IPAddress.Parse("2001:db8::1")), places.TryTake(IPAddress.Parse("2001:db8::2")), places.TryTake(IPAddress.Parse("2001:db8:0:1::1"))]);
    }

    [Theory]
    [InlineData(1024, 576)]
    [InlineData(1_000_000, 1200)]
    [InlineData(256, 16)]
    [InlineData(null, 1200)]
    public void Descriptors_should_be_left_for_bus_and_store(int? descriptors, int places) =>
        Assert.Equal(places, Places(1200, 64, descriptors).Most);

    private static bool[] Take(ConnectionPlaces places, IPAddress address, int count) => [.. Enumerable.Range(0, count).Select(_ => places.TryTake(address))];

    private static ConnectionPlaces Places(int connections, int perAddress, int? descriptors = null) => new(
        new LimitOptions(connections, perAddress, 0, 0), ["172.18.0.0/16"], descriptors, TimeProvider.System, NullLogger<ConnectionPlaces>.Instance);
}

using System.Net;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;

namespace Econet.Actors.Hosting;

/// <summary>Makes plain data of devices, as <see cref="IEconet.AddAsync"/> takes it. The vocabulary is not part of it: it is the host's.</summary>
public static class DeviceSpecs
{
    /// <summary>A GM3 heat pump at an address such as <c>/dev/ttyUSB0</c> or <c>tcp://host:port</c>.</summary>
    public static DeviceSpec Gm3(string id, string address, Gm3Options? options = null) =>
        new(id, Gm3Kind.KindName, address, SpecOptions.Write(options ?? new Gm3Options()));

    /// <summary>A REHAU NEA SMART 2.0 system.</summary>
    /// <exception cref="ArgumentException">Its server is on a port that has no address, such as a simulator's.</exception>
    public static DeviceSpec NeaSmart(string id, NeaSmartOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var address = options.Server switch
        {
            NeaSmartServer.Tcp tcp => $"{NeaSmartKind.Listen}{new IPEndPoint(tcp.Address, tcp.Port)}",
            NeaSmartServer.Rtu rtu when BusPorts.AddressOf(rtu.Port) is { } line => line,
            _ => throw new ArgumentException("The server is on a port that has no address.", nameof(options)),
        };
        return new(id, NeaSmartKind.KindName, address, SpecOptions.Write(options));
    }
}

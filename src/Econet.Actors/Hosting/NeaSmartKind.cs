using System.Net;
using Econet.Actors.Devices;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Modbus;

namespace Econet.Actors.Hosting;

/// <summary>REHAU NEA SMART 2.0 systems.</summary>
internal sealed class NeaSmartKind : IDeviceKind
{
    private const string Listen = "listen://";

    private static readonly NeaSmartOptionsValidator Validator = new();

    public string Name => "neasmart";

    public DeviceRegistration Make(DeviceSpec spec) =>
        Of(spec.Id, SpecOptions.Read<NeaSmartOptions>(spec) with { Server = ServerAt(spec.Address) });

    public static DeviceRegistration Of(string id, NeaSmartOptions options)
    {
        OptionChecks.Checked(Validator, id, options);
        var units = new UnitSet([.. options.Units]);
        var (directory, file) = NeaSmartDeviceActor.Database(id, options);
        return new DeviceRegistration(id, "neasmart", time => NeaSmartDeviceActor.Props(id, options, units, time))
        {
            Line = options.Server switch
            {
                NeaSmartServer.Rtu rtu => BusPorts.AddressOf(rtu.Port),
                NeaSmartServer.Tcp { Port: > 0 } tcp => $"{Listen}{new IPEndPoint(tcp.Address, tcp.Port)}",
                _ => null,
            },
            StateFile = directory is null ? null : Path.Combine(directory, $"{file}.db"),
        };
    }

    private static NeaSmartServer ServerAt(string address) =>
        address is null || !address.StartsWith(Listen, StringComparison.OrdinalIgnoreCase) ? NeaSmartServer.Rtu.At(address!)
        : IPEndPoint.TryParse(address.AsSpan(Listen.Length), out var at) ? new NeaSmartServer.Tcp(at.Address, at.Port == 0 ? 502 : at.Port)
        : throw new ArgumentException($"'{address}' is not of the form {Listen}address:port, such as {Listen}0.0.0.0:502.", nameof(address));
}

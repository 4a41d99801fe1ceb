using System.Net;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Actors.Vocabulary;
using Econet.Modbus;

namespace Econet.Actors.Hosting;

/// <summary>REHAU NEA SMART 2.0 systems.</summary>
/// <inheritdoc cref="Gm3Kind"/>
internal sealed class NeaSmartKind(Func<VocabularySource> vocabulary) : IDeviceKind
{
    public const string KindName = "neasmart";

    /// <summary>What the address of a device begins with whose base comes to us over TCP.</summary>
    public const string Listen = "listen://";

    private static readonly NeaSmartOptionsValidator Validator = new();

    public string Name => KindName;

    public DeviceRegistration Make(DeviceSpec spec) =>
        Of(spec.Id, SpecOptions.Read<NeaSmartOptions>(spec) with { Server = ServerAt(spec.Address), Vocabulary = vocabulary() });

    public static DeviceRegistration Of(string id, NeaSmartOptions options)
    {
        OptionChecks.Checked(Validator, id, options);
        var units = new UnitSet([.. options.Units]);
        var (directory, file) = NeaSmartDeviceActor.Database(id, options);
        return new DeviceRegistration(id, KindName, home => NeaSmartDeviceActor.Props(id, options, units, home))
        {
            Line = options.Server switch
            {
                NeaSmartServer.Rtu rtu => BusPorts.AddressOf(rtu.Port),
                NeaSmartServer.Tcp { Port: > 0 } tcp => $"{Listen}{new IPEndPoint(tcp.Address, tcp.Port)}",
                _ => null,
            },
            Spec = options.Server is NeaSmartServer.Rtu { Port: var port } && BusPorts.AddressOf(port) is null ? null : () => DeviceSpecs.NeaSmart(id, options with { StateDirectory = null, DatabasePath = null }),
            StateFile = directory is null ? null : Path.Combine(directory, $"{file}.db"),
        };
    }

    private static NeaSmartServer ServerAt(string address) =>
        address is null || !address.StartsWith(Listen, StringComparison.OrdinalIgnoreCase) ? NeaSmartServer.Rtu.At(address!)
        : IPEndPoint.TryParse(address.AsSpan(Listen.Length), out var at) ? new NeaSmartServer.Tcp(
                at.Address, at.Port == 0 && !address.EndsWith(":0", StringComparison.Ordinal) ? NeaSmartServer.Tcp.StandardPort : at.Port)
        : throw new ArgumentException($"'{address}' is not of the form {Listen}address:port, such as {Listen}0.0.0.0:502.", nameof(address));
}

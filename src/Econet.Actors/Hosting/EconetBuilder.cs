using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Modbus;

namespace Econet.Actors.Hosting;

/// <summary>Collects the devices of a host.</summary>
public sealed partial class EconetBuilder
{
    private readonly List<DeviceRegistration> _devices = [];

    internal ImmutableArray<DeviceRegistration> Devices => [.. _devices];

    /// <summary>Adds a GM3 heat pump at an address such as <c>/dev/ttyUSB0</c> or <c>tcp://host:port</c>.</summary>
    /// <inheritdoc cref="AddGm3(string, IBusPort, Gm3Options?)"/>
    public EconetBuilder AddGm3(string id, string address, Gm3Options? options = null) =>
        AddGm3(id, BusPorts.Parse(address, (options ?? new Gm3Options()).Baud), options);

    /// <summary>Adds a GM3 heat pump that is reached through <paramref name="port"/>.</summary>
    /// <param name="id">The user's name for it: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <exception cref="ArgumentException">The id is taken, or is none; or an option is out of its range.</exception>
    public EconetBuilder AddGm3(string id, IBusPort port, Gm3Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(port);
        var settings = options ?? new Gm3Options();
        settings.Check();
        return Add(new DeviceRegistration(id, time => Gm3DeviceActor.Props(id, port, settings, time)));
    }

    /// <summary>Adds a REHAU NEA SMART 2.0 system, whose bases are Modbus masters and come to us.</summary>
    /// <param name="id">The user's name for it: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <exception cref="ArgumentException">The id is taken, or is none; or a unit is.</exception>
    public EconetBuilder AddNeaSmart(string id, NeaSmartOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var units = new UnitSet([.. options.Units]);
        return Add(new DeviceRegistration(id, time => NeaSmartDeviceActor.Props(id, options, units, time)));
    }

    private EconetBuilder Add(DeviceRegistration device)
    {
        if (!IdPattern().IsMatch(device.Id))
        {
            throw new ArgumentException($"Device id '{device.Id}': use 1 to 64 letters, digits, '-' and '_'.");
        }

        if (_devices.Exists(d => d.Id == device.Id))
        {
            throw new ArgumentException($"Device id '{device.Id}' is given twice.");
        }

        _devices.Add(device);
        return this;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex IdPattern();
}

using System.Collections.Immutable;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.NeaSmart;
using Econet.Actors.Ports;
using Econet.Actors.Vocabulary;
using Microsoft.Extensions.Options;

namespace Econet.Actors.Hosting;

/// <summary>Collects the devices of a host. What can't be a device is refused at once.</summary>
public sealed class EconetBuilder
{
    private readonly List<DeviceRegistration> _devices = [];
    private readonly Gm3Kind _gm3;

    public EconetBuilder()
    {
        _gm3 = new Gm3Kind(() => Vocabulary, (id, port) => WrapPort(id, port));
        Kinds = [_gm3, new NeaSmartKind(() => Vocabulary)];
    }

    /// <summary>What parameters mean to devices that are plain data, those added at run time among them.</summary>
    public VocabularySource Vocabulary { get; set; } = VocabularySource.BuiltIn;

    /// <summary>
    /// Wraps the port of a GM3 device, given with the device's id, whenever the device starts: in one that records, for example, what passes.
    /// </summary>
    public Func<string, IBusPort, IBusPort> WrapPort { get; set; } = (_, port) => port;

    /// <summary>What owners call their devices, by the devices' ids: in a cluster all nodes learn of it.</summary>
    public IDictionary<string, string> Names { get; } = new Dictionary<string, string>();

    /// <summary>Where the devices live.</summary>
    internal IDeviceRegion Region { get; set; } = new LocalRegion();

    internal ImmutableArray<IDeviceKind> Kinds { get; }

    internal ImmutableArray<DeviceRegistration> Devices => [.. _devices.Select(Named)];

    /// <summary>Adds a GM3 heat pump at an address such as <c>/dev/ttyUSB0</c> or <c>tcp://host:port</c>.</summary>
    /// <inheritdoc cref="AddGm3(string, IBusPort, Gm3Options?)"/>
    public EconetBuilder AddGm3(string id, string address, Gm3Options? options = null) =>
        AddGm3(id, BusPorts.Parse(address, (options ?? new Gm3Options()).Baud, options?.Driver ?? SerialDriver.Default), options);

    /// <summary>Adds a GM3 heat pump that is reached through <paramref name="port"/>.</summary>
    /// <param name="id">The user's name for it: letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <exception cref="ArgumentException">The id or the port is taken, or is none.</exception>
    /// <exception cref="OptionsValidationException">An option is out of its range; the message names it.</exception>
    public EconetBuilder AddGm3(string id, IBusPort port, Gm3Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(port);
        return Add(_gm3.Of(id, port, options ?? new Gm3Options()));
    }

    /// <summary>Adds a REHAU NEA SMART 2.0 system, whose bases are Modbus masters and come to us.</summary>
    /// <inheritdoc cref="AddGm3(string, IBusPort, Gm3Options?)"/>
    public EconetBuilder AddNeaSmart(string id, NeaSmartOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Add(NeaSmartKind.Of(id, options));
    }

    /// <summary>Adds a device that is plain data.</summary>
    /// <inheritdoc cref="AddGm3(string, IBusPort, Gm3Options?)"/>
    public EconetBuilder Add(DeviceSpec device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Add(DeviceKinds.Of(device, Kinds).Make(device));
    }

    private DeviceRegistration Named(DeviceRegistration device) => device.Spec is { } spec && Names.TryGetValue(device.Id, out var name)
        ? device with { Spec = () => spec() with { Name = name } }
        : device;

    private EconetBuilder Add(DeviceRegistration device)
    {
        DeviceIds.Check(device.Id);
        DeviceIds.CheckFree(device, _devices);
        _devices.Add(device);
        return this;
    }
}

using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

/// <summary>A device that this host was told of, and how its actor is made.</summary>
/// <param name="Props">May throw where the device can't be made.</param>
/// <param name="LeaveTimeout">How long it may stay on its bus when it is to leave.</param>
internal sealed record DeviceRegistration(string Id, string Kind, Func<DeviceHome, Props> Props, TimeSpan LeaveTimeout = default)
{
    /// <summary>What it has for itself, such as a serial port; null for nothing. No two devices can have the same.</summary>
    public string? Line { get; init; }

    /// <summary>Makes the device as plain data, without where this process alone would keep its state; null of one that can't be, as it has a port that is an object of this process.</summary>
    public Func<DeviceSpec>? Spec { get; init; }

    /// <summary>The file that its state is kept in; null when that is in memory only.</summary>
    public string? StateFile { get; init; }
}

/// <summary>A kind of device, made from plain data.</summary>
internal interface IDeviceKind
{
    /// <summary>As <see cref="DeviceSpec.Kind"/> has it.</summary>
    string Name { get; }

    /// <exception cref="ArgumentException">There can be no such device; the message says why.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    DeviceRegistration Make(DeviceSpec spec);
}

/// <summary>The devices that an actor system begins with, and the kinds that can be added; for the client, those that there are now.</summary>
internal sealed class EconetSetup : Setup
{
    private readonly Lazy<ImmutableArray<DeviceRegistration>> _devices;
    private readonly Lazy<DeviceList> _present;
    private readonly Lazy<IDeviceRegion> _region;

    /// <param name="devices">Asked once, when the host is configured and the actor system begins.</param>
    /// <param name="region">Asked once as well; makes the actor that holds the devices.</param>
    public EconetSetup(
        Func<ImmutableArray<DeviceRegistration>> devices, ImmutableArray<IDeviceKind> kinds, Func<IDeviceRegion> region)
    {
        _devices = new(devices);
        _region = new(region);
        _present = new(() => new DeviceList([.. _devices.Value.Select(device => device.Id)]));
        Kinds = kinds;
    }

    public ImmutableArray<DeviceRegistration> Devices => _devices.Value;

    public ImmutableArray<IDeviceKind> Kinds { get; }

    public IDeviceRegion Region => _region.Value;

    public DeviceList Present => _present.Value;
}

/// <summary>The ids of the devices there are now; told by their parent alone, and read by any thread.</summary>
internal sealed class DeviceList(ImmutableArray<string> first)
{
    private volatile Version _now = new(first);

    public ImmutableArray<string> Ids => _now.Ids;

    /// <summary>Ends when there are others than these.</summary>
    public Task ChangedSince(ImmutableArray<string> ids) => _now is { } now && now.Ids == ids ? now.Changed.Task : Task.CompletedTask;

    public void Set(ImmutableArray<string> ids)
    {
        var before = _now;
        _now = new Version(ids);
        before.Changed.SetResult();
    }

    public bool Contains(string id) => _now.Set.Contains(id);

    private sealed record Version(ImmutableArray<string> Ids)
    {
        /// <summary>Asked with every call, of thousands of devices too.</summary>
        public HashSet<string> Set { get; } = [.. Ids];

        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

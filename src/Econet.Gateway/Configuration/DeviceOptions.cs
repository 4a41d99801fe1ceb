using System.Text.RegularExpressions;
using Econet.Actors.Gm3;

namespace Econet.Gateway.Configuration;

/// <summary>What a device is.</summary>
public enum DeviceKind
{
    Gm3,
    NeaSmart,
}

/// <summary>Where a device was configured.</summary>
public enum DeviceOrigin
{
    /// <summary>The settings.</summary>
    Configuration,

    /// <summary><c>POST /api/devices</c>.</summary>
    Api,
}

/// <summary>A device that the gateway serves.</summary>
/// <param name="Id">As paths and topics have it.</param>
/// <param name="Name">What the owner calls it; null where nothing was set.</param>
/// <param name="Source">Where it was set, for messages.</param>
public abstract partial record DeviceOptions(string Id, string? Name, string Source)
{
    /// <summary>The id of the GM3 system of a gateway that is configured by settings alone.</summary>
    public const string HeatPump = "heatpump";

    /// <summary>The id of the NEA SMART system of such a gateway.</summary>
    public const string NeaSmart = "neasmart";

    /// <summary>What an id may be, for messages.</summary>
    public const string AllowedId = "1 to 40 lower-case letters, digits, - and _, beginning with a letter or a digit";

    public abstract DeviceKind Kind { get; }

    public DeviceOrigin Origin { get; init; }

    /// <summary>Whether this is the device that the settings without a device mean.</summary>
    internal static bool IsFlat(string id, DeviceKind? kind) => kind switch
    {
        DeviceKind.Gm3 => id == HeatPump,
        DeviceKind.NeaSmart => id == NeaSmart,
        _ => false,
    };

    /// <summary>It becomes a part of paths, topics and the name of a file.</summary>
    internal static bool IsId(string text) => Ids().IsMatch(text);

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,39}$")]
    private static partial Regex Ids();
}

/// <summary>A device that exists in this process only, for the demo.</summary>
public sealed record SimulatedDevice(string Id, DeviceKind Kind) : DeviceOptions(Id, null, "demo")
{
    public override DeviceKind Kind { get; } = Kind;
}

/// <summary>A GM3 system on a serial port or behind a network adapter.</summary>
public sealed record Gm3Device(string Id, string? Name, string Source, string Port, SerialDriver Driver, Gm3Options Options)
    : DeviceOptions(Id, Name, Source)
{
    public override DeviceKind Kind => DeviceKind.Gm3;
}

/// <summary>A NEA SMART 2.0 system that comes to a Modbus server of ours.</summary>
public sealed record NeaSmartDevice(string Id, string? Name, string Source, NeaSmartConfiguration Options) : DeviceOptions(Id, Name, Source)
{
    public override DeviceKind Kind => DeviceKind.NeaSmart;
}

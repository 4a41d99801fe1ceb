namespace Econet.Actors.Devices;

/// <summary>How a device is ended and begun, between the region, the shells of devices and the devices.</summary>
internal static class DeviceMessages
{
    /// <summary>
    /// Leave the bus as others expect to find it, for the host is about to stop. Answered with <see cref="Released"/>; the device does
    /// nothing on the bus after it, until <see cref="Resume"/>. To the region: all devices of this host.
    /// </summary>
    /// <param name="AtOnce">Wait for nobody on the bus; sent as well to shorten a release that is under way.</param>
    public sealed record Release(bool AtOnce = false) : ILocalMessage
    {
        public static readonly Release Instance = new();
    }

    public sealed record Released : ILocalMessage
    {
        public static readonly Released Instance = new();
    }

    /// <summary>To a device that has left its bus, or could not be started: start it again.</summary>
    public sealed record Resume : ILocalMessage
    {
        public static readonly Resume Instance = new();
    }

    /// <summary>From a device to its shell: a part of it has ended, and does not start again by itself.</summary>
    public sealed record PartEnded(string Part) : ILocalMessage;

    /// <summary>To the shell of a device: have it leave its bus, and end.</summary>
    public sealed record Remove(bool DeletesState) : ILocalMessage;
}

using Akka.Actor;

namespace Econet.Actors.Devices;

/// <summary>
/// What anybody asks a device as a whole; sent, as <see cref="Parameters.ParameterRequests"/> are, to the region inside <see cref="ToDevice"/>.
/// </summary>
public static class DeviceMessages
{
    /// <summary>For the device with this id. The region answers <see cref="Status.Failure"/> when there is none.</summary>
    public sealed record ToDevice(string Device, object Message);

    /// <summary>Answered with an <see cref="Alarms"/>.</summary>
    public sealed record GetAlarms
    {
        public static readonly GetAlarms Instance = new();
    }

    /// <summary>Newest first.</summary>
    public sealed record Alarms(IReadOnlyList<Alarm> Entries);

    /// <summary>Answered with a <see cref="DeviceStatus"/>.</summary>
    public sealed record GetStatus
    {
        public static readonly GetStatus Instance = new();
    }

    /// <summary>
    /// The host is about to stop: leave the bus as others expect to find it. Answered with <see cref="Released"/>; the device does
    /// nothing on the bus after it.
    /// </summary>
    internal sealed record Release
    {
        public static readonly Release Instance = new();
    }

    internal sealed record Released
    {
        public static readonly Released Instance = new();
    }
}

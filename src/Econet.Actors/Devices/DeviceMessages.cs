using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>
/// What anybody asks a device as a whole; sent, as <see cref="Parameters.ParameterRequests"/> are, to the region inside <see cref="ToDevice"/>.
/// </summary>
public static class DeviceMessages
{
    /// <summary>For the device with this id. The region answers <see cref="RequestFailed"/> when there is none.</summary>
    public sealed record ToDevice(string Device, object Message);

    /// <summary>To the region: begin with this device. Answered with <see cref="DeviceAdded"/>, or a <see cref="RequestFailed"/> that says why not.</summary>
    public sealed record AddDevice(DeviceSpec Spec);

    public sealed record DeviceAdded(string Id) : IDeviceReply;

    /// <summary>
    /// To the region: the device leaves its bus, and is no more. Answered with <see cref="DeviceRemoved"/> when it has, or <see cref="RequestFailed"/> when there
    /// is none.
    /// </summary>
    /// <param name="DeletesState">Its state file goes with it; else one that is added with the same id finds it.</param>
    public sealed record RemoveDevice(string Id, bool DeletesState = false);

    public sealed record DeviceRemoved(string Id) : IDeviceReply;

    /// <summary>Answered with an <see cref="Alarms"/>.</summary>
    public sealed record GetAlarms : IDeviceRequest
    {
        public static readonly GetAlarms Instance = new();
    }

    /// <summary>Newest first.</summary>
    public sealed record Alarms(IReadOnlyList<Alarm> Entries) : IDeviceReply;

    /// <summary>Answered with a <see cref="DeviceStatus"/>.</summary>
    public sealed record GetStatus : IDeviceRequest
    {
        public static readonly GetStatus Instance = new();
    }

    /// <summary>
    /// Leave the bus as others expect to find it, for the host is about to stop. Answered with <see cref="Released"/>; the device does
    /// nothing on the bus after it, until <see cref="Resume"/>. To the region: all devices of this host.
    /// </summary>
    /// <param name="AtOnce">Wait for nobody on the bus; sent as well to shorten a release that is under way.</param>
    internal sealed record Release(bool AtOnce = false) : ILocalMessage
    {
        public static readonly Release Instance = new();
    }

    internal sealed record Released : ILocalMessage
    {
        public static readonly Released Instance = new();
    }

    /// <summary>To a device that has left its bus, or could not be started: begin anew.</summary>
    internal sealed record Resume : ILocalMessage
    {
        public static readonly Resume Instance = new();
    }

    /// <summary>To the shell of a device: have it leave its bus, and end.</summary>
    internal sealed record Remove(bool DeletesState) : ILocalMessage;
}

using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>What anybody asks of the virtual thermostat of a device; a device without one answers <see cref="RequestFailed"/>.</summary>
public static class ThermostatMessages
{
    /// <summary>A new reading of the room. Answered with <see cref="Submitted"/>.</summary>
    /// <param name="Temperature">°C, 0 to 50.</param>
    public sealed record Submit(float Temperature) : IDeviceRequest;

    /// <param name="PreviousAge">How old the reading before was; null before the first.</param>
    public sealed record Submitted(ThermostatStatus Status, TimeSpan? PreviousAge) : IDeviceReply;

    /// <summary>
    /// Answer the next pairing beacon, for a minute; an address from before holds until there is a new one. Answered with a
    /// <see cref="ThermostatStatus"/>.
    /// </summary>
    public sealed record Pair : IDeviceRequest
    {
        public static readonly Pair Instance = new();
    }

    /// <summary>Answered with a <see cref="ThermostatStatus"/>.</summary>
    public sealed record GetThermostat : IDeviceRequest
    {
        public static readonly GetThermostat Instance = new();
    }
}

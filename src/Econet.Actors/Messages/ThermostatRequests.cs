namespace Econet.Actors.Messages;

/// <summary>A new reading of the room for the device's virtual thermostat. Answered with a <see cref="TemperatureSubmitted"/>.</summary>
/// <param name="Temperature">°C, 0 to 50.</param>
public sealed record SubmitTemperature(float Temperature) : IDeviceRequest;

/// <param name="PreviousAge">How old the reading before was; null before the first.</param>
public sealed record TemperatureSubmitted(ThermostatStatus Status, TimeSpan? PreviousAge) : IDeviceReply;

/// <summary>
/// The virtual thermostat answers the next pairing beacon, for a minute; an address from before holds until there is a new one. Answered with a
/// <see cref="ThermostatStatus"/>.
/// </summary>
public sealed record PairThermostat : IDeviceRequest
{
    public static readonly PairThermostat Instance = new();
}

/// <summary>Answered with a <see cref="ThermostatStatus"/>.</summary>
public sealed record GetThermostat : IDeviceRequest
{
    public static readonly GetThermostat Instance = new();
}

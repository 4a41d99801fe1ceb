using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

/// <summary>A room thermostat that exists on the bus of a device, and measures what it is told.</summary>
public interface IThermostat
{
    Task<ThermostatStatus> StatusAsync(CancellationToken cancellation = default);

    /// <summary>Gives it a new reading of the room.</summary>
    /// <param name="temperature">°C, 0 to 50.</param>
    /// <returns>The status with it, and how old the reading before was; null before the first.</returns>
    /// <exception cref="EconetException">The temperature is none, or out of range.</exception>
    Task<(ThermostatStatus Status, TimeSpan? PreviousAge)> SubmitAsync(double temperature, CancellationToken cancellation = default);

    /// <summary>
    /// Has it answer the panel's pairing mode, for a minute from now. The address it had holds until the panel asks it at another.
    /// </summary>
    Task<ThermostatStatus> PairAsync(CancellationToken cancellation = default);
}

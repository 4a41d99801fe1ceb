namespace Econet.Actors.Gm3.Thermostat;

/// <summary>The virtual room thermostat: a temperature that somebody else measures, given to the bus as an ecoSTER's.</summary>
public sealed record ThermostatOptions
{
    /// <summary>A reading older than this is not told to the bus any more.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What the bus gets then, and before the first reading, in °C.</summary>
    public float Fallback { get; init; } = 19;

    /// <summary>The serial number that the panel shows, at most ten characters.</summary>
    public string Serial { get; init; } = "0000000002";
}

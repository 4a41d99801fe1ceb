namespace Econet.Actors.Messages;

/// <summary>How far the virtual thermostat has come with the panel.</summary>
public enum PairingState
{
    /// <summary>The panel does not know it.</summary>
    Unpaired,

    /// <summary>It waits for the panel to be put into pairing mode.</summary>
    PairingRequested,

    /// <summary>It has answered the panel, and waits for its address and to be asked there.</summary>
    BeaconResponded,

    /// <summary>It has an address, and the panel asks it.</summary>
    Paired,
}

/// <summary>The virtual thermostat as it stands.</summary>
/// <param name="Temperature">The last reading, °C; null before the first.</param>
/// <param name="EffectiveTemperature">What the bus gets now, °C.</param>
/// <param name="Age">How old the reading is.</param>
/// <param name="Address">The address at which the panel asks it; null while there is none. While it is paired again the one from before.</param>
public sealed record ThermostatStatus(
    float? Temperature,
    float EffectiveTemperature,
    bool IsStale,
    TimeSpan? Age,
    TimeSpan MaxAge,
    float Fallback,
    PairingState Pairing,
    ushort? Address) : IDeviceReply;

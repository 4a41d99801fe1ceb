namespace Econet.Gm3;

/// <summary>Who is who on a GM3 bus.</summary>
public static class BusAddress
{
    /// <summary>The heating controller (regulator).</summary>
    public const ushort Controller = 1;

    /// <summary>The panel: bus master, owner of the token, of its own parameters and of the alarm log.</summary>
    public const ushort Panel = 100;

    /// <summary>The first of the addresses that the panel offers to peripherals such as gateways.</summary>
    public const ushort FirstPeripheral = 105;

    /// <summary>The last of the addresses that the panel offers to peripherals.</summary>
    public const ushort LastPeripheral = 130;

    /// <summary>A factory ecoNET module.</summary>
    public const ushort EconetModule = 131;

    /// <summary>The first room thermostat address.</summary>
    public const ushort FirstThermostat = 160;

    /// <summary>The last room thermostat address.</summary>
    public const ushort LastThermostat = 199;

    /// <summary>Where a room thermostat answers from while it is being paired.</summary>
    public const ushort PairingThermostat = 163;

    /// <summary>Everybody; a polling module also sends from here and gets its answers broadcast.</summary>
    public const ushort Broadcast = 0xFFFF;

    public static bool IsThermostat(ushort address) => address is >= FirstThermostat and <= LastThermostat;

    public static bool IsPeripheral(ushort address) => address is >= FirstPeripheral and <= LastPeripheral;
}

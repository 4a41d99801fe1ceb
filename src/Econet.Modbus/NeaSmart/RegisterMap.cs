using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Econet.Modbus.NeaSmart;

/// <summary>
/// The holding registers of a REHAU NEA SMART 2.0 system. The base is the Modbus master: it writes what it measures here, and
/// reads what a user wrote to the writable ones. Addresses of zones are 1200 · (base − 1) + 100 · zone and up, so a zone 0 would
/// be the global registers: every number is checked before it becomes an address.
/// </summary>
public static class RegisterMap
{
    public const int Bases = 5;
    public const int ZonesPerBase = 12;
    public const int MixedGroupCount = 3;
    public const int DehumidifierCount = 9;
    public const int PumpCount = 5;

    /// <summary>The least setpoint taken from a user, °C: frost protection. The device tells no limits of its own.</summary>
    public const double MinSetpoint = 5;

    /// <summary>The greatest setpoint taken from a user, °C.</summary>
    public const double MaxSetpoint = 40;

    /// <summary>What a zone in standby has for a setpoint that does not apply. By its bits it would be −17.70 °C, which outdoors it is.</summary>
    public const ushort DoesNotApply = 0x8116;

    private static readonly Zone[] AllZones =
    [
        .. from b in Enumerable.Range(1, Bases) from z in Enumerable.Range(1, ZonesPerBase) select BuildZone(b, z),
    ];

    private static readonly MixedGroup[] AllMixedGroups = [.. Enumerable.Range(1, MixedGroupCount).Select(BuildMixedGroup)];

    private static readonly Register[] AllDehumidifiers =
        [.. Enumerable.Range(1, DehumidifierCount).Select(d => Switch($"dehumidifier{d}_state", 21 + d))];

    private static readonly Register[] AllPumps = [.. Enumerable.Range(1, PumpCount).Select(p => Switch($"pump{p}_state", 30 + p))];

    private static readonly FrozenDictionary<ushort, Register> ByAddress;
    private static readonly FrozenDictionary<string, Register> ByKey;

    static RegisterMap()
    {
        All =
        [
            OperationMode, OperationState, ErrorPresent, WarningsPresent, HintsPresent, OutsideTemperature, FilteredOutsideTemperature,
            .. AllMixedGroups.SelectMany(g => new[] { g.ValveOpening, g.PumpState, g.FlowTemperature, g.ReturnTemperature }),
            .. AllDehumidifiers,
            .. AllPumps,
            .. AllZones.SelectMany(z => new[] { z.State, z.Setpoint, z.Temperature, z.RelativeHumidity }),
        ];
        ByAddress = All.ToFrozenDictionary(register => register.Address);
        ByKey = All.ToFrozenDictionary(register => register.Key);
    }

    /// <summary>All registers by ascending address.</summary>
    public static IReadOnlyList<Register> All { get; }

    public static Register OperationMode { get; } = Named("operation_mode", 1, Enumeration.OperationMode);

    public static Register OperationState { get; } = Named("operation_state", 2, Enumeration.OperationState);

    public static Register ErrorPresent { get; } = Flag("error_present", 3);

    public static Register WarningsPresent { get; } = Flag("warnings_present", 5);

    public static Register HintsPresent { get; } = Flag("hints_present", 6);

    public static Register OutsideTemperature { get; } = Temperature("outside_temperature", 7);

    public static Register FilteredOutsideTemperature { get; } = Temperature("filtered_outside_temperature", 8);

    /// <summary>All zones, by base and number.</summary>
    public static IReadOnlyList<Zone> Zones => AllZones;

    public static IReadOnlyList<MixedGroup> MixedGroups => AllMixedGroups;

    public static IReadOnlyList<Register> Dehumidifiers => AllDehumidifiers;

    public static IReadOnlyList<Register> Pumps => AllPumps;

    public static bool TryGet(ushort address, [MaybeNullWhen(false)] out Register register) => ByAddress.TryGetValue(address, out register);

    public static bool TryGet(string key, [MaybeNullWhen(false)] out Register register) => ByKey.TryGetValue(key, out register);

    /// <exception cref="ArgumentOutOfRangeException">The base is not 1 … 5, or the zone not 1 … 12.</exception>
    public static Zone Zone(int baseNumber, int zone)
    {
        Check(baseNumber, Bases, nameof(baseNumber));
        Check(zone, ZonesPerBase, nameof(zone));
        return AllZones[(baseNumber - 1) * ZonesPerBase + zone - 1];
    }

    /// <exception cref="ArgumentOutOfRangeException">Not 1 … 3.</exception>
    public static MixedGroup MixedGroup(int group)
    {
        Check(group, MixedGroupCount, nameof(group));
        return AllMixedGroups[group - 1];
    }

    /// <exception cref="ArgumentOutOfRangeException">Not 1 … 9.</exception>
    public static Register Dehumidifier(int dehumidifier)
    {
        Check(dehumidifier, DehumidifierCount, nameof(dehumidifier));
        return AllDehumidifiers[dehumidifier - 1];
    }

    /// <exception cref="ArgumentOutOfRangeException">Not 1 … 5.</exception>
    public static Register Pump(int pump)
    {
        Check(pump, PumpCount, nameof(pump));
        return AllPumps[pump - 1];
    }

    private static Zone BuildZone(int b, int z)
    {
        var key = $"base{b}_zone{z}";
        var address = 1200 * (b - 1) + 100 * z;
        return new Zone(
            b,
            z,
            Named($"{key}_state", address, Enumeration.ZoneState),
            Indoors($"{key}_setpoint", address + 1) with { Writable = true, Min = MinSetpoint, Max = MaxSetpoint },
            Indoors($"{key}_temperature", address + 2),
            Percent($"{key}_relative_humidity", address + 10) with { Absent = [0] });
    }

    private static MixedGroup BuildMixedGroup(int g)
    {
        var key = $"mixed_group{g}";
        var address = 10 + 4 * (g - 1);
        return new MixedGroup(
            g,
            Percent($"{key}_valve_opening", address),
            Switch($"{key}_pump_state", address + 1),
            Indoors($"{key}_flow_temperature", address + 2),
            Indoors($"{key}_return_temperature", address + 3));
    }

    private static Register Named(string key, int address, Enumeration names) =>
        new(key, (ushort)address, RegisterKind.Enumeration, Writable: true, names, names.MinWrite, names.MaxWrite)
        {
            Absent = names.TryGetName(0, out _) ? [] : [0],
        };

    private static Register Temperature(string key, int address) =>
        new(key, (ushort)address, RegisterKind.Temperature) { Absent = [Dpt9.Invalid] };

    /// <summary>Where nobody measures, a base writes 0; no room and no water of a heating system has 0.00 °C.</summary>
    private static Register Indoors(string key, int address) =>
        Temperature(key, address) with { Absent = [0, DoesNotApply, Dpt9.Invalid] };

    private static Register Percent(string key, int address) => new(key, (ushort)address, RegisterKind.Percent, Min: 0, Max: 100);

    private static Register Flag(string key, int address) => new(key, (ushort)address, RegisterKind.Flag, Min: 0, Max: 1);

    private static Register Switch(string key, int address) => new(key, (ushort)address, RegisterKind.Switch, Min: 0, Max: 1);

    private static void Check(int number, int max, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, max, name);
    }
}

using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// What a zone of a NEA SMART system does, in Home Assistant's words. Its own state says whether it is on; whether it heats or cools is said by
/// the operation mode of the whole system, the role <c>direction</c>.
/// </summary>
internal static class ZoneClimate
{
    public const string Heat = "heat";
    public const string Cool = "cool";
    public const string Off = "off";

    /// <summary>What else decides, besides the roles of a zone.</summary>
    public static IEnumerable<string> Dependencies => RegisterMap.MixedGroups.Select(group => group.PumpState.Key);

    /// <summary>Whether the row is such a zone.</summary>
    public static bool Is(EntityRow row) => row.Component == Component.Climate && row.Roles.ContainsKey("direction");

    /// <summary>Home Assistant's mode; null when it is not known.</summary>
    public static string? Mode(EntityRow row, KnownParameters known) =>
        known.Number(row, "mode") is not { } state ? null
        : row.Modes.FirstOrDefault(mode => mode.Raw == state).Name is { } name && name == Heat && IsCooling(row, known) == true ? Cool
        : row.Modes.FirstOrDefault(mode => mode.Raw == state).Name;

    /// <summary>
    /// Home Assistant's action; null when it is not known: no register says what a valve does, and in automatic mode none says whether the system
    /// heats or cools. A room that has not reached its target calls, and where pumps are known and all stand, nothing reaches it.
    /// </summary>
    public static string? Action(EntityRow row, KnownParameters known)
    {
        if (Mode(row, known) is not { } mode)
        {
            return null;
        }

        if (mode == Off)
        {
            return "off";
        }

        if (IsCooling(row, known) is not { } cools || known.Number(row, "setpoint") is not { } target || known.Number(row, "current") is not { } now)
        {
            return null;
        }

        var calls = cools ? now > target : now < target;
        return !calls || PumpsStand(known) ? "idle" : cools ? "cooling" : "heating";
    }

    private static bool? IsCooling(EntityRow row, KnownParameters known) =>
        known.Number(row, "direction") is { } mode ? Enumeration.Cools((ushort)mode) : null;

    private static bool PumpsStand(KnownParameters known)
    {
        double[] pumps =
        [
            .. RegisterMap.MixedGroups.Select(group => known.Find(group.PumpState.Key))
                .Select(pump => pump is null ? null : KnownParameters.Number(pump)).OfType<double>(),
        ];
        return pumps.Length > 0 && pumps.All(pump => pump == 0);
    }
}

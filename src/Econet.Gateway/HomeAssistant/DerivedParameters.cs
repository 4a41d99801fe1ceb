using System.Globalization;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// What entities show or set that no parameter is alone: the target temperature of a heating circuit, which is its comfort or its eco
/// temperature by its mode; what the circuit does just now; whether a zone heats or cools; a single bit. Each has a key of its own among the device's topics.
/// </summary>
internal sealed class DerivedParameters(EntityTable table, EntityWords words) : IDerivedParameters
{
    private const string None = "None";

    /// <summary>The roles that can be written and say what the target of a circuit is.</summary>
    private static readonly string[] WhatDecides = ["mode", "comfort", "eco"];

    private readonly EntityRow[] _circuits =
        [.. table.Rows.Where(row => row.Component == Component.Climate && !row.Roles.ContainsKey("setpoint"))];

    private readonly EntityRow[] _zones = [.. table.Rows.Where(ZoneClimate.Is)];

    private readonly HashSet<string> _dependencies =
    [
        .. table.Rows.Where(row => row.Component == Component.Climate).SelectMany(row => row.Roles.Values.SelectMany(names => names)),
        .. ZoneClimate.Dependencies,
    ];

    /// <summary>The temperature that a circuit is to bring about: <c>circuit1.temperature</c>.</summary>
    public static string TemperatureKey(EntityRow row) => $"{row.Id}.temperature";

    /// <summary>What a zone is set to, in Home Assistant's words: <c>base1_zone2.mode</c>.</summary>
    public static string ModeKey(EntityRow row) => $"{row.Id}.mode";

    /// <summary>What it does just now, in Home Assistant's words: <c>circuit1.action</c>.</summary>
    public static string ActionKey(EntityRow row) => $"{row.Id}.action";

    /// <summary>One bit of a number: <c>AXEN_REGISTER_2103_RW.14</c>.</summary>
    public static string BitKey(string key, int bit) => string.Create(CultureInfo.InvariantCulture, $"{key}.{bit}");

    public static bool HasAction(EntityRow row, KnownParameters known) =>
        known.Role(row, "pump") is not null || (ZoneClimate.Is(row) && known.Role(row, "direction") is not null);

    public bool DependsOn(string key) => _dependencies.Contains(key);

    public IReadOnlyList<(string Key, string Text)> States(DeviceSnapshot device)
    {
        var known = new KnownParameters(device);
        var states = new List<(string, string)>();
        foreach (var row in _circuits.Where(row => known.Role(row, "comfort") is not null && known.Role(row, "mode") is not null))
        {
            states.Add((TemperatureKey(row), Temperature(row, known)));
            if (HasAction(row, known))
            {
                states.Add((ActionKey(row), Action(row, known)));
            }
        }

        foreach (var row in _zones.Where(row => known.Number(row, "mode") is not null))
        {
            states.Add((ModeKey(row), ZoneClimate.Mode(row, known) ?? None));
            states.Add((ActionKey(row), ZoneClimate.Action(row, known) ?? None));
        }

        return states;
    }

    public DerivedWrite? Resolve(DeviceSnapshot device, string key)
    {
        var dot = key.LastIndexOf('.');
        if (dot <= 0)
        {
            return null;
        }

        var known = new KnownParameters(device);
        if (_circuits.FirstOrDefault(row => TemperatureKey(row) == key) is { } circuit)
        {
            return known.Role(circuit, IsEco(circuit, known) ? "eco" : "comfort") is { } target
                ? new DerivedWrite(target, value => value, [.. WhatDecides.Select(role => known.Role(circuit, role)?.Index).OfType<int>()])
                : null;
        }

        return int.TryParse(key.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bit) && bit < 64
            && device.Parameters.FirstOrDefault(p => p.Key == key[..dot]) is { } word && Values.ParameterTypes.IsInteger(word.Type)
            ? new DerivedWrite(word, value => words.Change(word, bit, IsOn(value)) ?? (object)WithBit(word, bit, IsOn(value)), [word.Index])
            : null;
    }

    private static string Temperature(EntityRow row, KnownParameters known) => Preset(row, known) switch
    {
        "comfort" => Text(known.Number(row, "comfort")),
        "eco" => Text(known.Number(row, "eco")),
        // On a schedule the controller says which of the two is in force; it says 0 where no thermostat belongs to the circuit.
        "schedule" when known.Number(row, "in_force") is > 0 and { } inForce => Text(inForce),
        "schedule" => Text(known.Number(row, "comfort")),
        _ => None,
    };

    private static string Action(EntityRow row, KnownParameters known) =>
        known.Number(row, "mode") is not { } mode ? None
        : NameOf(row.Modes, mode) == "off" ? "off"
        // While the pump stands, or the heat goes into the tank, nothing reaches the circuit.
        : known.Number(row, "pump") is not > 0 || known.Number(row, "hot_water") is > 0 ? "idle"
        : known.Number(row, "work_mode") switch
        {
            1 => "heating",
            3 => "cooling",
            _ => "idle",
        };

    private static bool IsEco(EntityRow row, KnownParameters known) => Preset(row, known) switch
    {
        "eco" => true,
        "schedule" => known.Number(row, "in_force") is > 0 and { } inForce
            && known.Number(row, "comfort") is { } comfort && known.Number(row, "eco") is { } eco
            && Math.Abs(inForce - eco) < Math.Abs(inForce - comfort),
        _ => false,
    };

    private static string? Preset(EntityRow row, KnownParameters known) =>
        known.Number(row, "mode") is { } mode ? NameOf(row.Presets, mode) : null;

    private static string? NameOf(IEnumerable<RawName> names, double raw) => names.FirstOrDefault(n => n.Raw == raw).Name;

    private static string Text(double? number) => number?.ToString("0.##", CultureInfo.InvariantCulture) ?? None;

    /// <exception cref="Http.BadRequestException">It is neither 0 nor 1.</exception>
    private static bool IsOn(object value) => value switch
    {
        bool flag => flag,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) is "1" ? true
            : Convert.ToString(value, CultureInfo.InvariantCulture) is "0" ? false
            : throw new Http.BadRequestException("A bit is 0 or 1"),
    };

    /// <summary>The whole number with one bit of it changed, for a bit without a name: the others are as they were read.</summary>
    /// <exception cref="EconetException">They are not known.</exception>
    private static decimal WithBit(ParameterValue word, int bit, bool on)
    {
        if (word.Value.IsNone)
        {
            throw new EconetException(EconetError.Unavailable, $"'{word.Key}' was not read yet");
        }

        var number = word.Value.ToInteger();
        var mask = (Int128)1 << bit;
        return (decimal)(on ? number | mask : number & ~mask);
    }
}

using System.Collections.Frozen;

namespace Econet.Gateway.HomeAssistant;

/// <summary>The words that Home Assistant knows, from its documentation of the entity types and of MQTT's.</summary>
internal static class HomeAssistantTerms
{
    /// <summary>Of hysteresis and the like; Home Assistant knows it since 2025.11, and an older one takes no entity that has it.</summary>
    public const string TemperatureDelta = "temperature_delta";

    private static readonly string[] Pressure = ["Pa", "hPa", "kPa", "bar", "cbar", "mbar", "mmHg", "inHg", "psi"];
    private static readonly string[] Energy = ["J", "kJ", "MJ", "GJ", "mWh", "Wh", "kWh", "MWh", "GWh", "TWh", "cal", "kcal", "Mcal", "Gcal"];
    private static readonly string[] Temperature = ["°C", "°F", "K"];
    private static readonly string[] Volume = ["L", "mL", "gal", "fl. oz.", "m³", "ft³", "CCF"];
    private static readonly string[] Micrograms = ["µg/m³"];

    /// <summary>
    /// The device classes of sensors and numbers, and the units that each takes; no units where it takes none.
    /// https://www.home-assistant.io/integrations/sensor/#device-class
    /// </summary>
    public static FrozenDictionary<string, string[]> DeviceClasses { get; } = new Dictionary<string, string[]>
    {
        ["apparent_power"] = ["mVA", "VA", "kVA"],
        ["aqi"] = [],
        ["area"] = ["m²", "cm²", "km²", "mm²", "in²", "ft²", "yd²", "mi²", "ac", "ha"],
        ["atmospheric_pressure"] = Pressure,
        ["battery"] = ["%"],
        ["carbon_dioxide"] = ["ppm"],
        ["carbon_monoxide"] = ["ppm"],
        ["current"] = ["A", "mA"],
        ["data_rate"] = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "B/s", "kB/s", "MB/s", "GB/s"],
        ["data_size"] = ["bit", "kbit", "Mbit", "Gbit", "B", "kB", "MB", "GB", "TB"],
        ["distance"] = ["km", "m", "cm", "mm", "mi", "nmi", "yd", "in"],
        ["duration"] = ["d", "h", "min", "s", "ms"],
        ["energy"] = Energy,
        ["energy_storage"] = Energy,
        ["enum"] = [],
        ["frequency"] = ["Hz", "kHz", "MHz", "GHz"],
        ["gas"] = ["m³", "ft³", "CCF", "L"],
        ["humidity"] = ["%"],
        ["illuminance"] = ["lx"],
        ["irradiance"] = ["W/m²", "BTU/(h⋅ft²)"],
        ["moisture"] = ["%"],
        ["nitrogen_dioxide"] = Micrograms,
        ["ozone"] = Micrograms,
        ["pm1"] = Micrograms,
        ["pm10"] = Micrograms,
        ["pm25"] = Micrograms,
        ["power"] = ["mW", "W", "kW", "MW", "GW", "TW"],
        ["power_factor"] = ["%", ""],
        ["precipitation"] = ["cm", "in", "mm"],
        ["pressure"] = Pressure,
        ["reactive_power"] = ["var", "kvar"],
        ["signal_strength"] = ["dB", "dBm"],
        ["sound_pressure"] = ["dB", "dBA"],
        ["speed"] = ["m/s", "km/h", "mm/s", "mph", "ft/s", "in/s", "kn", "Beaufort", "mm/d", "mm/h", "in/d", "in/h"],
        ["temperature"] = Temperature,
        [TemperatureDelta] = Temperature,
        ["voltage"] = ["V", "mV", "µV", "kV", "MV"],
        ["volume"] = Volume,
        ["volume_storage"] = Volume,
        ["volume_flow_rate"] = ["m³/h", "m³/min", "m³/s", "L/h", "L/min", "L/s", "mL/s", "ft³/min", "gal/min"],
        ["water"] = ["L", "gal", "m³", "ft³", "CCF"],
        ["weight"] = ["kg", "g", "mg", "µg", "oz", "lb", "st"],
        ["wind_speed"] = ["m/s", "km/h", "mph", "ft/s", "kn", "Beaufort"],
    }.ToFrozenDictionary();

    /// <summary>Classes of totals; of the others only a measurement makes a statistic.</summary>
    private static readonly FrozenSet<string> Totals = FrozenSet.ToFrozenSet(["energy", "gas", "volume", "water"]);

    /// <summary>https://www.home-assistant.io/integrations/binary_sensor/#device-class</summary>
    public static FrozenSet<string> BinarySensorClasses { get; } = FrozenSet.ToFrozenSet(
    [
        "battery", "battery_charging", "carbon_monoxide", "cold", "connectivity", "door", "garage_door", "gas", "heat", "light", "lock",
        "moisture", "motion", "moving", "occupancy", "opening", "plug", "power", "presence", "problem", "running", "safety", "smoke", "sound",
        "tamper", "update", "vibration", "window",
    ]);

    /// <summary>https://www.home-assistant.io/integrations/switch/#device-class</summary>
    public static FrozenSet<string> SwitchClasses { get; } = FrozenSet.ToFrozenSet(["outlet", "switch"]);

    /// <summary>https://www.home-assistant.io/integrations/button/#device-class</summary>
    public static FrozenSet<string> ButtonClasses { get; } = FrozenSet.ToFrozenSet(["identify", "restart", "update"]);

    public static FrozenSet<string> StateClasses { get; } = FrozenSet.ToFrozenSet(["measurement", "total", "total_increasing"]);

    public static FrozenSet<string> Categories { get; } = FrozenSet.ToFrozenSet(["config", "diagnostic"]);

    /// <summary>https://www.home-assistant.io/integrations/climate.mqtt/#modes</summary>
    public static FrozenSet<string> ClimateModes { get; } = FrozenSet.ToFrozenSet(["auto", "off", "cool", "heat", "dry", "fan_only"]);

    /// <summary>https://www.home-assistant.io/integrations/water_heater.mqtt/#modes</summary>
    public static FrozenSet<string> WaterHeaterModes { get; } =
        FrozenSet.ToFrozenSet(["off", "eco", "electric", "gas", "heat_pump", "high_demand", "performance"]);

    /// <summary>The classes that a component knows; empty when it knows none.</summary>
    public static bool Knows(Component component, string deviceClass) => component switch
    {
        Component.Sensor => DeviceClasses.ContainsKey(deviceClass),
        Component.Number => deviceClass != "enum" && DeviceClasses.ContainsKey(deviceClass),
        Component.BinarySensor => BinarySensorClasses.Contains(deviceClass),
        Component.Switch => SwitchClasses.Contains(deviceClass),
        Component.Button => ButtonClasses.Contains(deviceClass),
        _ => false,
    };

    /// <summary>Whether a sensor or number of this class may have this unit; empty for none.</summary>
    public static bool Fits(string deviceClass, string unit) => DeviceClasses[deviceClass] is var units
        && (units.Length == 0 ? unit.Length == 0 : units.Contains(unit));

    /// <summary>Whether Home Assistant keeps statistics of this kind for a sensor of this class.</summary>
    public static bool FitsState(string deviceClass, string stateClass) => deviceClass switch
    {
        "enum" => false,
        "distance" or "duration" or "area" or "data_size" or "weight" or "precipitation" => true,
        _ => Totals.Contains(deviceClass) ? stateClass != "measurement" : stateClass == "measurement",
    };

    /// <summary>The class that follows from a unit alone; null for none.</summary>
    public static string? ClassOf(string unit) => unit switch
    {
        "°C" or "°F" => "temperature",
        "K" => TemperatureDelta,
        "W" or "kW" => "power",
        "Wh" or "kWh" or "MWh" => "energy",
        "Hz" => "frequency",
        "V" => "voltage",
        "A" => "current",
        "s" or "min" or "h" or "d" => "duration",
        _ => null,
    };

    /// <summary>The state class of a sensor for which none is given.</summary>
    public static string? StateClassOf(string deviceClass) =>
        deviceClass == "enum" ? null : Totals.Contains(deviceClass) ? "total_increasing" : "measurement";
}

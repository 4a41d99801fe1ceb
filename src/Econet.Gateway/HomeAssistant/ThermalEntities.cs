using System.Globalization;
using System.Text.Json.Nodes;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>Configs of climate and water heater entities.</summary>
internal sealed class ThermalEntities(MqttTopics topics, string device)
{
    private const double ComfortMin = 10;
    private const double ComfortMax = 35;

    /// <summary>The config without what all entities have; null when the device lacks a parameter that it needs.</summary>
    public JsonObject? Build(EntityRow row, KnownParameters known)
    {
        var mode = known.Role(row, "mode");
        var setpoint = known.Role(row, "setpoint");
        var comfort = known.Role(row, "comfort");
        var eco = known.Role(row, "eco");
        if (mode is null || (setpoint is null && (comfort is null || eco is null)))
        {
            return null;
        }

        // Whether such a zone heats or cools is another parameter's, so the gateway says the mode under a name of its own.
        var isZone = ZoneClimate.Is(row) && known.Role(row, "direction") is not null;
        var modes = isZone ? row.Modes.AddRange(row.Modes.Where(m => m.Name == ZoneClimate.Heat).Select(m => m with { Name = ZoneClimate.Cool })) : row.Modes;
        var config = new JsonObject
        {
            ["modes"] = Names(modes.Select(m => m.Name)),
            ["mode_state_topic"] = topics.State(device, isZone ? DerivedParameters.ModeKey(row) : mode.Key),
            ["temperature_unit"] = "C",
            // A water heater has no step: what it can be set to is what it can show.
            ["precision"] = row.Component == Component.WaterHeater && IsWhole(setpoint) ? 1.0 : 0.1,
        };
        ParameterEntities.Set(config, "mode_state_template", isZone ? null : Templates.Names(row.Modes));
        if (mode.Writable)
        {
            config["mode_command_topic"] = topics.Set(device, mode.Key);
            config["mode_command_template"] = Templates.Numbers(modes);
        }

        if (setpoint is not null)
        {
            Temperature(config, setpoint.Key, Templates.Plain(absent: null), setpoint.Min, setpoint.Max);
            // The target that is shown is the one that the device holds. A NEA SMART base takes many seconds to take another, which is not lost.
            config["json_attributes_topic"] = topics.Pending(device, setpoint.Key);
            config["json_attributes_template"] = Templates.Pending("pending_temperature");
        }
        else
        {
            // Which of the two is meant depends on the mode, so the gateway says and takes it under a name of its own.
            Temperature(
                config, DerivedParameters.TemperatureKey(row), template: null, Lowest(comfort?.Min, eco?.Min), Highest(comfort?.Max, eco?.Max));
        }

        Reading(config, "current_temperature", known.Role(row, "current"), row.Absent);
        if (row.Component == Component.Climate)
        {
            Climate(config, row, known, mode, setpoint);
        }
        else if (mode.Writable && row.Modes.Any(m => m.Name == "off") && row.Modes.FirstOrDefault(m => m.Name != "off") is { Name: not null } on)
        {
            config["power_command_topic"] = topics.Set(device, mode.Key);
            config["payload_on"] = on.Raw.ToString(CultureInfo.InvariantCulture);
            config["payload_off"] = row.Modes.First(m => m.Name == "off").Raw.ToString(CultureInfo.InvariantCulture);
        }

        return config;
    }

    private void Climate(JsonObject config, EntityRow row, KnownParameters known, ParameterValue mode, ParameterValue? setpoint)
    {
        config["temp_step"] = IsWhole(setpoint) ? 1.0 : 0.5;
        Reading(config, "current_humidity", known.Role(row, "humidity"), absent: null);
        if (!row.Presets.IsEmpty && mode.Writable)
        {
            config["preset_modes"] = Names(row.Presets.Select(p => p.Name));
            config["preset_mode_state_topic"] = topics.State(device, mode.Key);
            config["preset_mode_value_template"] = Templates.Names(row.Presets);
            config["preset_mode_command_topic"] = topics.Set(device, mode.Key);
            config["preset_mode_command_template"] = Templates.Numbers(row.Presets);
        }

        if (DerivedParameters.HasAction(row, known))
        {
            config["action_topic"] = topics.State(device, DerivedParameters.ActionKey(row));
        }
    }

    private void Temperature(JsonObject config, string key, string? template, double? min, double? max)
    {
        config["temperature_state_topic"] = topics.State(device, key);
        ParameterEntities.Set(config, "temperature_state_template", template);
        config["temperature_command_topic"] = topics.Set(device, key);
        config["min_temp"] = min ?? ComfortMin;
        config["max_temp"] = max > (min ?? ComfortMin) ? max : Math.Max(ComfortMax, (min ?? ComfortMin) + 1);
    }

    private void Reading(JsonObject config, string name, ParameterValue? parameter, long? absent)
    {
        if (parameter is not null)
        {
            config[$"{name}_topic"] = topics.State(device, parameter.Key);
            config[$"{name}_template"] = Templates.Plain(absent);
        }
    }

    private static bool IsWhole(ParameterValue? setpoint) => setpoint is { } one && Values.ParameterTypes.IsInteger(one.Type);

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Distinct().Select(name => (JsonNode)name)];

    private static double? Lowest(double? one, double? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    private static double? Highest(double? one, double? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;
}

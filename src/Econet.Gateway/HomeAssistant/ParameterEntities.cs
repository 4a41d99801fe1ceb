using System.Globalization;
using System.Text.Json.Nodes;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;
using Econet.Values;

namespace Econet.Gateway.HomeAssistant;

/// <summary>Configs of entities that show or set one parameter.</summary>
/// <param name="expireAfter">Seconds after which a measured value that nobody confirmed is unavailable; null for never.</param>
internal sealed class ParameterEntities(MqttTopics topics, string device, int? expireAfter)
{
    /// <summary>The limits of a number with decimals for which neither the device nor the table has any.</summary>
    private const double Widest = 1_000_000;

    /// <summary>Decimals that a double has.</summary>
    private const int MaxDecimals = 15;

    /// <summary>The longest text that the gateway takes, in letters of one byte.</summary>
    private const int LongestText = ParameterDefinition.MaxTextBytes;

    /// <summary>The parameter's component: the table's, except that a parameter that can't be written never becomes one that can be set.</summary>
    public static Component ComponentOf(EntityRow row, ParameterValue parameter)
    {
        var isWritable = parameter.Writable;
        if (row.Component is { } given)
        {
            return given switch
            {
                Component.Number or Component.Select or Component.Text or Component.Button when !isWritable => Component.Sensor,
                Component.Switch when !isWritable => Component.BinarySensor,
                _ => given,
            };
        }

        return (row.Bit is not null || parameter.Type == ParameterType.Bool, !row.Values.IsEmpty, parameter.Type == ParameterType.String) switch
        {
            (true, _, _) => isWritable ? Component.Switch : Component.BinarySensor,
            (_, true, _) => isWritable ? Component.Select : Component.Sensor,
            (_, _, true) => isWritable ? Component.Text : Component.Sensor,
            _ => isWritable ? Component.Number : Component.Sensor,
        };
    }

    /// <summary>The config without what all entities have.</summary>
    public JsonObject Build(EntityRow row, ParameterValue parameter, Component component)
    {
        var config = new JsonObject();
        if (component != Component.Button)
        {
            config["state_topic"] = topics.State(device, parameter.Key);
        }

        switch (component)
        {
            case Component.Number:
                Number(config, row, parameter);
                break;
            case Component.Select:
                Command(config, parameter);
                config["options"] = Options(row);
                config["value_template"] = Templates.Names(row.Values);
                config["command_template"] = Templates.Numbers(row.Values);
                break;
            case Component.Switch:
                Switch(config, row, parameter);
                break;
            case Component.BinarySensor:
                config["value_template"] = row.Bit is { } bit
                    ? Templates.Bit(bit, row.Inverted ? "OFF" : "ON", row.Inverted ? "ON" : "OFF")
                    : Templates.NotZero;
                break;
            case Component.Text:
                Command(config, parameter);
                config["max"] = LongestText;
                break;
            case Component.Button:
                Command(config, parameter);
                config["payload_press"] = row.Press.ToString(CultureInfo.InvariantCulture);
                break;
            default:
                Sensor(config, row, parameter);
                break;
        }

        DeviceClass(config, row, parameter, component);
        return config;
    }

    private void Command(JsonObject config, ParameterValue parameter) => config["command_topic"] = topics.Set(device, parameter.Key);

    private static void Sensor(JsonObject config, EntityRow row, ParameterValue parameter)
    {
        if (row.Values.IsEmpty)
        {
            Value(config, row, parameter);
        }
        else
        {
            config["options"] = Options(row);
            config["value_template"] = Templates.Names(row.Values);
        }
    }

    private void Number(JsonObject config, EntityRow row, ParameterValue parameter)
    {
        Command(config, parameter);
        Value(config, row, parameter);
        var step = row.Step ?? (parameter.Type.IsInteger() ? (double)row.Scale : 0.1);
        var (min, max) = Range(row, parameter);
        config["min"] = min;
        // Home Assistant refuses a number without room between its limits; the gateway refuses what the device's limits forbid.
        config["max"] = max > min ? max : min + step;
        config["step"] = step;
        config["mode"] = "box";
        if (row.Scale != 1 && !row.TakesScaled)
        {
            config["command_template"] = Templates.Unscaled(row.Scale, row.Signed);
        }
    }

    /// <summary>
    /// The limits, and as far as the number that there is now: Home Assistant shows none outside of them, though a device may hold one.
    /// </summary>
    private static (double Min, double Max) Range(EntityRow row, ParameterValue parameter)
    {
        var (lowest, highest) = row.Signed ? (short.MinValue, short.MaxValue) : Limits(parameter.Type);
        var min = Scaled(row, parameter.Min) ?? row.Min ?? Scaled(row, lowest)!.Value;
        var max = Scaled(row, parameter.Max) ?? row.Max ?? Scaled(row, highest)!.Value;
        var raw = Number(parameter);
        return Scaled(row, row.Signed ? ((raw + 32768) % 65536) - 32768 : raw) is { } now
            ? (Math.Min(min, now), Math.Max(max, now))
            : (min, max);
    }

    /// <summary>Whether the value lies where the limits alone do not reach.</summary>
    public static bool IsOutside(ParameterValue parameter)
    {
        var (lowest, highest) = Limits(parameter.Type);
        return Number(parameter) is { } number && (number < (parameter.Min ?? lowest) || number > (parameter.Max ?? highest));
    }

    /// <summary>With the decimals that the scale leaves, as the template shows it.</summary>
    private static double? Scaled(EntityRow row, double? raw) =>
        raw is { } number && row.Scale != 1 ? Math.Round(number * (double)row.Scale, Math.Min((int)row.Scale.Scale, MaxDecimals)) : raw;

    /// <summary>The number that Home Assistant reads; null for what is none.</summary>
    private static double? Number(ParameterValue parameter) =>
        parameter.Type != ParameterType.String
        && double.TryParse(parameter.Value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    private void Switch(JsonObject config, EntityRow row, ParameterValue parameter)
    {
        var (on, off) = parameter.Type == ParameterType.Bool ? ("true", "false") : row.Inverted ? ("0", "1") : ("1", "0");
        if (row.Bit is { } bit)
        {
            config["command_topic"] = topics.Set(device, DerivedParameters.BitKey(parameter.Key, bit));
            config["value_template"] = Templates.Bit(bit, "1", "0");
        }
        else
        {
            Command(config, parameter);
        }

        config["payload_on"] = on;
        config["payload_off"] = off;
    }

    private static void Value(JsonObject config, EntityRow row, ParameterValue parameter)
    {
        if (row.Scale != 1 || row.Signed)
        {
            config["value_template"] = Templates.Scaled(row.Scale, row.Signed, row.Absent);
        }
        else if (parameter.Type != ParameterType.String)
        {
            config["value_template"] = Templates.Plain(row.Absent);
        }
    }

    private void DeviceClass(JsonObject config, EntityRow row, ParameterValue parameter, Component component)
    {
        var isNumber = component == Component.Number;
        var isMeasured = isNumber || (component == Component.Sensor && row.Values.IsEmpty && parameter.Type != ParameterType.String);
        var unit = isMeasured ? row.Unit ?? parameter.Unit.Symbol : "";
        var deviceClass = component == Component.Sensor && !row.Values.IsEmpty
            ? "enum"
            : row.DeviceClass ?? (isMeasured ? HomeAssistantTerms.ClassOf(unit) : null) ?? "";
        if (deviceClass.Length > 0 && (!HomeAssistantTerms.Knows(component, deviceClass)
            || (component is Component.Sensor or Component.Number && !HomeAssistantTerms.Fits(deviceClass, unit))))
        {
            deviceClass = "";
        }

        Set(config, "unit_of_measurement", unit);
        Set(config, "device_class", deviceClass);
        if (isMeasured && !isNumber)
        {
            var stateClass = deviceClass.Length == 0 ? row.StateClass
                : row.StateClass is { } given && (given.Length == 0 || HomeAssistantTerms.FitsState(deviceClass, given)) ? given
                : HomeAssistantTerms.StateClassOf(deviceClass);
            Set(config, "state_class", stateClass);
            if (stateClass == "measurement" && expireAfter is { } seconds)
            {
                config["expire_after"] = seconds;
            }

            if ((row.Precision ?? (deviceClass == "temperature" ? 1 : null)) is { } digits)
            {
                config["suggested_display_precision"] = digits;
            }
        }
    }

    private static JsonArray Options(EntityRow row) => [.. row.Values.Select(v => v.Name).Distinct().Select(name => (JsonNode)name)];

    private static (double Lowest, double Highest) Limits(ParameterType type)
    {
        if (!type.IsInteger())
        {
            return (-Widest, Widest);
        }

        var (min, max) = Econet.Values.Value.Range(type);
        return ((double)min, (double)max);
    }

    internal static void Set(JsonObject config, string key, string? text)
    {
        if (text is { Length: > 0 })
        {
            config[key] = text;
        }
    }
}

using System.Text.Json.Nodes;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// Energy, COP, compressor and defrosts of today and of this month, reckoned from the history. Sums begin again with their period, which
/// <c>last_reset</c> tells Home Assistant's statistics. https://www.home-assistant.io/integrations/sensor.mqtt/#last_reset_value_template
/// </summary>
internal static class PerformanceEntities
{
    private const string Energy = "kWh";

    private static readonly Role[] Electric = [Role.ElectricEnergy, Role.ElectricPower];
    private static readonly Role[] Heat = [Role.HeatEnergy, Role.HeatPower, Role.CoolingEnergy, Role.CoolingPower];

    /// <param name="roles">What the device's parameters are: there are figures only of what it reports.</param>
    public static void Add(Dictionary<string, JsonObject> configs, MqttTopics topics, string device, IReadOnlySet<Role> roles)
    {
        var topic = topics.Performance(device);
        foreach (var (period, when) in new[] { ("day", "today"), ("month", "this month") })
        {
            if (roles.Overlaps(Electric))
            {
                Sum(period, "electric", $"Electricity {when}", "electric_kwh", Energy, "energy", "mdi:lightning-bolt");
            }

            if (roles.Overlaps(Heat))
            {
                Sum(period, "heat", $"Heat {when}", "heat_kwh", Energy, "energy", "mdi:fire");
            }

            if (roles.Overlaps(Electric) && roles.Overlaps(Heat))
            {
                Mean(period, "cop", $"COP {when}", "cop", null, null, "mdi:gauge");
            }

            if (roles.Contains(Role.Compressor))
            {
                Sum(period, "starts", $"Compressor starts {when}", "compressor.starts", null, null, "mdi:restart");
                Sum(period, "run_time", $"Compressor run time {when}", "compressor.run_hours", "h", "duration", "mdi:timer-outline");
                Mean(period, "mean_run", $"Mean compressor run {when}", "compressor.mean_run_minutes", "min", "duration", "mdi:timer-outline");
            }

            if (roles.Contains(Role.Activity))
            {
                Sum(period, "defrosts", $"Defrosts {when}", "defrosts", null, null, "mdi:snowflake-melt");
            }
        }

        void Sum(string period, string id, string name, string field, string? unit, string? deviceClass, string icon) =>
            Put(period, id, name, field, unit, deviceClass, icon)["last_reset_value_template"] = $"{{{{ value_json.{period}.start }}}}";

        void Mean(string period, string id, string name, string field, string? unit, string? deviceClass, string icon) =>
            Put(period, id, name, field, unit, deviceClass, icon)["state_class"] = "measurement";

        JsonObject Put(string period, string id, string name, string field, string? unit, string? deviceClass, string icon)
        {
            var config = new JsonObject
            {
                ["p"] = "sensor",
                ["name"] = name,
                ["state_topic"] = topic,
                ["value_template"] = Template(period, field),
                ["state_class"] = "total",
                ["icon"] = icon,
            };
            ParameterEntities.Set(config, "unit_of_measurement", unit);
            ParameterEntities.Set(config, "device_class", deviceClass);
            if (id is "run_time" or "mean_run")
            {
                config["enabled_by_default"] = false;
            }

            configs[$"{id}_{period}"] = config;
            return config;
        }
    }

    /// <summary>A figure of which nothing is known is None, also where the whole compressor is null.</summary>
    private static string Template(string period, string field) => field.Split('.') is [var of, var part]
        ? $"{{{{ (value_json.{period}.{of} or {{}}).get('{part}') }}}}"
        : $"{{{{ value_json.{period}.{field} }}}}";
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>Checks payloads against documented-fields.yaml.</summary>
internal sealed partial class DocumentedFields
{
    private readonly YamlMappingNode _root;

    private DocumentedFields(YamlMappingNode root) => _root = root;

    public static DocumentedFields Load()
    {
        using var stream = typeof(DocumentedFields).Assembly.GetManifestResourceStream("documented-fields.yaml")!;
        using var reader = new StreamReader(stream);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return new DocumentedFields((YamlMappingNode)yaml.Documents[0].RootNode);
    }

    /// <summary>The release of Home Assistant that the fields are of.</summary>
    public string Version => Map("home_assistant")["version"].ToString();

    /// <summary>The pages that the fields are from, by component, and that of discovery itself.</summary>
    public IReadOnlyDictionary<string, Uri> Pages =>
        ((YamlMappingNode)Map("home_assistant")["pages"]).ToDictionary(page => page.Key.ToString(), page => new Uri(page.Value.ToString()));

    public IEnumerable<string> Components => Map("components").Children.Keys.Select(name => name.ToString());

    /// <summary>Words that an older release than the first one with device discovery may not know, with the release that they came with.</summary>
    public IReadOnlyDictionary<string, string> Since =>
        ((YamlMappingNode)Map("home_assistant")["since"]).ToDictionary(word => word.Key.ToString(), word => word.Value.ToString());

    /// <summary>What is wrong with a message of discovery, of a device or a single component, as its topic says.</summary>
    public IReadOnlyList<string> Faults(string topic, JsonElement message)
    {
        var platform = topic.Split('/')[1];
        return [.. (platform == "device" ? FaultsOfDevice(message) : FaultsOfSingle(platform, message)).Select(fault => $"{topic}: {fault}")];
    }

    /// <summary>What is wrong with a message of device discovery.</summary>
    public IReadOnlyList<string> FaultsOfDevice(JsonElement message)
    {
        var faults = new List<string>();
        Check("message", message, [Map("message")], faults);
        CheckShared(message, faults);
        foreach (var component in message.GetProperty("cmps").EnumerateObject())
        {
            if (!Id().IsMatch(component.Name))
            {
                faults.Add($"{component.Name}: not an id");
            }

            if (component.Value.EnumerateObject().Count() == 1)
            {
                // One that is removed is named by its platform alone.
                continue;
            }

            CheckComponent(component.Name, component.Value, component.Value.TryGetProperty("p", out var p) ? p.GetString()! : "", [], faults);
        }

        return faults;
    }

    /// <summary>What is wrong with a message of single component discovery.</summary>
    public IReadOnlyList<string> FaultsOfSingle(string platform, JsonElement message)
    {
        var faults = new List<string>();
        CheckShared(message, faults);
        CheckComponent(platform, message, platform, [Map("single")], faults);
        return faults;
    }

    private void CheckShared(JsonElement message, List<string> faults)
    {
        Check("dev", message.GetProperty("dev"), [Map("device")], faults);
        Check("o", message.GetProperty("o"), [Map("origin")], faults);
        if (message.GetProperty("dev").GetProperty("identifiers").GetArrayLength() == 0)
        {
            faults.Add("dev: no identifiers");
        }

        CheckAvailability(message, faults);
    }

    private void CheckAvailability(JsonElement config, List<string> faults)
    {
        if (config.TryGetProperty("availability", out var list))
        {
            foreach (var availability in list.EnumerateArray())
            {
                Check("availability", availability, [Map("availability")], faults);
            }
        }
    }

    private void CheckComponent(string id, JsonElement config, string platform, YamlMappingNode[] more, List<string> faults)
    {
        if (!Map("components").Children.TryGetValue(platform, out var page))
        {
            faults.Add($"{id}: unknown platform '{platform}'");
            return;
        }

        YamlMappingNode[] pages = more.Length > 0 ? [Without(Map("common"), "p"), (YamlMappingNode)page, .. more] : [Map("common"), (YamlMappingNode)page];
        Check(id, config, pages, faults);
        CheckAvailability(config, faults);
        CheckCombinations(id, config, platform, faults);
    }

    /// <summary>What Home Assistant checks beyond single fields.</summary>
    private void CheckCombinations(string id, JsonElement config, string platform, List<string> faults)
    {
        var deviceClass = Text(config, "device_class");
        if (platform is "sensor" or "number" && deviceClass is not null)
        {
            if (!Map("sensor_classes").Children.TryGetValue(deviceClass, out var known))
            {
                faults.Add($"{id}: unknown device_class {deviceClass}");
                return;
            }

            var units = List(known, "units");
            var unit = Text(config, "unit_of_measurement");
            if (units.Count == 0 ? unit is not null : unit is null || !units.Contains(unit))
            {
                faults.Add($"{id}: unit '{unit}' with device_class {deviceClass}");
            }

            if (Text(config, "state_class") is { } state && !List(known, "states").Contains(state))
            {
                faults.Add($"{id}: state_class {state} with device_class {deviceClass}");
            }
        }

        if (platform == "sensor" && (deviceClass == "enum") != config.TryGetProperty("options", out _))
        {
            faults.Add($"{id}: options go with device_class enum, and with it alone");
        }

        if (config.TryGetProperty("last_reset_value_template", out _) && Text(config, "state_class") != "total")
        {
            faults.Add($"{id}: last_reset_value_template goes with state_class total alone");
        }

        if (platform is "sensor" or "binary_sensor" && Text(config, "entity_category") == "config")
        {
            faults.Add($"{id}: a {platform} is never of category config");
        }

        if (platform == "number" && !(config.GetProperty("min").GetDouble() < config.GetProperty("max").GetDouble()
            && config.GetProperty("step").GetDouble() >= 0.001))
        {
            faults.Add($"{id}: min must be below max, step at least 0.001");
        }

        if (platform == "text" && config.GetProperty("max").GetInt32() > 255)
        {
            faults.Add($"{id}: a text has 255 characters at most");
        }

        if (config.TryGetProperty("preset_modes", out var presets)
            && (!config.TryGetProperty("preset_mode_command_topic", out _) || presets.EnumerateArray().Any(p => p.GetString() == "none")))
        {
            faults.Add($"{id}: preset_modes need a command topic, and may not hold none");
        }

        if (config.TryGetProperty("min_temp", out var low) && low.GetDouble() >= config.GetProperty("max_temp").GetDouble())
        {
            faults.Add($"{id}: min_temp must be below max_temp");
        }
    }

    private void Check(string id, JsonElement config, YamlMappingNode[] pages, List<string> faults)
    {
        var fields = pages.SelectMany(page => ((YamlMappingNode)page["fields"]).Children).ToDictionary(f => f.Key.ToString(), f => f.Value.ToString());
        var required = pages.Where(page => page.Children.ContainsKey("required")).SelectMany(page => List(page, "required"));
        faults.AddRange(required.Where(name => !config.TryGetProperty(name, out _)).Select(name => $"{id}: {name} is missing"));
        foreach (var field in config.EnumerateObject())
        {
            if (!fields.TryGetValue(field.Name, out var type))
            {
                faults.Add($"{id}: {field.Name} is not documented");
            }
            else if (!Fits(field.Value, type))
            {
                faults.Add($"{id}: {field.Name} is no {type}: {field.Value.GetRawText()}");
            }
        }
    }

    private bool Fits(JsonElement value, string type) => type switch
    {
        "text or null" => value.ValueKind == JsonValueKind.Null || Fits(value, "text"),
        "text" => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0,
        "template" => value.ValueKind == JsonValueKind.String && Template().IsMatch(value.GetString()!),
        "topic" or "target" => value.ValueKind == JsonValueKind.String && Topic().IsMatch(value.GetString()!),
        "icon" => value.ValueKind == JsonValueKind.String && Icon().IsMatch(value.GetString()!),
        "url" => value.ValueKind == JsonValueKind.String && Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
        "whole" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) && whole >= 0,
        "number" => value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()),
        "flag" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "map" => value.ValueKind == JsonValueKind.Object,
        "list" => IsList(value) && value.GetArrayLength() > 0,
        "SENSOR_CLASS" => value.ValueKind == JsonValueKind.String,
        "CLIMATE_MODES" or "WATER_HEATER_MODES" => IsList(value) && value.EnumerateArray().All(mode => Listed(type).Contains(mode.GetString()!)),
        _ => Listed(type).Contains(
            value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString(CultureInfo.InvariantCulture) : value.GetString() ?? ""),
    };

    private static bool IsList(JsonElement value) => value.ValueKind == JsonValueKind.Array
        && value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count() == value.GetArrayLength();

    private List<string> Listed(string name) => List(Map("lists"), name);

    private YamlMappingNode Map(string name) => (YamlMappingNode)_root[name];

    private static YamlMappingNode Without(YamlMappingNode page, string field) => new(
        new YamlScalarNode("required"), new YamlSequenceNode(((YamlSequenceNode)page["required"]).Where(name => name.ToString() != field)),
        new YamlScalarNode("fields"), new YamlMappingNode(((YamlMappingNode)page["fields"]).Where(f => f.Key.ToString() != field)));

    private static List<string> List(YamlNode node, string name) => [.. ((YamlSequenceNode)node[name]).Select(item => item.ToString())];

    private static string? Text(JsonElement config, string name) => config.TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\{\{ .+ \}\}$")]
    private static partial Regex Template();

    [GeneratedRegex(@"^[^+#\s][^+#]*$")]
    private static partial Regex Topic();

    [GeneratedRegex("^mdi:[a-z0-9-]+$")]
    private static partial Regex Icon();
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Econet.Actors.Messages;
using Econet.Gateway.Mqtt;
using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.HomeAssistant;

/// <summary>A device as Home Assistant knows it, and the messages that announce it.</summary>
/// <param name="UniqueId">
/// Of the controller's own id, so that it survives a new name, another gateway, and a lost state; where it has none, of the gateway's id for
/// the device, and of a base topic of its own, so that two gateways on one broker can call theirs the same.
/// </param>
internal sealed record HomeAssistantDevice(string UniqueId, bool HasAlarms, JsonObject Description)
{
    /// <summary>The controller's parameters that describe it.</summary>
    public const string Uid = "UID";
    public const string Model = "Nazwa";
    public const string Software = "PS";
    public const string Hardware = "HV";

    /// <summary>A register that every NEA SMART system has.</summary>
    private const string NeaSmartZone = "base1_zone1_state";

    /// <summary>Every unique id of ours begins so, and every config's topic holds one.</summary>
    private const string Beginning = "econet_";

    /// <summary>The gateway's own id. No device can have it: theirs begin with a letter or a digit.</summary>
    public const string Gateway = "_gateway";

    /// <summary>Of a bus's parameters, how many must have been read before the device is announced: conditions and limits hang on them.</summary>
    private const double EnoughRead = 0.9;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null while too little of the device is known to announce it.</summary>
    /// <param name="name">What the owner calls it; null for a name made of its id.</param>
    /// <param name="url">Where a browser finds the gateway; null where that is not known.</param>
    /// <param name="unique">The id of the device whose controller has one of its own, by that one.</param>
    public static HomeAssistantDevice? Of(
        DeviceSnapshot device, string? name, KnownParameters known, MqttTopics topics, string? url, Func<string, string> unique)
    {
        var ours = IdOf(device.Device, topics);
        var called = name ?? Title(device.Device);
        if (known.Find(NeaSmartZone) is not null)
        {
            return IsSpokenOf(device, known)
                ? new HomeAssistantDevice(ours, HasAlarms: false, Describe([ours], called, device, known, "REHAU", "NEA SMART 2.0", topics, url))
                : null;
        }

        var uid = known.Text(Uid);
        if ((uid is null && known.Find(Uid) is not null)
            || device.Parameters.Count(p => p.ReadAt is not null) < device.Parameters.Length * EnoughRead)
        {
            return null;
        }

        var id = uid is null ? ours : unique(Beginning + Slug(uid));
        return new HomeAssistantDevice(
            id, HasAlarms: true,
            Describe([.. new[] { id, ours }.Distinct()], called, device, known, "Plum", known.Text(Model) ?? "GM3", topics, url));
    }

    /// <summary>The id in Home Assistant of a device of which only the gateway's id is known, or of the gateway itself (<see cref="Gateway"/>).</summary>
    public static string IdOf(string device, MqttTopics topics)
    {
        var one = device == Gateway && topics.Node is { } node ? $"{device}_{node}" : device;
        return Beginning + Slug(topics.BaseTopic == MqttTopics.DefaultBase ? one : $"{topics.BaseTopic}_{one}");
    }

    /// <summary>One message for all entities. https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload</summary>
    public MqttMessage Announce(MqttTopics topics, string prefix, string version, Dictionary<string, JsonObject> configs)
    {
        var payload = Common(topics, version);
        payload["cmps"] = new JsonObject(configs.Select(config => KeyValuePair.Create(config.Key, (JsonNode?)config.Value)));
        return Whole(prefix, UniqueId, payload);
    }

    /// <summary>A message for one entity. https://www.home-assistant.io/integrations/mqtt/#single-component-discovery-payload</summary>
    public MqttMessage AnnounceOne(MqttTopics topics, string prefix, string version, string id, JsonObject config) =>
        Single(prefix, UniqueId, id, config, Common(topics, version));

    /// <summary>The message with all components of a device.</summary>
    public static MqttMessage Whole(string prefix, string device, JsonObject payload) => Retained($"{prefix}/device/{device}/config", payload);

    /// <summary>The message of one component.</summary>
    /// <param name="payload">What all components of the device have in common; the component is added to it.</param>
    public static MqttMessage Single(string prefix, string device, string id, JsonObject config, JsonObject payload)
    {
        foreach (var (key, value) in config.Where(field => field.Key != "p"))
        {
            payload[key] = value?.DeepClone();
        }

        return Retained($"{prefix}/{config["p"]}/{device}/{id}/config", payload);
    }

    /// <summary>Whether a config of this gateway could have that topic.</summary>
    public static bool IsOwn(string topic, string prefix) =>
        topic.StartsWith(prefix, StringComparison.Ordinal) && topic.AsSpan(prefix.Length).Contains("/" + Beginning, StringComparison.Ordinal);

    /// <summary>A text as topics of configs and unique ids take it: letters, digits, _ and -.</summary>
    public static string Slug(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));

    /// <summary>All registers of NEA SMART are there from the start; which zones there are is known when a base is there and has written.</summary>
    private static bool IsSpokenOf(DeviceSnapshot device, KnownParameters known) =>
        device.Alive && RegisterMap.Zones.Any(zone => known.Find(zone.Temperature.Key)?.ReadAt is not null);

    private JsonObject Common(MqttTopics topics, string version)
    {
        var device = (string)Description["device"]!;
        return new JsonObject
        {
            ["dev"] = Description["dev"]!.DeepClone(),
            ["o"] = Origin.Of(version),
            ["availability"] = new JsonArray(
                new JsonObject { ["topic"] = topics.Status },
                new JsonObject { ["topic"] = topics.Availability(device) }),
            ["availability_mode"] = "all",
        };
    }

    private static JsonObject Describe(
        string[] ids, string name, DeviceSnapshot device, KnownParameters known, string manufacturer, string model, MqttTopics topics, string? url)
    {
        var description = new JsonObject
        {
            ["identifiers"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]),
            ["name"] = name,
            ["manufacturer"] = manufacturer,
            ["model"] = model,
            ["via_device"] = IdOf(Gateway, topics),
        };
        ParameterEntities.Set(description, "configuration_url", url);
        ParameterEntities.Set(description, "sw_version", known.Text(Software));
        ParameterEntities.Set(description, "hw_version", known.Text(Hardware));
        ParameterEntities.Set(description, "serial_number", known.Text(Uid));
        return new JsonObject { ["device"] = device.Device, ["dev"] = description };
    }

    /// <summary><c>Heatpump</c> for <c>heatpump</c>, <c>House two</c> for <c>house_two</c>.</summary>
    internal static string Title(string id)
    {
        var words = id.Replace('_', ' ').Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static MqttMessage Retained(string topic, JsonObject payload) =>
        new(topic, Encoding.UTF8.GetBytes(payload.ToJsonString(Json)), Retain: true);
}

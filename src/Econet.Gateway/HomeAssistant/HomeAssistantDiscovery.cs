using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Mqtt;

namespace Econet.Gateway.HomeAssistant;

/// <summary>
/// Announces devices to Home Assistant by MQTT discovery. https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
/// </summary>
internal sealed class HomeAssistantDiscovery(
    HomeAssistantOptions options, MqttTopics topics, string prefix, TimeSpan refresh, string version)
    : IDiscovery
{
    /// <summary>A refresh may be late, or lost once.</summary>
    private const double RefreshesUntilExpired = 3;

    /// <summary>Where Home Assistant reports its start by default, independent of its discovery prefix.</summary>
    private const string Birth = "homeassistant/status";

    private readonly Lock _gate = new();
    private readonly StatusEntities _status = new(options, topics, prefix, version);

    private readonly Dictionary<string, Announced> _announced = [];

    private readonly UniqueIds _ids = new(isShared: topics.Node is not null);

    /// <summary>The current topics, and those of before.</summary>
    private ImmutableArray<MqttTopics> _own = [topics];

    /// <summary>Parameters whose values the configs hold.</summary>
    private readonly ImmutableHashSet<string> _texts =
    [
        HomeAssistantDevice.Uid, HomeAssistantDevice.Model, HomeAssistantDevice.Software, HomeAssistantDevice.Hardware,
        .. options.Entities.Rows.Select(row => row.Group.TitleFrom).OfType<string>(),
    ];

    private readonly ImmutableHashSet<string> _conditions = [.. options.Entities.Rows.Select(row => row.Group.When).OfType<string>()];

    /// <summary>The conditions of entities that have one, by the entities' ids.</summary>
    private readonly ImmutableDictionary<string, string> _conditionsById = options.Entities.Rows
        .Where(row => row.Group.When is not null)
        .DistinctBy(row => HomeAssistantDevice.Slug(row.Id))
        .ToImmutableDictionary(row => HomeAssistantDevice.Slug(row.Id), row => row.Group.When!);

    private readonly ImmutableHashSet<string> _births = [Birth, $"{prefix}/status"];

    public IReadOnlyList<string> Filters => [$"{prefix}/+/+/config", $"{prefix}/+/+/+/config", .. _births];

    private int? ExpireAfter => refresh > TimeSpan.Zero ? (int)Math.Ceiling(refresh.TotalSeconds * RefreshesUntilExpired) : null;

    public bool Matters(ParameterValue before, ParameterValue now) =>
        _texts.Contains(now.Name)
        || (_conditions.Contains(now.Name) && Holds(before) != Holds(now))
        || (now.Writable && (ParameterEntities.IsOutside(before) || ParameterEntities.IsOutside(now)));

    public IReadOnlyList<MqttMessage>? Announce(DeviceSnapshot device)
    {
        var known = new KnownParameters(device);
        lock (_gate)
        {
            if (HomeAssistantDevice.Of(device, options.NamesOf(device.Device).Device, known, topics, options.Url, own => _ids.Of(device.Device, own))
                is not { } described)
            {
                return null;
            }

            var announced = AnnouncedOf(device.Device);
            var configs = Configs(device, known, described, announced);
            announced.Awaited.Clear();
            announced.Awaited.UnionWith(configs.Values.Where(config => config.ContainsKey("expire_after"))
                .Select(config => (string)config["state_topic"]!));
            return options.By == DiscoveryBy.Device
                ? [described.Announce(topics, prefix, version, Components(announced, configs))]
                : [.. configs.Select(config => described.AnnounceOne(topics, prefix, version, config.Key, config.Value))];
        }
    }

    public IReadOnlyList<MqttMessage> AnnounceStatus(string? device) => device is null ? [.. _status.OfGateway(), .. BeforeCluster()] : _status.OfDevice(device);

    public void Forget(string device)
    {
        lock (_gate)
        {
            _announced.Remove(device);
            _ids.Forget(device);
        }
    }

    public void Adopt(MqttTopics former) => ImmutableInterlocked.Update(ref _own, (own, more) => own.Add(more), former);

    public IReadOnlyList<MqttMessage> AnnounceThermostat(string device) => _status.OfThermostat(device);

    public bool Awaits(string stateTopic)
    {
        lock (_gate)
        {
            return _announced.Values.Any(announced => announced.Awaited.Contains(stateTopic));
        }
    }

    public Heard Hear(string topic, ReadOnlySpan<byte> payload, bool retained)
    {
        if (_births.Contains(topic))
        {
            // A retained birth is an old one: Home Assistant reads the retained configs itself when it starts.
            return !retained && payload.SequenceEqual("online"u8) ? Heard.Restarted.Instance : Heard.Nothing.Instance;
        }

        if (!retained || !HomeAssistantDevice.IsOwn(topic, prefix))
        {
            return Heard.Nothing.Instance;
        }

        foreach (var own in _own)
        {
            if (AnnouncedConfig.Read(topic, payload, own) is { } config)
            {
                return new Heard.OwnConfig(config.Device, Learn(config));
            }

            if (AnnouncedConfig.IsOfStatus(payload, own))
            {
                return Heard.OwnStatus.Instance;
            }
        }

        return Heard.Nothing.Instance;
    }

    /// <summary>A gateway that was alone, and is a node of a cluster now, has another name there.</summary>
    private IEnumerable<MqttMessage> BeforeCluster() => topics.Node is null
        ? []
        : new StatusEntities(options, topics with { Node = null }, prefix, version).OfGateway().Select(config => MqttMessage.Retained(config.Topic, ""));

    private Announced AnnouncedOf(string device)
    {
        if (!_announced.TryGetValue(device, out var announced))
        {
            _announced[device] = announced = new Announced([], [], []);
        }

        return announced;
    }

    /// <returns>Whether it holds components that were not known of.</returns>
    private bool Learn(AnnouncedConfig config)
    {
        lock (_gate)
        {
            var announced = AnnouncedOf(config.Device);
            _ids.Learn(config.Device, config.UniqueId);
            announced.Held.UnionWith(config.Listed.Select(id => _conditionsById.GetValueOrDefault(id)).OfType<string>());
            var before = announced.Platforms.Count;
            foreach (var (key, platform) in config.Platforms)
            {
                announced.Platforms.TryAdd(key, platform);
            }

            return announced.Platforms.Count > before;
        }
    }

    /// <summary>
    /// The components of a device's message. One that is gone is named by its platform alone, or Home Assistant would keep it. Keys hold the
    /// platform, so that an entity that becomes another kind goes and comes in one message.
    /// </summary>
    private static Dictionary<string, JsonObject> Components(Announced announced, Dictionary<string, JsonObject> configs)
    {
        var components = configs.ToDictionary(config => $"{config.Value["p"]}_{config.Key}", config => config.Value);
        foreach (var (key, platform) in announced.Platforms.Where(former => !components.ContainsKey(former.Key)).OrderBy(former => former.Key, StringComparer.Ordinal))
        {
            components[key] = new JsonObject { ["p"] = platform };
        }

        foreach (var (key, config) in components)
        {
            announced.Platforms[key] = (string)config["p"]!;
        }

        return components;
    }

    /// <summary>The configs of all entities of a device, by their ids.</summary>
    private Dictionary<string, JsonObject> Configs(
        DeviceSnapshot device, KnownParameters known, HomeAssistantDevice described, Announced announced)
    {
        var configs = new Dictionary<string, JsonObject>();
        var parameters = new ParameterEntities(topics, device.Device, ExpireAfter);
        var thermal = new ThermalEntities(topics, device.Device);
        var listed = new HashSet<int>();
        foreach (var row in options.Entities.Rows.Where(row => Holds(row.Group.When, known, announced.Held)))
        {
            var title = Title(device.Device, row.Group, known);
            if (row.Component is Component.Climate or Component.WaterHeater)
            {
                Add(row, row.Component.Value, thermal.Build(row, known), title);
            }
            else if (known.First(row.Parameters) is { } parameter)
            {
                listed.Add(parameter.Index);
                var whole = options.Words.Complete(row, parameter);
                var component = ParameterEntities.ComponentOf(whole, parameter);
                Add(whole, component, parameters.Build(whole, parameter, component), title);
            }
        }

        configs["pending"] = StatusEntities.Pending(topics, device.Device);
        if (described.HasAlarms)
        {
            AlarmEntities.Add(configs, topics, device.Device);
            configs["bus_quality"] = StatusEntities.BusQuality(topics, device.Device);
        }

        if (options.HasPerformance)
        {
            PerformanceEntities.Add(configs, topics, device.Device, options.Words.RolesOf(device));
        }

        foreach (var schedule in WeeklySchedule.Find(device.Parameters))
        {
            // That of a circuit has the circuit's condition, and its name.
            var group = options.Entities.Rows.FirstOrDefault(row => row.Group.When == $"{schedule.Name}active")?.Group;
            if (Holds(group?.When, known, announced.Held))
            {
                var title = group is null ? null : Title(device.Device, group, known);
                var name = options.Words.ScheduleName(schedule.Name, known, title);
                configs.TryAdd(ScheduleEntities.IdOf(schedule), ScheduleEntities.Of(schedule, name, topics, device.Device));
            }
        }

        foreach (var parameter in options.AllParameters ? device.Parameters : [])
        {
            if (!listed.Contains(parameter.Index))
            {
                var name = parameter.Name.Length > 0 ? parameter.Key : string.Create(CultureInfo.InvariantCulture, $"Parameter {parameter.Index}");
                // By its key, which is how it is known again for one that the table does not name.
                var row = options.Words.Complete(EntityRow.Unlisted(parameter.Key, parameter.Key, name), parameter);
                var component = ParameterEntities.ComponentOf(row, parameter);
                Add(row, component, parameters.Build(row, parameter, component), title: null);
            }
        }

        foreach (var (id, config) in configs)
        {
            config["unique_id"] = $"{described.UniqueId}_{id}";
        }

        return configs;

        void Add(EntityRow row, Component component, JsonObject? config, string? title)
        {
            if (config is null)
            {
                return;
            }

            config["p"] = component.Name();
            config["name"] = (title, row.Name) switch
            {
                (null, var name) => name ?? row.Id,
                (_, null) => title,
                _ => $"{title} {row.Name}",
            };
            ParameterEntities.Set(config, "icon", row.Icon);
            // What is only shown can't be a setting.
            var isShownOnly = component is Component.Sensor or Component.BinarySensor;
            ParameterEntities.Set(config, "entity_category", isShownOnly && row.Category == "config" ? "diagnostic" : row.Category);
            if (!row.Enabled)
            {
                config["enabled_by_default"] = false;
            }

            if (options.By == DiscoveryBy.Entity && (string?)config["device_class"] == HomeAssistantTerms.TemperatureDelta)
            {
                // Announced so for an older Home Assistant, which would not take the entity.
                config.Remove("device_class");
            }

            configs.TryAdd(HomeAssistantDevice.Slug(row.Id), config);
        }
    }

    /// <summary>Whether a condition holds; one of which nothing is known holds when it did before.</summary>
    private static bool Holds(string? when, KnownParameters known, HashSet<string> held)
    {
        if (when is null)
        {
            return true;
        }

        var holds = known.Find(when) is { } parameter && (Holds(parameter) ?? held.Contains(when));
        _ = holds ? held.Add(when) : held.Remove(when);
        return holds;
    }

    /// <summary>Whether a condition's parameter is on; null when its value is unknown.</summary>
    private static bool? Holds(ParameterValue parameter) =>
        parameter.Value.IsNone ? null : !Values.ParameterTypes.IsInteger(parameter.Type) || parameter.Value.ToInteger() != 0;

    private string? Title(string device, EntityGroup group, KnownParameters known) =>
        group.Member is { } member && options.NamesOf(device).Of(member) is { } label ? label
        : group.TitleFrom is { } from && known.Text(from) is { } title ? title
        : group.Title;

    /// <summary>What was announced of a device, in this run or an earlier one.</summary>
    /// <param name="Platforms">The platforms of all components, including removed ones, by their keys.</param>
    /// <param name="Held">The conditions that held: a sensor that fails, or is not read yet, takes no entities away.</param>
    /// <param name="Awaited">State topics that have to be published from time to time, or their entities expire.</param>
    private sealed record Announced(Dictionary<string, string> Platforms, HashSet<string> Held, HashSet<string> Awaited);
}

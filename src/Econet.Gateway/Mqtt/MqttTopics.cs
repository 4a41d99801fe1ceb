using System.Text;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// The names of all topics below the base topic. A key is a level of its own: what a level can't hold is percent-encoded as in a URL, and so
/// is the first letter of a key that would read as one of the device's own topics.
/// </summary>
/// <param name="BaseTopic">Without a slash at its end; may have levels.</param>
/// <param name="Node">The node of a cluster whose topics these are, <c>host:port</c>; null without a cluster. What the nodes share has no node in it.</param>
internal sealed record MqttTopics(string BaseTopic, string? Node = null)
{
    /// <summary>Requests about the virtual thermostat.</summary>
    public const string ThermostatPart = "thermostat";

    /// <summary>Of the thermostat: a reading of the room.</summary>
    public const string TemperatureName = "temperature";

    /// <summary>Of the thermostat: its pairing.</summary>
    public const string PairName = "pair";

    /// <summary>Requests about weekly schedules, by their names.</summary>
    public const string SchedulesPart = "schedules";

    /// <summary>Requests about alarms.</summary>
    public const string AlarmsPart = "alarms";

    /// <summary>Of the alarms: their owner has seen them.</summary>
    public const string SeenName = "seen";

    /// <summary>The base topic where none is set.</summary>
    public const string DefaultBase = "econet";

    public const string Online = "online";
    public const string Offline = "offline";

    private const string NodesLevel = "nodes";
    private const string StatusLevel = "status";
    private const string PerformanceLevel = "performance";
    private const string SetLevel = "set";
    private const string ResultLevel = "result";
    private const string PendingLevel = "pending";
    private const string AvailabilityLevel = "availability";

    private static readonly HashSet<string> Reserved = [AvailabilityLevel, "quality", "json", AlarmsPart, "alarm", "problem", "bus", PendingLevel, PerformanceLevel, ThermostatPart, SchedulesPart];

    /// <summary>Retained <see cref="Online"/>, or <see cref="Offline"/> as the last will: the gateway is connected to the broker.</summary>
    public string Status => $"{NodeTopic}/{StatusLevel}";

    /// <summary>Retained JSON: <c>{"version":…,"started_at":…,"problem":[…]}</c>, how the gateway itself is.</summary>
    public string Gateway => $"{NodeTopic}/gateway";

    /// <summary>Where a restart of the gateway is requested.</summary>
    public string Restart => $"{NodeTopic}/restart/{SetLevel}";

    private string NodeTopic => Node is null ? BaseTopic : $"{BaseTopic}/{NodesLevel}/{Node}";

    /// <summary>What all topics of a device begin with.</summary>
    public string Of(string device) => $"{BaseTopic}/{device}/";

    /// <summary>Whether it is the <see cref="Status"/> of this gateway, of another node, or of what was here before the cluster.</summary>
    public bool IsStatus(string? topic) => topic == Status || (Node is not null && topic is not null
        && (topic == $"{BaseTopic}/{StatusLevel}"
            || (topic.StartsWith($"{BaseTopic}/{NodesLevel}/", StringComparison.Ordinal) && topic.EndsWith($"/{StatusLevel}", StringComparison.Ordinal))));

    /// <summary>Whether the gateway publishes there, about itself or one of these devices. Commands are published by others.</summary>
    public bool IsPublished(string topic, IEnumerable<string> devices) =>
        topic == Gateway
        || (!topic.EndsWith("/" + SetLevel, StringComparison.Ordinal) && devices.Any(device => topic.StartsWith(Of(device), StringComparison.Ordinal)));

    /// <summary>Retained <see cref="Online"/> while the device answers, else <see cref="Offline"/>.</summary>
    public string Availability(string device) => $"{BaseTopic}/{device}/{AvailabilityLevel}";

    /// <summary>The device that a topic is of; null for other topics.</summary>
    public string? DeviceIn(string topic) => LevelsOf(topic) is [var device, _, ..] && device != NodesLevel ? device : null;

    /// <summary>The device whose availability the topic holds; null for other topics.</summary>
    public string? DeviceOf(string availability) => LevelsOf(availability) is [var device, AvailabilityLevel] ? device : null;

    /// <summary>Retained JSON object with the quality of every parameter whose quality is not good: <c>{"TempX":"absent"}</c>.</summary>
    public string Quality(string device) => $"{BaseTopic}/{device}/quality";

    /// <summary>Retained JSON: <c>{"problem":[{"code":…,"message":…,"since":…}]}</c>, an empty list when all is well.</summary>
    public string Problem(string device) => $"{BaseTopic}/{device}/problem";

    /// <summary>Retained JSON: <c>{"quality":98}</c>, the percentage of recent requests on the bus that were answered; null before the first.</summary>
    public string Bus(string device) => $"{BaseTopic}/{device}/bus";

    /// <summary>Retained JSON object with everything known of the device.</summary>
    public string Json(string device) => $"{BaseTopic}/{device}/json";

    /// <summary>Retained JSON: <c>{"active":1,"unseen":1,"alarms":[…]}</c>, the alarms as in <c>GET /api/alarms</c>.</summary>
    public string Alarms(string device) => $"{BaseTopic}/{device}/{AlarmsPart}";

    /// <summary>An alarm began or ended, not retained: <c>{"event_type":"started"|"ended","code":…,"name":…,"from_date":…,"to_date":…}</c>.</summary>
    public string Alarm(string device) => $"{BaseTopic}/{device}/alarm";

    /// <summary>Retained JSON: what the virtual thermostat reports to the bus, and whether it is paired.</summary>
    public string Thermostat(string device) => $"{BaseTopic}/{device}/{ThermostatPart}";

    /// <summary>Retained JSON: energy, COP, compressor and defrosts of today and this month, as <c>GET /api/performance</c> gives a period.</summary>
    public string Performance(string device) => $"{BaseTopic}/{device}/{PerformanceLevel}";

    /// <summary>Retained JSON: a weekly schedule, as text, by days, and in the form of Home Assistant's own schedules.</summary>
    public string Schedule(string device, string name) => $"{BaseTopic}/{device}/{SchedulesPart}/{Encode(name)}";

    /// <summary>Requests to a part of the device: <c>thermostat/temperature/set</c>.</summary>
    public string Request(string device, string part, string name) => $"{BaseTopic}/{device}/{part}/{Encode(name)}/{SetLevel}";

    /// <summary>The filter of all <see cref="Request"/> topics of a device.</summary>
    public string Requests(string device) => $"{BaseTopic}/{device}/+/+/{SetLevel}";

    /// <summary>What a topic requests; null for other topics.</summary>
    public (string Device, string Part, string Name)? RequestOf(string topic) =>
        LevelsOf(topic) is [var device, var part, var name, SetLevel] ? (device, part, Decode(name)) : null;

    /// <summary>The retained value of a parameter as plain text, <c>null</c> when its sensor is absent.</summary>
    public string State(string device, string key) => $"{BaseTopic}/{device}/{Encode(key)}";

    /// <summary>Retained while a write is under way: the requested value. Otherwise empty.</summary>
    public string Pending(string device, string key) => $"{State(device, key)}/{PendingLevel}";

    /// <summary>Retained JSON: <c>{"pending":{"HDWTSetPoint":"47"}}</c>, the requested values of all writes under way.</summary>
    public string Pending(string device) => $"{BaseTopic}/{device}/{PendingLevel}";

    /// <summary>The filter of all <see cref="Pending(string, string)"/> topics of a device.</summary>
    public string Pendings(string device) => $"{BaseTopic}/{device}/+/{PendingLevel}";

    /// <summary>The device and the key of a topic about a write under way; null for other topics.</summary>
    public (string Device, string Key)? PendingOf(string topic) =>
        LevelsOf(topic) is [var device, var level, PendingLevel] ? (device, Decode(level)) : null;

    /// <summary>Where a parameter's commands go.</summary>
    public string Set(string device, string key) => $"{State(device, key)}/{SetLevel}";

    /// <summary>The filter of all commands of a device.</summary>
    public string Commands(string device) => $"{BaseTopic}/{device}/+/{SetLevel}";

    /// <summary>The device and the key of a command's topic; null for other topics.</summary>
    public (string Device, string Key)? CommandOf(string topic) =>
        LevelsOf(topic) is [var device, { Length: > 0 } level, SetLevel] ? (device, Decode(level)) : null;

    /// <summary>Where the result of a command appears: next to it, however its key was written.</summary>
    /// <param name="command">A topic that <see cref="CommandOf"/> takes.</param>
    public static string ResultOf(string command) => command[..^SetLevel.Length] + ResultLevel;

    /// <summary>The topic of the state that a command changes.</summary>
    /// <param name="command">A topic that <see cref="CommandOf"/> takes.</param>
    public static string StateOf(string command) => command[..^(SetLevel.Length + 1)];

    /// <summary>A key as a topic's level; <see cref="Decode"/> is its inverse.</summary>
    public static string Encode(string key)
    {
        var isReserved = Reserved.Contains(key);
        if (!isReserved && key.Length > 0 && !key.AsSpan().ContainsAny("/+#%") && !key.Any(NeedsCode))
        {
            return key;
        }

        var level = new StringBuilder(key.Length + 8);
        Span<byte> utf8 = stackalloc byte[4];
        var isFirst = isReserved;
        foreach (var rune in key.EnumerateRunes())
        {
            if (isFirst || rune.Value is '/' or '+' or '#' or '%' || (rune.IsBmp && NeedsCode((char)rune.Value)))
            {
                foreach (var part in utf8[..rune.EncodeToUtf8(utf8)])
                {
                    level.Append('%').Append(part.ToString("X2", null));
                }
            }
            else
            {
                level.Append(rune.ToString());
            }

            isFirst = false;
        }

        return level.ToString();
    }

    /// <summary>The key that a topic's level means, also when more of it is encoded than needed.</summary>
    public static string Decode(string level) => Uri.UnescapeDataString(level);

    /// <summary>The levels below the base topic; none for a topic that is not below it.</summary>
    private string[] LevelsOf(string topic) =>
        topic.StartsWith(BaseTopic + "/", StringComparison.Ordinal) ? topic[(BaseTopic.Length + 1)..].Split('/') : [];

    private static bool NeedsCode(char c) => char.IsControl(c) || char.IsWhiteSpace(c);
}

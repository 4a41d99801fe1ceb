using Econet.Actors.Messages;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// Announces devices to other programs on the broker by retained messages, <em>configs</em>. Pure: it says what to publish, and the MQTT
/// connection publishes it, again after every reconnect, and empties own configs that no longer apply.
/// </summary>
internal interface IDiscovery
{
    /// <summary>
    /// Topic filters that are subscribed to for <see cref="Hear"/>: where own configs may lie, and where the other program says that it has
    /// started.
    /// </summary>
    IReadOnlyList<string> Filters { get; }

    /// <summary>
    /// Everything that announces a device as it is now. Asked for when the device's parameters, their keys, their limits, or values in a way
    /// that <see cref="Matters"/> have changed, never while no parameter is known; a config that is not among them any more is emptied on the
    /// broker. Null when it is too early to say: then nothing changes, and it is called again later.
    /// </summary>
    IReadOnlyList<MqttMessage>? Announce(DeviceSnapshot device);

    /// <summary>
    /// The configs of a device's status, or the gateway's own for null. They apply from the start, so that even a device of which nothing is known
    /// appears with its problem.
    /// </summary>
    IReadOnlyList<MqttMessage> AnnounceStatus(string? device);

    /// <summary>The device is not there any more; its configs are emptied.</summary>
    void Forget(string device);

    /// <summary>The gateway published with these topics before: what was announced with them is its own.</summary>
    void Adopt(MqttTopics former);

    /// <summary>The configs of a device's virtual thermostat, which it has whatever is known of the device.</summary>
    IReadOnlyList<MqttMessage> AnnounceThermostat(string device);

    /// <summary>Whether a parameter's other value makes other configs.</summary>
    bool Matters(ParameterValue before, ParameterValue now);

    /// <summary>Whether the state expires, so that it has to be published again from time to time.</summary>
    bool Awaits(string stateTopic);

    /// <summary>What a message on one of the filters means. Must be quick: everything that others announce comes along here.</summary>
    /// <param name="payload">Not empty.</param>
    /// <param name="retained">The message was retained before this subscription.</param>
    Heard Hear(string topic, ReadOnlySpan<byte> payload, bool retained);
}

/// <summary>What a message means to <see cref="IDiscovery"/>.</summary>
internal abstract record Heard
{
    /// <summary>It is somebody else's.</summary>
    public sealed record Nothing : Heard
    {
        public static readonly Nothing Instance = new();
    }

    /// <summary>The program that reads the configs has started: all of them are published again.</summary>
    public sealed record Restarted : Heard
    {
        public static readonly Restarted Instance = new();
    }

    /// <summary>
    /// A retained config that this gateway published, in this run or an earlier one, for the device with this id. It is emptied when the
    /// device is not among the gateway's devices, and when the next announcement of the device, which it makes due, does not hold it.
    /// </summary>
    /// <param name="HasMore">It holds something that no announcement of the device took into account, so that another one is due.</param>
    public sealed record OwnConfig(string Device, bool HasMore) : Heard;

    /// <summary>A retained config of <see cref="IDiscovery.AnnounceStatus"/> or <see cref="IDiscovery.AnnounceThermostat"/>; emptied when it is announced no more.</summary>
    public sealed record OwnStatus : Heard
    {
        public static readonly OwnStatus Instance = new();
    }
}

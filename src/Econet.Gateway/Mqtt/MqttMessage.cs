using System.Text;

namespace Econet.Gateway.Mqtt;

/// <summary>A message to the broker.</summary>
/// <param name="Payload">Empty and retained: removes what the broker retains under the topic.</param>
internal sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retain)
{
    /// <summary>A message that the broker keeps for whoever subscribes later.</summary>
    public static MqttMessage Retained(string topic, string payload) => new(topic, Encoding.UTF8.GetBytes(payload), Retain: true);

    /// <summary>A message for whoever is subscribed now.</summary>
    public static MqttMessage Passing(string topic, string payload) => new(topic, Encoding.UTF8.GetBytes(payload), Retain: false);
}

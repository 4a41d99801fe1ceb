using Econet.Gateway.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>Alarms of devices for tests that do not look at them.</summary>
internal static class Unseen
{
    public static AlarmTopics Alarms(string device) =>
        new(device, new MqttTopics("b"), new SeenAlarms("/proc/nowhere/seen.json", NullLogger.Instance), new Outbox());

    /// <summary>Told to an outbox.</summary>
    public static AlarmTopics AlarmsIn(string device, Outbox outbox) =>
        new(device, new MqttTopics("b"), new SeenAlarms("/proc/nowhere/seen.json", NullLogger.Instance), outbox);
}

namespace Econet.Gateway.Mqtt;

internal static partial class MqttLog
{
    [LoggerMessage(LogLevel.Information, "MQTT: connected to {Broker} as {Client}")]
    public static partial void Connected(ILogger logger, BrokerAddress broker, string client);

    [LoggerMessage(LogLevel.Warning, "MQTT: no connection to {Broker}: {Reason} (attempt {Attempt})")]
    public static partial void NotConnected(ILogger logger, BrokerAddress broker, string reason, int attempt);

    [LoggerMessage(LogLevel.Warning, "MQTT: the connection to {Broker} is lost: {Reason}")]
    public static partial void Lost(ILogger logger, BrokerAddress broker, string reason);

    [LoggerMessage(LogLevel.Information, "MQTT: {Broker} speaks only version 3.1.1")]
    public static partial void OlderVersion(ILogger logger, BrokerAddress broker);

    [LoggerMessage(LogLevel.Warning, "MQTT: the broker refuses the subscription to {Filter}: {Reason}")]
    public static partial void NotSubscribed(ILogger logger, string filter, string reason);

    [LoggerMessage(LogLevel.Warning, "MQTT: the broker refuses messages to {Topic}: {Reason}; further refusals are not logged")]
    public static partial void NotTaken(ILogger logger, string topic, string reason);

    [LoggerMessage(LogLevel.Warning, "MQTT: {Topic}: ignored because it is retained: a retained command would be repeated at every connection")]
    public static partial void IgnoredRetained(ILogger logger, string topic);

    [LoggerMessage(LogLevel.Warning, "MQTT: {Topic}: ignored because the broker delivered it before")]
    public static partial void IgnoredRepeated(ILogger logger, string topic);

    [LoggerMessage(LogLevel.Warning, "MQTT: {Topic}: refused with others because too many commands arrive at once")]
    public static partial void TooManyCommands(ILogger logger, string topic);

    [LoggerMessage(LogLevel.Information, "MQTT: {Topic}: {Error}")]
    public static partial void CommandRefused(ILogger logger, string topic, string error);

    [LoggerMessage(LogLevel.Error, "MQTT: {Topic} failed")]
    public static partial void CommandFailed(ILogger logger, Exception error, string topic);

    [LoggerMessage(LogLevel.Debug, "MQTT: {Device} can't be followed: {Reason}; retrying")]
    public static partial void NotFollowed(ILogger logger, string device, string reason);

    [LoggerMessage(LogLevel.Warning, "MQTT: a restart of the gateway was requested")]
    public static partial void Restarting(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "Which alarms were seen will be forgotten at the next start: {Path}: {Reason}")]
    public static partial void SeenAlarmsUnkept(ILogger logger, string path, string reason);

    [LoggerMessage(LogLevel.Information, "MQTT: clearing what was published under {BaseTopic} and announced under {Prefix}")]
    public static partial void ClearingFormer(ILogger logger, string baseTopic, string prefix);

    [LoggerMessage(LogLevel.Warning, "If MQTT_BASE_TOPIC changes, the former topics will stay on the broker: {Path}: {Reason}")]
    public static partial void TopicsUnkept(ILogger logger, string path, string reason);

    [LoggerMessage(LogLevel.Error, "MQTT failed")]
    public static partial void Failed(ILogger logger, Exception error);
}

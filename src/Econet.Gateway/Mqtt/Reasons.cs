using MQTTnet;

namespace Econet.Gateway.Mqtt;

/// <summary>Why there is no connection, in words for people. None of them holds a secret.</summary>
internal static class Reasons
{
    /// <summary>What a broker of version 3.1.1 answers to one who greets it in version 5 (MQTT 3.1.1, 3.2.2.3).</summary>
    private const int UnacceptableProtocolVersion = 1;

    public static bool IsVersionUnknown(MqttClientConnectResultCode code) =>
        code == MqttClientConnectResultCode.UnsupportedProtocolVersion || (int)code == UnacceptableProtocolVersion;

    public static string Of(MqttClientConnectResult refused)
    {
        var reason = refused.ResultCode switch
        {
            MqttClientConnectResultCode.BadUserNameOrPassword => "the broker takes another user name or password",
            MqttClientConnectResultCode.NotAuthorized => "the broker does not let this user in",
            var code when IsVersionUnknown(code) => "the broker speaks another version of MQTT",
            var code => $"the broker refuses: {code}",
        };
        return string.IsNullOrEmpty(refused.ReasonString) ? reason : $"{reason} ({refused.ReasonString})";
    }

    public static string Of(MqttClientDisconnectedEventArgs lost) => lost.Reason switch
    {
        MqttClientDisconnectReason.SessionTakenOver => "another client has the same name; set MQTT_CLIENT_ID",
        MqttClientDisconnectReason.ServerShuttingDown => "the broker stops",
        _ when lost.Exception is { } failed => Of(failed),
        MqttClientDisconnectReason.NormalDisconnection => "the broker hung up",
        var reason => $"the broker hung up: {reason}",
    };

    /// <summary>What is at the root of it, on one line.</summary>
    public static string Of(Exception failed)
    {
        while (failed.InnerException is { } inner)
        {
            failed = inner;
        }

        return failed.Message.ReplaceLineEndings(" ");
    }
}

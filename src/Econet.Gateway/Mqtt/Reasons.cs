using System.Security.Authentication;
using Econet.Actors;
using MQTTnet;
using MQTTnet.Exceptions;

namespace Econet.Gateway.Mqtt;

/// <summary>Why there is no connection, in words for people. None of them holds a secret.</summary>
internal static class Reasons
{
    /// <summary>What a broker of version 3.1.1 answers to one who greets it in version 5 (MQTT 3.1.1, 3.2.2.3).</summary>
    private const int UnacceptableProtocolVersion = 1;

    public static bool IsVersionUnknown(MqttClientConnectResultCode code) =>
        code == MqttClientConnectResultCode.UnsupportedProtocolVersion || (int)code == UnacceptableProtocolVersion;

    public static BrokerFailure Of(MqttClientConnectResult refused)
    {
        var (fault, reason) = refused.ResultCode switch
        {
            MqttClientConnectResultCode.BadUserNameOrPassword => (BrokerFault.User, "the broker expects another user name or password"),
            MqttClientConnectResultCode.NotAuthorized => (BrokerFault.User, "the broker does not allow this user"),
            MqttClientConnectResultCode.Banned => (BrokerFault.User, "the broker has banned this client"),
            MqttClientConnectResultCode.ServerUnavailable or MqttClientConnectResultCode.ServerBusy
                or MqttClientConnectResultCode.QuotaExceeded or MqttClientConnectResultCode.ConnectionRateExceeded =>
                (BrokerFault.Unreachable, $"the broker accepts no connections at the moment: {refused.ResultCode}"),
            var code when IsVersionUnknown(code) => (BrokerFault.Refused, "the broker speaks another version of MQTT"),
            var code => (BrokerFault.Refused, $"the broker says {code}"),
        };
        return new BrokerFailure(fault, string.IsNullOrEmpty(refused.ReasonString) ? reason : $"{reason} ({refused.ReasonString})");
    }

    public static BrokerFailure Of(MqttClientDisconnectedEventArgs lost) => lost.Reason switch
    {
        MqttClientDisconnectReason.SessionTakenOver => new(BrokerFault.TakenOver, "another client has the same client id; set MQTT_CLIENT_ID"),
        MqttClientDisconnectReason.ServerShuttingDown => new(BrokerFault.Unreachable, "the broker stops"),
        _ when lost.Exception is MqttCommunicationTimedOutException silent => Of(silent),
        _ when lost.Exception is { } failed => Of(failed) with { Fault = BrokerFault.Cut },
        MqttClientDisconnectReason.NormalDisconnection => new(BrokerFault.Cut, "the broker closed the connection"),
        var reason => new(BrokerFault.Cut, $"the broker closed the connection: {reason}"),
    };

    public static BrokerFailure Of(Exception failed)
    {
        var isEncryption = false;
        for (var inner = failed; inner is not null; inner = inner.InnerException)
        {
            isEncryption |= inner is AuthenticationException;
        }

        return new BrokerFailure(isEncryption ? BrokerFault.Encryption : BrokerFault.Unreachable, FailureReason.Of(failed));
    }
}

using System.Globalization;
using Econet.Gateway.Http;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// What is wrong with the connection to the broker and what its owner can do about it, from how connections come about and end. Called from
/// one thread; <see cref="Current"/> from any.
/// </summary>
internal sealed class BrokerTroubles(MqttOptions options, TimeProvider time)
{
    /// <summary>A broker that starts, or a network that comes up, is no problem yet.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Two clients with one name throw each other out as often as the slower one comes back.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(2);

    /// <summary>Connections in a row that are made, and cut before they have settled: no broker that restarts does that.</summary>
    public const int MostCuts = 3;

    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private BrokerFailure? _failure;
    private long? _connectedAt;
    private long? _lostAt;
    private int _cuts;
    private bool _isShared;

    /// <summary>Codes and sentences that say what to do.</summary>
    public IReadOnlyList<(string Code, string Message)> Current
    {
        get
        {
            lock (_gate)
            {
                return [.. Shared(), .. Unconnected()];
            }
        }
    }

    public void Connected()
    {
        lock (_gate)
        {
            _connectedAt = time.GetTimestamp();
            _failure = null;
        }
    }

    /// <summary>An attempt to connect has failed, or a connection that stood is lost.</summary>
    public void Failed(BrokerFailure failure)
    {
        lock (_gate)
        {
            var stood = _connectedAt;
            _failure = failure;
            if (stood is not null)
            {
                _lostAt = time.GetTimestamp();
                _connectedAt = null;
            }

            _isShared = failure.Fault == BrokerFault.TakenOver || (_isShared && !HasSettled(stood));
            _cuts = stood is null || HasSettled(stood) ? 0 : _cuts;
            _cuts += failure.Fault == BrokerFault.Cut && stood is not null ? 1 : 0;
        }
    }

    private bool HasSettled(long? connectedAt) => connectedAt is { } at && time.GetElapsedTime(at) >= Settled;

    private IEnumerable<(string Code, string Message)> Shared()
    {
        if (HasSettled(_connectedAt))
        {
            yield break;
        }

        const string Remedy = "give each client its own MQTT_CLIENT_ID; a second gateway also needs its own MQTT_BASE_TOPIC";
        if (_isShared)
        {
            yield return (
                GatewayProblemCode.ClientIdShared,
                $"Another client uses the client id '{options.ClientId}' at the MQTT broker, and each connection ends the other: {Remedy}");
        }
        else if (_cuts >= MostCuts)
        {
            yield return (
                GatewayProblemCode.ClientIdShared,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The MQTT broker closed {_cuts} connections soon after they were made. Another client probably uses the client id '{options.ClientId}' too: {Remedy}"));
        }
    }

    private IEnumerable<(string Code, string Message)> Unconnected()
    {
        if (_failure is not { } failure)
        {
            yield break;
        }

        var remedy = failure.Fault switch
        {
            BrokerFault.User => "check MQTT_USERNAME and MQTT_PASSWORD, and the broker's list of users",
            BrokerFault.Encryption => "check whether MQTT_URL should be mqtt:// or mqtts://, MQTT_CA_FILE and MQTT_CERT_FILE",
            _ => "see the broker's log",
        };
        switch (failure.Fault)
        {
            case BrokerFault.User or BrokerFault.Encryption or BrokerFault.Refused:
                yield return (GatewayProblemCode.BrokerRefused, $"The MQTT broker {options.Broker} refuses the gateway: {failure.Reason}. Remedy: {remedy}");
                break;
            case BrokerFault.Unreachable when time.GetElapsedTime(_lostAt ?? _started) >= Patience:
                yield return (
                    GatewayProblemCode.BrokerUnreachable,
                    $"The MQTT broker {options.Broker} can't be reached: {failure.Reason}. Remedy: check MQTT_URL, and that the broker is running");
                break;
        }
    }
}

namespace Econet.Gateway.Http;

/// <summary>
/// The codes of the gateway's own problems; those of devices are <see cref="Actors.Messages.ProblemCode"/>. <c>docs/troubleshooting.md</c>
/// tells cause and remedy of each.
/// </summary>
internal static class GatewayProblemCode
{
    /// <summary>The audit can't be written to the disk.</summary>
    public const string AuditUnwritable = "audit_unwritable";

    /// <summary>The MQTT broker does not let the gateway in, or the two do not agree on encryption.</summary>
    public const string BrokerRefused = "broker_refused";

    /// <summary>The MQTT broker does not answer.</summary>
    public const string BrokerUnreachable = "broker_unreachable";

    /// <summary>The certificate of the API was changed, and can't be used; the one from before stays in use.</summary>
    public const string CertificateUnusable = "certificate_unusable";

    /// <summary>Another client uses the same MQTT client id, so that the broker cuts one of the two off again and again.</summary>
    public const string ClientIdShared = "client_id_shared";

    /// <summary>The configuration was changed, and is wrong now; what was read before stays in force.</summary>
    public const string ConfigurationUnreadable = "configuration_unreadable";

    /// <summary>Devices that were added over the API could not be brought back at the start.</summary>
    public const string DevicesNotRestored = "devices_not_restored";

    /// <summary>The history can't be written to the disk.</summary>
    public const string HistoryUnavailable = "history_unavailable";

    /// <summary>The history can't be handed on to InfluxDB.</summary>
    public const string InfluxUnavailable = "influx_unavailable";

    /// <summary>The file with the API's keys can't be read.</summary>
    public const string KeysUnreadable = "keys_unreadable";

    /// <summary>Other machines reach the API and there is no key, so that what needs one is refused to them.</summary>
    public const string NoApiKey = "no_api_key";

    /// <summary>There is no device, neither of the settings nor added over the API.</summary>
    public const string NoDevice = "no_device";

    /// <summary>A vocabulary file was changed, and is wrong now; what was read before stays in force.</summary>
    public const string VocabularyUnreadable = "vocabulary_unreadable";
}

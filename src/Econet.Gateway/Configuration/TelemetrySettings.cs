using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>How OpenTelemetry data travels.</summary>
public enum OtlpTransport
{
    Grpc,
    Http,
}

/// <summary>The OpenTelemetry collector that metrics and traces are sent to.</summary>
/// <param name="Endpoint">Over HTTP, the URL that <c>v1/metrics</c> and <c>v1/traces</c> are below.</param>
/// <param name="Interval">How often metrics are sent.</param>
public sealed record TelemetryOptions(Uri Endpoint, OtlpTransport Transport, TimeSpan Interval);

/// <summary>The settings of telemetry; a part of <see cref="Settings.All"/>.</summary>
internal static class TelemetrySettings
{
    public static readonly Setting<Uri> Endpoint = new(
        "OTLP_ENDPOINT", "telemetry.otlp_endpoint", "", "an http or https URL",
        "The OpenTelemetry collector that metrics and traces are sent to, such as http://nas:4317. Prometheus needs no setting: see docs/metrics.md.", WebAddress)
    {
        Told = ToldAddress.Of,
    };

    public static readonly Setting<OtlpTransport?> Transport = new(
        "OTLP_PROTOCOL", "telemetry.otlp_protocol", "grpc", "grpc or http",
        "What the collector takes at OTLP_ENDPOINT: OTLP over gRPC (usually port 4317), or over HTTP (usually port 4318).", Choice<OtlpTransport>);

    public static readonly Setting<int?> Interval = new(
        "OTLP_INTERVAL", "telemetry.otlp_interval", "60", "seconds, 1 to 3600", "How often metrics are sent to OTLP_ENDPOINT.", t => Whole(t, 1, 3600));

    public static IReadOnlyList<Setting> All { get; } = [Endpoint, Transport, Interval];

    /// <returns>Null without a collector.</returns>
    public static TelemetryOptions? From(SettingValues values) =>
        values.Find(Endpoint) is { } endpoint ? new TelemetryOptions(endpoint, values.Get(Transport), TimeSpan.FromSeconds(values.Get(Interval))) : null;
}

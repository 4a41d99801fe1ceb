using System.Diagnostics.Metrics;
using Econet.Actors.Devices;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Live;
using Econet.Gateway.Metrics;
using Econet.Gateway.Security;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Econet.Gateway.Hosting;

/// <summary>What is measured, for Prometheus at /metrics, and with traces for an OpenTelemetry collector where one is set.</summary>
internal static class Telemetry
{
    private const string Path = "/metrics";

    public static void Add(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<GatewayMeter>();
        services.AddSingleton<IDeviceEvents>(provider => provider.GetRequiredService<GatewayMeter>());
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("econet-gateway", serviceVersion: Product.Version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(DeviceMeter.Name, GatewayMeter.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel");
                metrics.AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
                metrics.ConfigureServices(configured => configured.ConfigureOpenTelemetryMeterProvider((provider, builder) =>
                    builder.AddView(instrument => OnlyOwn(provider.GetRequiredService<IMeterFactory>(), instrument))));
                if (options.Telemetry is { } collector)
                {
                    metrics.AddOtlpExporter((otlp, reader) =>
                    {
                        Set(otlp, collector, "v1/metrics");
                        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)collector.Interval.TotalMilliseconds;
                    });
                }
            });
        if (options.Telemetry is { } target)
        {
            // Requests, and what they ask of devices.
            telemetry.WithTracing(traces => traces
                .AddAspNetCoreInstrumentation()
                .AddSource(DeviceTraces.Name)
                .AddOtlpExporter(otlp => Set(otlp, target, "v1/traces")));
        }
    }

    private static void Set(OtlpExporterOptions otlp, TelemetryOptions collector, string path)
    {
        var isHttp = collector.Transport == OtlpTransport.Http;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Endpoint = isHttp ? new Uri($"{collector.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}") : collector.Endpoint;
    }

    /// <summary>Meters are global by name; those of another host in the process are not exported here.</summary>
    private static MetricStreamConfiguration? OnlyOwn(IMeterFactory own, Instrument instrument) =>
        instrument.Meter.Name == GatewayMeter.Name && !ReferenceEquals(instrument.Meter.Scope, own) ? MetricStreamConfiguration.Drop : null;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPrometheusScrapingEndpoint(Path, meterProvider: null, configureBranchedPipeline: branch => branch.Use(CheckAsync), optionsName: null)
        .RequireAuthorization(Policies.Read);

    /// <summary>All devices together.</summary>
    private static Task CheckAsync(HttpContext context, RequestDelegate next) => context.Sight() is { IsForAllDevices: true, IsForAllParameters: true }
        ? next(context)
        : throw Callers.Refused($"'{context.User.Identity?.Name}' is for some devices or parameters only; {Path} tells of all");
}

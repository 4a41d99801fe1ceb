using System.Diagnostics.Metrics;
using Econet.Gateway.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Econet.Gateway.Tests.Support;

/// <summary>Room for the metrics of some parameters. Room for 2,000 in each of 60 instruments takes longer to make than the rest of a host.</summary>
internal static class FewMetrics
{
    private static readonly MetricStreamConfiguration Room = new() { CardinalityLimit = 100 };

    public static void Use(IServiceCollection services) => services.ConfigureOpenTelemetryMeterProvider(
        (provider, metrics) => metrics.AddView(instrument => IsExported(provider.GetRequiredService<IMeterFactory>(), instrument) ? Room : null));

    /// <summary>Those of other hosts in the process are left out by the gateway itself.</summary>
    private static bool IsExported(IMeterFactory own, Instrument instrument) =>
        instrument.Meter.Name != GatewayMeter.Name || ReferenceEquals(instrument.Meter.Scope, own);
}

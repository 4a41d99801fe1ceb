using Econet.Gateway.Configuration;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Econet.Gateway.Hosting;

internal static class Logging
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u4} {DevicePrefix:l}{Message:lj}{NewLine}{Exception}";

    /// <summary>Logs to standard output; sinks among the services get the events too.</summary>
    public static void AddLogging(IServiceCollection services, GatewayOptions options)
    {
        var levels = new LogLevels();
        levels.Set(options.LogLevel);
        services.AddSingleton(levels);
        services.AddSerilog(preserveStaticLogger: true, configureLogger: (provider, log) =>
        {
            log.MinimumLevel.ControlledBy(levels.Own)
                .MinimumLevel.Override("Microsoft", levels.Others)
                .MinimumLevel.Override("System", levels.Others)
                .Enrich.With<DeviceInLog>()
                .ReadFrom.Services(provider);
            if (options.LogFormat == LogFormat.Json)
            {
                log.WriteTo.Console(new RenderedCompactJsonFormatter());
            }
            else
            {
                log.WriteTo.Console(outputTemplate: Template, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
            }
        });
    }

    /// <summary>
    /// One event a request with its time: seen at INFO and above only when something is wrong. That a device is not well is told once by
    /// the device itself, and not again by every probe of its health.
    /// </summary>
    public static void UseRequestLog(WebApplication app) =>
        app.UseSerilogRequestLogging(log =>
        {
            log.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
            log.GetLevel = (context, _, failed) => context.Response.StatusCode switch
            {
                500 => LogEventLevel.Error,
                503 when IsProbe(context.Request.Path) => LogEventLevel.Debug,
                > 500 => LogEventLevel.Warning,
                _ when failed is not null => LogEventLevel.Error,
                >= 400 => LogEventLevel.Information,
                _ => LogEventLevel.Debug,
            };
        });

    /// <summary>Health, and what clients ask for every few seconds whether there is a virtual thermostat or not.</summary>
    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments("/health") || path.Value!.EndsWith("/thermostat/status", StringComparison.Ordinal);
}

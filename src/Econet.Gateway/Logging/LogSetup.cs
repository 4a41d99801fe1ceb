using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Filters;

namespace Econet.Gateway.Logging;

/// <summary>Brings everything together that makes the log.</summary>
internal static class LogSetup
{
    private const long Megabyte = 1 << 20;

    /// <summary>Logs to standard output, and wherever the options ask; sinks among the services get all events.</summary>
    public static void AddLogging(IServiceCollection services, LogOptions options)
    {
        var levels = new LogLevels();
        levels.Set(options.Level, options.Levels);
        var tail = new LogTail();
        services.AddSingleton(levels);
        services.AddSingleton(tail);
        services.AddSerilog(preserveStaticLogger: true, configureLogger: (provider, log) => log
            .MinimumLevel.ControlledBy(levels.Lowest)
            .MinimumLevel.Override("Microsoft", levels.Framework)
            .MinimumLevel.Override("System", levels.Framework)
            // It warns that the keys of cookies are not encrypted: they are in files of their owner's alone, as all state is.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .Filter.ByIncludingOnly(levels.Takes)
            .Filter.ByExcluding(IsInterruptedStart)
            .Enrich.FromLogContext()
            .Enrich.With<ActorInLog>()
            .Enrich.With<HarmlessText>()
            .ReadFrom.Services(provider)
            .WriteTo.Sink(new Repetitions(Targets(options, tail), TimeProvider.System)));
    }

    /// <summary>
    /// One event a request with its time: seen at INFO and above only when something is wrong. That a device is not well is told once by
    /// the device itself, and not again by every probe of its health.
    /// </summary>
    public static void UseRequestLog(WebApplication app)
    {
        app.UseMiddleware<RequestId>();
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
    }

    /// <summary>A start that was told to stop has not failed, although the host logs it with a stack trace.</summary>
    private static bool IsInterruptedStart(LogEvent logged) =>
        logged.Exception is OperationCanceledException && Matching.FromSource("Microsoft.Extensions.Hosting")(logged);

    /// <summary>Each target with a queue and a thread of its own: one that is slow does not hold up the others.</summary>
    private static Logger Targets(LogOptions options, LogTail tail)
    {
        var log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(tail).WriteTo.Sink(InBackground(
            new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Console(Formatter(options.Format)).CreateLogger()));
        if (options.File is { } file)
        {
            log.WriteTo.Sink(InBackground(new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.File(
                Formatter(options.Format), file.Path, rollingInterval: RollingInterval.Day, rollOnFileSizeLimit: true,
                fileSizeLimitBytes: file.Megabytes * Megabyte, retainedFileCountLimit: null, retainedFileTimeLimit: TimeSpan.FromDays(file.Days)).CreateLogger()));
        }

        if (options.Syslog is { } syslog)
        {
            log.WriteTo.Sink(InBackground(new SyslogSink(syslog, TimeProvider.System)));
        }

        return log.CreateLogger();
    }

    private static BackgroundSink InBackground(ILogEventSink sink) => new(sink, TimeProvider.System);

    private static Serilog.Formatting.ITextFormatter Formatter(LogFormat format) => format == LogFormat.Json ? new JsonFormat() : new TextFormat();

    /// <summary>Health, and what clients ask for every few seconds whether there is a virtual thermostat or not.</summary>
    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments("/health") || path.Value!.EndsWith("/thermostat/status", StringComparison.Ordinal);
}

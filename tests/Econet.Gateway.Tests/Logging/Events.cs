using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Tests.Logging;

/// <summary>Events as a logger makes them.</summary>
internal static class Events
{
    public static LogEvent Of(LogEventLevel level, string template, params object[] values) => Of(level, null, template, values);

    public static LogEvent Of(LogEventLevel level, Exception? exception, string template, params object[] values)
    {
        var kept = new Support.LogSink();
        using var log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(kept).CreateLogger();
        log.Write(level, exception, template, values);
        return kept.Events.Single();
    }

    public static LogEvent With(this LogEvent logEvent, string property, string value)
    {
        logEvent.AddOrUpdateProperty(new LogEventProperty(property, new ScalarValue(value)));
        return logEvent;
    }

    public static LogEvent Through(this LogEvent logEvent, ILogEventEnricher enricher)
    {
        enricher.Enrich(logEvent, new Plain());
        return logEvent;
    }

    private sealed class Plain : ILogEventPropertyFactory
    {
        public LogEventProperty CreateProperty(string name, object? value, bool destructureObjects = false) => new(name, new ScalarValue(value));
    }
}

using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Hosting;

/// <summary>What is logged; may change while the gateway runs.</summary>
internal sealed class LogLevels
{
    /// <summary>The gateway's own events.</summary>
    public LoggingLevelSwitch Own { get; } = new();

    /// <summary>Those of the web server and the like, which are of interest only when something is wrong.</summary>
    public LoggingLevelSwitch Others { get; } = new();

    /// <summary>There is another level, which the actors follow, too.</summary>
    public event Action<LogEventLevel>? Changed;

    public void Set(LogEventLevel level)
    {
        (Own.MinimumLevel, Others.MinimumLevel) = (level, level < LogEventLevel.Warning ? LogEventLevel.Warning : level);
        Changed?.Invoke(level);
    }

    /// <summary>The same for the actors.</summary>
    public static Akka.Event.LogLevel OfActors(LogEventLevel level) =>
        level <= LogEventLevel.Debug ? Akka.Event.LogLevel.DebugLevel : Akka.Event.LogLevel.InfoLevel;
}

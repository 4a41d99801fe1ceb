using System.Collections.Immutable;
using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Logging;

/// <summary>What is logged of each subsystem; may change while the gateway runs, and be read from any thread.</summary>
internal sealed class LogLevels
{
    private sealed record Known(LogEventLevel Level, ImmutableSortedDictionary<Subsystem, LogEventLevel> Own);

    private volatile Known _known = new(LogEventLevel.Information, ImmutableSortedDictionary<Subsystem, LogEventLevel>.Empty);

    /// <summary>The lowest level of all: events below it are not even made.</summary>
    public LoggingLevelSwitch Lowest { get; } = new();

    /// <summary>Those of the web server and the like, which are of interest only when something is wrong.</summary>
    public LoggingLevelSwitch Framework { get; } = new();

    /// <summary>There are other levels, which the actors follow, too.</summary>
    public event Action? Changed;

    /// <summary>The lowest level of what the actors log.</summary>
    public Akka.Event.LogLevel OfActors =>
        new[] { Subsystem.Bus, Subsystem.Devices, Subsystem.Storage }.Min(Of) <= LogEventLevel.Debug
            ? Akka.Event.LogLevel.DebugLevel
            : Akka.Event.LogLevel.InfoLevel;

    public LogEventLevel Of(Subsystem subsystem) => _known.Own.TryGetValue(subsystem, out var own) ? own : _known.Level;

    /// <param name="level">Of every subsystem without one of its own.</param>
    public void Set(LogEventLevel level, ImmutableSortedDictionary<Subsystem, LogEventLevel> own)
    {
        _known = new Known(level, own);
        Lowest.MinimumLevel = Enum.GetValues<Subsystem>().Min(Of);
        Framework.MinimumLevel = own.TryGetValue(Subsystem.Http, out var http) ? http : level < LogEventLevel.Warning ? LogEventLevel.Warning : level;
        Changed?.Invoke();
    }

    /// <summary>Other levels for some subsystems, until <see cref="Set"/> is called again.</summary>
    public void Change(IEnumerable<(Subsystem Subsystem, LogEventLevel Level)> changes) =>
        Set(_known.Level, _known.Own.SetItems(changes.Select(change => KeyValuePair.Create(change.Subsystem, change.Level))));

    public bool Takes(LogEvent logEvent) => logEvent.Level >= Of(SubsystemOf(logEvent));

    /// <summary>Whose event it is.</summary>
    public static Subsystem SubsystemOf(LogEvent logEvent)
    {
        var context = Text(logEvent, Constants.SourceContextPropertyName);
        return context switch
        {
            null => Subsystem.Gateway,
            _ when Is("Akka") => OfActor(Text(logEvent, ActorInLog.Path)),
            _ when Is("Econet.Gateway.Mqtt") || Is("Econet.Gateway.HomeAssistant") => Subsystem.Mqtt,
            _ when Is("Microsoft") || Is("System") || Is("Serilog") || Is("Econet.Gateway.Http") || Is("Econet.Gateway.Endpoints")
                || Is("Econet.Gateway.Live") => Subsystem.Http,
            _ => Subsystem.Gateway,
        };

        bool Is(string beginning) => context!.StartsWith(beginning, StringComparison.Ordinal);
    }

    private static Subsystem OfActor(string? path) => ActorInLog.LevelsOf(path) is not [_, .. var below] ? Subsystem.Gateway : below switch
    {
        ["device", var part, ..] => OfPart(part),
        _ => Subsystem.Devices,
    };

    private static Subsystem OfPart(string part) => part switch
    {
        "connection" or "protocol" or "session" or "thermostat" or "server" => Subsystem.Bus,
        "store" => Subsystem.Storage,
        _ => Subsystem.Devices,
    };

    private static string? Text(LogEvent logEvent, string property) =>
        logEvent.Properties.TryGetValue(property, out var value) && value is ScalarValue { Value: string text } ? text : null;
}

using System.Collections.Immutable;
using Serilog.Events;

namespace Econet.Gateway.Logging;

public enum LogFormat
{
    Json,
    Text,
}

/// <summary>A part of the gateway that has a log level of its own.</summary>
public enum Subsystem
{
    /// <summary>What is said on the buses: ports, requests, addresses, tokens.</summary>
    Bus,

    /// <summary>The devices and their parameters.</summary>
    Devices,

    /// <summary>What is kept on the disk.</summary>
    Storage,

    /// <summary>MQTT and Home Assistant.</summary>
    Mqtt,

    /// <summary>The web server and its requests.</summary>
    Http,

    /// <summary>Everything else.</summary>
    Gateway,
}

/// <summary>What is logged, and where.</summary>
/// <param name="Level">Of every subsystem that has no level of its own.</param>
/// <param name="Format">Of standard output and of the file.</param>
public sealed record LogOptions(LogEventLevel Level, LogFormat Format)
{
    public ImmutableSortedDictionary<Subsystem, LogEventLevel> Levels { get; init; } = ImmutableSortedDictionary<Subsystem, LogEventLevel>.Empty;

    /// <summary>Null for standard output alone.</summary>
    public LogFile? File { get; init; }

    /// <summary>Null when none is given.</summary>
    public SyslogTarget? Syslog { get; init; }
}

/// <summary>A file that the log is written to as well.</summary>
/// <param name="Path">A date goes before its extension.</param>
/// <param name="Megabytes">A file of this size is followed by another one.</param>
/// <param name="Days">Older files are deleted.</param>
public sealed record LogFile(string Path, int Megabytes, int Days);

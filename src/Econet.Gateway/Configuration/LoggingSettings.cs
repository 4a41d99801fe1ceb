using System.Collections.Immutable;
using Econet.Gateway.Logging;
using Serilog.Events;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The settings of the log; a part of <see cref="Settings.All"/>.</summary>
internal static class LoggingSettings
{
    public static readonly Setting<LogEventLevel?> Level = new(
        "LOG_LEVEL", "logging.level", "INFO", "DEBUG, INFO, WARNING or ERROR", "The log level.", SettingParsers.Level);

    public static readonly Setting<ImmutableSortedDictionary<Subsystem, LogEventLevel>> Levels = new(
        "LOG_LEVELS", "logging.levels", "",
        $"subsystem=level pairs separated by semicolons, such as bus=DEBUG; the subsystems are {Names}",
        "Log levels of parts of the gateway. They take precedence over LOG_LEVEL.", ReadLevels)
    {
        TakesKeys = true,
    };

    public static readonly Setting<LogFormat?> Format = new(
        "LOG_FORMAT", "logging.format", "text", "json or text", "The format of the log: one JSON object or one line of text per event.",
        Choice<LogFormat>);

    public static readonly Setting<string> File = new(
        "LOG_FILE", "logging.file", "", "a file",
        "A file for the log, besides standard output. Each day has its own: the date is inserted before the extension.", Text);

    public static readonly Setting<int?> FileSize = new(
        "LOG_FILE_SIZE", "logging.file_size", "10", "megabytes, 1 to 1000", "Start another log file when one is this large.", t => Whole(t, 1, 1000));

    public static readonly Setting<int?> FileDays = new(
        "LOG_FILE_DAYS", "logging.file_days", "7", "days, 1 to 3650", "Delete log files older than this.", t => Whole(t, 1, 3650));

    public static readonly Setting<SyslogTarget> Syslog = new(
        "LOG_SYSLOG", "logging.syslog", "", "local, udp://host:port or tcp://host:port",
        "A syslog server for the log, besides standard output. Without a port: 514 for UDP, 601 for TCP.", SyslogTarget.Parse);

    public static IReadOnlyList<Setting> All { get; } = [Level, Levels, Format, File, FileSize, FileDays, Syslog];

    private static string Names => string.Join(", ", Enum.GetNames<Subsystem>()).ToLowerInvariant();

    public static LogOptions From(SettingValues values) => new(values.Get(Level), values.Get(Format))
    {
        Levels = values.Find(Levels) ?? ImmutableSortedDictionary<Subsystem, LogEventLevel>.Empty,
        File = values.Find(File) is { } file ? new LogFile(file, values.Get(FileSize), values.Get(FileDays)) : null,
        Syslog = values.Find(Syslog),
    };

    private static ImmutableSortedDictionary<Subsystem, LogEventLevel>? ReadLevels(string text)
    {
        var levels = ImmutableSortedDictionary.CreateBuilder<Subsystem, LogEventLevel>();
        foreach (var pair in text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', StringSplitOptions.TrimEntries) is not [var name, var level]
                || Choice<Subsystem>(name) is not { } subsystem || SettingParsers.Level(level) is not { } wanted)
            {
                return null;
            }

            levels[subsystem] = wanted;
        }

        return levels.ToImmutable();
    }
}

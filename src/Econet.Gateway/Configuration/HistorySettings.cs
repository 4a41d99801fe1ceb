using Econet.Actors;
using Econet.Gateway.History;
using static Econet.Gateway.Configuration.SettingParsers;

namespace Econet.Gateway.Configuration;

/// <summary>The settings of the history; a part of <see cref="Settings.All"/>.</summary>
internal static class HistorySettings
{
    private const int Megabyte = 1 << 20;
    private const double DaysOfYear = 365.25;

    public static readonly Setting<bool?> Enabled = new(
        "HISTORY_ENABLED", "history.enabled", "true", "true or false", "Record how values change over time; see docs/history.md.", Flag);

    public static readonly Setting<int?> RawDays = new(
        "HISTORY_RAW_DAYS", "history.raw_days", "7", "days, 1 to 366", "How long every change of a value is kept.", t => Whole(t, 1, 366));

    public static readonly Setting<int?> DetailDays = new(
        "HISTORY_DETAIL_DAYS", "history.detail_days", "90", "days, 1 to 3660", "How long steps of 5 minutes are kept.", t => Whole(t, 1, 3660));

    public static readonly Setting<int?> HourYears = new(
        "HISTORY_HOUR_YEARS", "history.hour_years", "10", "years, 1 to 100", "How long hours, and the changes of states, are kept.", t => Whole(t, 1, 100));

    public static readonly Setting<int?> MaxMegabytes = new(
        "HISTORY_MAX_MB", "history.max_mb", "1024", "megabytes, 10 to 100000",
        "The room that the history may take on the disk. The oldest of what has the most detail is deleted first. No limit in a cluster.", t => Whole(t, 10, 100_000));

    public static readonly Setting<int?> FlushMinutes = new(
        "HISTORY_FLUSH_MINUTES", "history.flush_minutes", "15", "minutes, 1 to 1440",
        "How often the history is written to the disk. A loss of power costs what is not written yet. In a cluster it is written every minute.", t => Whole(t, 1, 1440));

    public static readonly Setting<string[]> Include = new(
        "HISTORY_INCLUDE", "history.include", "", "keys, or patterns with * and ?, separated by commas; device/key for one device",
        "Also record these parameters.", List)
    {
        TakesList = true,
    };

    public static readonly Setting<string[]> Exclude = new(
        "HISTORY_EXCLUDE", "history.exclude", "", "keys, or patterns with * and ?, separated by commas; device/key for one device",
        "Do not record these parameters.", List)
    {
        TakesList = true,
    };

    public static readonly Setting<Uri> InfluxUrl = new(
        "HISTORY_INFLUX_URL", "history.influx_url", "", "an http:// or https:// address without a user or password",
        "Also write the history to an InfluxDB: the address that takes line protocol with times in milliseconds, such as "
        + "http://host:8086/api/v2/write?org=home&bucket=econet&precision=ms.",
        text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo.Length: 0 } ? url : null)
    {
        Told = ToldAddress.Of,
    };

    public static readonly Setting<string> InfluxTokenFile = new(
        "HISTORY_INFLUX_TOKEN_FILE", "history.influx_token_file", "", "a file", "A file that contains the token for HISTORY_INFLUX_URL.", Text);

    public static IReadOnlyList<Setting> All { get; } =
        [Enabled, RawDays, DetailDays, HourYears, MaxMegabytes, FlushMinutes, Include, Exclude, InfluxUrl, InfluxTokenFile];

    public static HistoryOptions From(SettingValues values) => new(
        values.Get(Enabled),
        TimeSpan.FromDays(values.Get(RawDays)),
        TimeSpan.FromDays(values.Get(DetailDays)),
        TimeSpan.FromDays(values.Get(HourYears) * DaysOfYear),
        (long)values.Get(MaxMegabytes) * Megabyte,
        TimeSpan.FromMinutes(values.Get(FlushMinutes)),
        values.Find(Include) ?? [],
        values.Find(Exclude) ?? [],
        values.Find(InfluxUrl) is { } url ? new InfluxOptions(url, TokenOf(values)) : null);

    private static string? TokenOf(SettingValues values)
    {
        if (values.Find(InfluxTokenFile) is not { } path)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } token && token.All(c => c is > ' ' and < '\x7F')
                ? token
                : throw new ConfigurationException($"{values.NameOf(InfluxTokenFile)} ({values.SourceOf(InfluxTokenFile)}): {path} holds no token");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{values.NameOf(InfluxTokenFile)} ({values.SourceOf(InfluxTokenFile)}): {FailureReason.Of(unreadable)}");
        }
    }

    private static string[]? List(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } items && items.All(item => Text(item) is not null)
            ? items
            : null;
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Econet.Actors.Devices;

/// <summary>
/// What the devices of this process measure of themselves and their buses, for OpenTelemetry and <c>dotnet-counters</c>. All instruments have the tag
/// <c>device</c>; docs/metrics.md lists them.
/// </summary>
public static class DeviceMeter
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Econet.Actors";

    /// <summary>A number of a device's status, and how it is measured.</summary>
    /// <param name="Section">The section of the status.</param>
    /// <param name="Field">The field of the section.</param>
    /// <param name="Tag">What tells it from others of the same instrument; null where there are none.</param>
    /// <param name="Scale">What the field's unit is in the instrument's.</param>
    private sealed record Row(
        string Instrument, string Unit, string Description, string Section, string Field, KeyValuePair<string, object?>? Tag = null, bool IsGauge = false,
        double Scale = 1);

    private static readonly Row[] Rows =
    [
        new("econet.bus.connected", "", "1 while the line is open.", "bus", "connected", IsGauge: true),
        new("econet.bus.frames", "{frame}", "Frames on the bus.", "traffic", "frames_received", Tag("direction", "received")),
        new("econet.bus.frames", "{frame}", "Frames on the bus.", "traffic", "frames_sent", Tag("direction", "sent")),
        new("econet.bus.received", "By", "Bytes that the line brought.", "traffic", "bytes_received"),
        new("econet.bus.skipped", "By", "Bytes that belong to no frame.", "traffic", "bytes_skipped"),
        new("econet.bus.errors", "{error}", "What was wrong with what was heard.", "traffic", "checksum_errors", Tag("kind", "checksum")),
        new("econet.bus.errors", "{error}", "What was wrong with what was heard.", "traffic", "unmatched_answers", Tag("kind", "unmatched_answer")),
        new("econet.bus.errors", "{error}", "What was wrong with what was heard.", "traffic", "bad_streams", Tag("kind", "not_modbus")),
        new("econet.bus.errors", "{error}", "What was wrong with what was heard.", "registers", "bad_values", Tag("kind", "bad_value")),
        new("econet.bus.lines_lost", "{line}", "How often the line was lost.", "traffic", "lines_lost"),
        new("econet.bus.requests", "{request}", "Requests to the device, or of the NEA SMART base.", "traffic", "requests"),
        new("econet.bus.retries", "{request}", "Requests that were sent again.", "traffic", "retries"),
        new("econet.bus.timeouts", "{request}", "Requests that were not answered in time.", "traffic", "timeouts"),
        new("econet.bus.exceptions", "{request}", "Requests of a base that were refused.", "traffic", "exceptions"),
        new("econet.bus.adapter_delay", "s", "How long the adapter holds bytes back.", "traffic", "adapter_delay_ms", IsGauge: true, Scale: 1e-3),
        new("econet.token.grants", "{token}", "Tokens that the panel granted.", "token", "granted"),
        new("econet.token.held", "", "1 while the token is held.", "token", "held", IsGauge: true),
        new("econet.token.last_hold", "s", "How long the last token was held.", "token", "last_hold_ms", IsGauge: true, Scale: 1e-3),
        new("econet.parameters", "{parameter}", "Parameters by quality.", "values", "good", Tag("quality", "good"), IsGauge: true),
        new("econet.parameters", "{parameter}", "Parameters by quality.", "values", "stale", Tag("quality", "stale"), IsGauge: true),
        new("econet.parameters", "{parameter}", "Parameters by quality.", "values", "suspect", Tag("quality", "suspect"), IsGauge: true),
        new("econet.parameters", "{parameter}", "Parameters by quality.", "values", "absent", Tag("quality", "absent"), IsGauge: true),
        new("econet.readings.implausible", "{reading}", "Readings that were not believed.", "values", "implausible_readings"),
        new("econet.writes.under_way", "{write}", "Writes that have not ended.", "writes", "under_way", IsGauge: true),
        new("econet.writes.waiting", "{write}", "Writes that wait for the token.", "queues", "writes", IsGauge: true),
    ];

    private static readonly ConcurrentDictionary<StatusBook, byte> Books = new();
    private static readonly Meter Meter = new(Name, typeof(DeviceMeter).Assembly.GetName().Version?.ToString(3));

    static DeviceMeter()
    {
        foreach (var rows in Rows.GroupBy(row => row.Instrument))
        {
            var first = rows.First();
            Row[] all = [.. rows];
            _ = first.IsGauge
                ? (Instrument)Meter.CreateObservableGauge(first.Instrument, () => Measure(all), first.Unit, first.Description)
                : Meter.CreateObservableCounter(first.Instrument, () => Measure(all), first.Unit, first.Description);
        }
    }

    internal static void Add(StatusBook book) => Books.TryAdd(book, 0);

    internal static void Remove(StatusBook book) => Books.TryRemove(book, out _);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static List<Measurement<double>> Measure(Row[] rows)
    {
        var measured = new List<Measurement<double>>();
        foreach (var book in Books.Keys)
        {
            var sections = book.Sections;
            foreach (var row in rows)
            {
                if (sections.TryGetValue(row.Section, out var section) && section.TryGetValue(row.Field, out var field) && NumberOf(field) is { } number)
                {
                    measured.Add(row.Tag is { } tag
                        ? new(number * row.Scale, Tag("device", book.Device), tag)
                        : new(number * row.Scale, Tag("device", book.Device)));
                }
            }
        }

        return measured;
    }

    private static double? NumberOf(object? field) => field switch
    {
        bool flag => flag ? 1 : 0,
        IConvertible and not string => Convert.ToDouble(field, CultureInfo.InvariantCulture),
        _ => null,
    };
}

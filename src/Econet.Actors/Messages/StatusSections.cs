using System.Collections.Immutable;

namespace Econet.Actors.Messages;

/// <summary>The bus of a GM3 device.</summary>
/// <param name="Connected">The serial port, or the connection to the adapter, is open.</param>
/// <param name="Address">Our address on the bus, 0–65535; null while there is none.</param>
/// <param name="AddressConfirmed">The panel knows us by it.</param>
public sealed record BusSection(bool Connected, int? Address, bool AddressConfirmed)
{
    internal static BusSection Of(StatusFields fields) =>
        new(fields.Flag("connected"), fields.Find<int>("address"), fields.Flag("address_confirmed"));
}

/// <summary>The token of a GM3 bus.</summary>
/// <param name="Held">We hold it now.</param>
/// <param name="Granted">How often it was granted to us since the session began.</param>
/// <param name="LastHold">For how long we held it last, to the millisecond.</param>
public sealed record TokenSection(bool Held, long Granted, TimeSpan LastHold)
{
    internal static TokenSection Of(StatusFields fields) => new(fields.Flag("held"), fields.Count("granted"), fields.Milliseconds("last_hold_ms"));
}

/// <summary>What stops requests to a GM3 controller that answers nothing.</summary>
/// <param name="State"><c>closed</c> (requests go out), <c>open</c> (none does) or <c>half_open</c> (one tries).</param>
/// <param name="Failures">How often in a row it answered nothing.</param>
/// <param name="TriesAt">When the next one tries; null unless it is open.</param>
public sealed record BreakerSection(string State, int Failures, DateTimeOffset? TriesAt)
{
    internal static BreakerSection Of(StatusFields fields) =>
        new(fields.Text("state") ?? "closed", (int)fields.Count("failures"), fields.Time("tries_at"));
}

/// <summary>What went over the line of a GM3 device since its protocol started, and what it has learned of the line.</summary>
/// <param name="BytesSkipped">Bytes that belong to no frame.</param>
/// <param name="Echoes">Own frames that the adapter gave back.</param>
/// <param name="Timeouts">Requests that got no answer, each try counted.</param>
/// <param name="UnmatchedAnswers">Answers that nobody here had asked for.</param>
/// <param name="LinesLost">How often the line was lost.</param>
/// <param name="AdapterDelay">How long the adapter holds back what it has received.</param>
/// <param name="Gap">The pause before we send.</param>
/// <param name="AnswerTimeout">How long an answer is waited for.</param>
/// <param name="Noisy">Damage was heard lately.</param>
public sealed record TrafficSection(
    long FramesReceived,
    long FramesSent,
    long BytesReceived,
    long BytesSkipped,
    long ChecksumErrors,
    long Echoes,
    long Requests,
    long Retries,
    long Timeouts,
    long UnmatchedAnswers,
    long LinesLost,
    TimeSpan AdapterDelay,
    TimeSpan Gap,
    TimeSpan AnswerTimeout,
    bool Noisy)
{
    internal static TrafficSection Of(StatusFields fields) => new(
        fields.Count("frames_received"),
        fields.Count("frames_sent"),
        fields.Count("bytes_received"),
        fields.Count("bytes_skipped"),
        fields.Count("checksum_errors"),
        fields.Count("echoes"),
        fields.Count("requests"),
        fields.Count("retries"),
        fields.Count("timeouts"),
        fields.Count("unmatched_answers"),
        fields.Count("lines_lost"),
        fields.Milliseconds("adapter_delay_ms"),
        fields.Milliseconds("gap_ms"),
        fields.Milliseconds("answer_timeout_ms"),
        fields.Flag("noisy"));
}

/// <summary>What the masters of a NEA SMART device's Modbus server asked since it started.</summary>
/// <param name="Requests">Whole requests for our units, broadcasts among them.</param>
/// <param name="Exceptions">Requests that were refused.</param>
/// <param name="IgnoredUnits">Frames to or from other units.</param>
/// <param name="BadStreams">TCP connections that carried something else than Modbus.</param>
/// <param name="CrcErrors">Times that what began like a frame on an RTU line did not fit its checksum.</param>
/// <param name="SkippedBytes">Bytes on RTU lines that belonged to no frame.</param>
/// <param name="Overtaken">Requests on RTU lines that the master had given up before they were answered.</param>
public sealed record ModbusTrafficSection(
    long Requests,
    long Reads,
    long Writes,
    long Exceptions,
    long IgnoredUnits,
    long BadStreams,
    long CrcErrors,
    long SkippedBytes,
    long Overtaken)
{
    internal static ModbusTrafficSection Of(StatusFields fields) => new(
        fields.Count("requests"),
        fields.Count("reads"),
        fields.Count("writes"),
        fields.Count("exceptions"),
        fields.Count("ignored_units"),
        fields.Count("bad_streams"),
        fields.Count("crc_errors"),
        fields.Count("skipped_bytes"),
        fields.Count("overtaken"));
}

/// <summary>The Modbus server that the base of a NEA SMART device speaks to.</summary>
/// <param name="Kind"><c>tcp</c> or <c>rtu</c>.</param>
/// <param name="EndPoint">An address and port, or the name of a serial port.</param>
/// <param name="Units">The unit numbers it answers for.</param>
/// <param name="Port">Where it listens; null while it does not, and for <c>rtu</c>.</param>
/// <param name="Connections">Masters that are connected; null for <c>rtu</c>.</param>
/// <param name="Accepted">Masters that ever connected; null for <c>rtu</c>.</param>
/// <param name="Refused">Masters that were too many; null for <c>rtu</c>.</param>
public sealed record ServerSection(
    string Kind, bool Listening, string EndPoint, string Units, int? Port, int? Connections, long? Accepted, long? Refused)
{
    internal static ServerSection Of(StatusFields fields) => new(
        fields.Text("kind") ?? "",
        fields.Flag("listening"),
        fields.Text("endpoint") ?? "",
        fields.Text("units") ?? "",
        fields.Find<int>("port"),
        fields.Find<int>("connections"),
        fields.Find<long>("accepted"),
        fields.Find<long>("refused"));
}

/// <summary>The registers of a NEA SMART device.</summary>
/// <param name="Stored">Registers that were ever written.</param>
/// <param name="InSync">Those whose word is the base's as far as can be known.</param>
/// <param name="WritesWaiting">Users' writes that lie for the base to read, or that it has not confirmed.</param>
/// <param name="BadValues">Words that their registers can't mean.</param>
/// <param name="LastRequest">When a master last asked for or wrote anything.</param>
/// <param name="LastWrite">When the base last wrote; from before the start, when it last changed something. Null when never.</param>
/// <param name="Age">How long ago that was.</param>
/// <param name="Stale">It was too long ago for the values to count.</param>
public sealed record RegistersSection(
    int Stored, int InSync, int WritesWaiting, long BadValues, DateTimeOffset? LastRequest, DateTimeOffset? LastWrite, TimeSpan? Age, bool Stale)
{
    internal static RegistersSection Of(StatusFields fields) => new(
        (int)fields.Count("stored"),
        (int)fields.Count("in_sync"),
        (int)fields.Count("writes_waiting"),
        fields.Count("bad_values"),
        fields.Time("last_request"),
        fields.Time("last_write"),
        fields.Find<double>("age_seconds") is { } age ? TimeSpan.FromSeconds(age) : null,
        fields.Flag("stale"));
}

/// <summary>How many values there are of each quality.</summary>
/// <param name="ImplausibleReadings">Readings that were not taken for values, since the device began.</param>
public sealed record ValuesSection(ImmutableSortedDictionary<Quality, int> OfQuality, long ImplausibleReadings)
{
    internal static ValuesSection Of(StatusFields fields) => new(
        Enum.GetValues<Quality>()
            .Select(quality => KeyValuePair.Create(quality, (int)fields.Count(quality.ToString().ToLowerInvariant())))
            .Where(count => count.Value > 0)
            .ToImmutableSortedDictionary(),
        fields.Count("implausible_readings"));
}

/// <summary>Writes that have not ended.</summary>
/// <param name="UnderWay">All of them.</param>
/// <param name="Waiting">Those that wait for the token of a GM3 bus; null for a device without a token.</param>
public sealed record WritesSection(int UnderWay, int? Waiting)
{
    internal static WritesSection Of(StatusFields fields, StatusFields? queues) => new((int)fields.Count("under_way"), queues?.Find<int>("writes"));
}

/// <summary>Where the state of a device is kept.</summary>
/// <param name="OnDisk">False while it is in memory only.</param>
/// <param name="Problem">For people: what keeps it off the disk; null when nothing does.</param>
/// <param name="SetAside">The damaged file that was last set aside since the start; null without one.</param>
public sealed record StorageSection(bool OnDisk, string? Problem, string? SetAside)
{
    internal static StorageSection Of(StatusFields fields) => new(fields.Flag("on_disk"), fields.Text("problem"), fields.Text("set_aside"));
}

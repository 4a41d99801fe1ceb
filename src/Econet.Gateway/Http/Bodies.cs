using System.Text.Json.Serialization;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Values;

namespace Econet.Gateway.Http;

/// <summary>A parameter in the API.</summary>
/// <param name="Value">A number, a text, a bool, or null when it is absent or was never read.</param>
/// <param name="Min">The lowest value that may be written now.</param>
/// <param name="Max">The highest value that may be written now.</param>
/// <param name="ReadAt">When the device last confirmed the value.</param>
internal sealed record ParameterBody(
    int Index,
    string Name,
    Value Value,
    string Unit,
    string Type,
    bool Writable,
    [property: JsonConverter(typeof(LimitConverter))] double? Min,
    [property: JsonConverter(typeof(LimitConverter))] double? Max,
    Quality Quality,
    DateTimeOffset? ReadAt,
    DateTimeOffset? ChangedAt)
{
    public static ParameterBody Of(ParameterValue p) => new(
        p.Index, p.Name, p.Quality == Quality.Absent ? default : p.Value, p.Unit.Symbol, p.Type.Name(), p.Writable, p.Min, p.Max, p.Quality,
        p.ReadAt, p.ChangedAt);
}

/// <param name="NotFound">Of the names asked for, those that no parameter has; left out when there are none.</param>
internal sealed record ParametersBody(
    DateTimeOffset Timestamp,
    IReadOnlyDictionary<string, ParameterBody> Parameters,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NotFound = null);

/// <param name="FromDate">Null when the device's entry holds no date that exists.</param>
/// <param name="ToDate">Null while the alarm is active, and when the entry holds no date that exists.</param>
/// <param name="Raw">The device's entry in hexadecimal, when it could not be read completely; else left out.</param>
internal sealed record AlarmBody(
    int Index,
    int Code,
    string? Name,
    DateTime? FromDate,
    DateTime? ToDate,
    bool Active,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Raw = null)
{
    public static AlarmBody Of(Alarm a) => new(a.Index, a.Code, a.Name, a.From, a.To, a.IsActive, a.Raw);
}

/// <param name="ReadAt">When the device last told its log; null before it has been read once.</param>
internal sealed record AlarmsBody(IReadOnlyList<AlarmBody> Alarms, DateTimeOffset? ReadAt);

/// <param name="Problem">What keeps it from working as it should, the oldest first; empty when all is well.</param>
internal sealed record DeviceBody(
    string Device,
    string Kind,
    string State,
    bool Alive,
    DateTimeOffset? LastUpdate,
    int ParametersCount,
    IReadOnlyList<Problem> Problem)
{
    public static DeviceBody Of(DeviceStatus s) => new(s.Device, s.Kind, s.State, s.Alive, s.LastUpdate, s.ParametersCount, s.Problems);

    public static DeviceBody Of(FleetDevice d) => new(d.Id, d.Kind, d.State, d.Alive, d.LastUpdate, d.ParametersCount, d.Problems);
}

/// <param name="Name">What its owner calls it; null where nothing was set.</param>
/// <param name="Source">Where it was configured: <c>configuration</c> or <c>api</c>.</param>
/// <param name="Quality">Of its values as a whole: <c>good</c> while it answers, <c>stale</c> when it does not and there are last values, else <c>absent</c>.</param>
/// <param name="Owner">The node of the cluster that it lives on; null while it lives on none, and without a cluster.</param>
/// <param name="ChangedAt">Since when it answers or not, and has these problems; null before it has said anything.</param>
internal sealed record ListedDeviceBody(
    string Device,
    string Kind,
    string State,
    bool Alive,
    DateTimeOffset? LastUpdate,
    int ParametersCount,
    IReadOnlyList<Problem> Problem,
    string? Name,
    string Source,
    string Quality,
    string? Owner,
    DateTimeOffset? ChangedAt)
{
    public static ListedDeviceBody Of(DeviceBody d, string? name, DeviceOrigin source, string? owner, DateTimeOffset? changedAt) => new(
        d.Device, d.Kind, d.State, d.Alive, d.LastUpdate, d.ParametersCount, d.Problem, name, source == DeviceOrigin.Api ? "api" : "configuration",
        d.Alive ? FleetQuery.Good : d.ParametersCount > 0 ? FleetQuery.Stale : FleetQuery.Absent, owner, changedAt);
}

/// <param name="Total">How many devices fit the query.</param>
/// <param name="Next">Where the next page is; null on the last one.</param>
internal sealed record DevicesBody(IReadOnlyList<ListedDeviceBody> Devices, int Total, string? Next);

/// <summary>What <c>POST /api/devices</c> takes: the keys of a section of <c>devices:</c> in a configuration file, and the id.</summary>
internal sealed record DeviceRequest(string Id, string Kind, string? Name, string? Port, DeviceServerRequest? Server);

/// <param name="Type">tcp or serial.</param>
internal sealed record DeviceServerRequest(string Type, string? Address, int? Port);

/// <param name="State">What became of its values and its bus address: <c>kept</c> or <c>deleted</c>.</param>
internal sealed record RemovedDeviceBody(string Device, string State);

internal sealed record RootBody(string Name, string Version, string Status);

/// <summary>RFC 9457 problem details, with the text once more as <c>error</c>.</summary>
/// <param name="Code">Why, for programs: it is stable, unlike the text.</param>
/// <param name="Written">Of several writes, the parameters that were written; left out where there are not several.</param>
/// <param name="Failed">And why the others were not, by key.</param>
/// <param name="RetryAt">When the write budget allows the next one.</param>
internal sealed record ProblemBody(
    string Title,
    int Status,
    string Detail,
    string Error,
    RefusalCode Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Candidates = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Written = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Failed = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? RetryAt = null);

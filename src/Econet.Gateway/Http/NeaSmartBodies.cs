using System.Text.Json.Serialization;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Modbus.NeaSmart;

namespace Econet.Gateway.Http;

/// <summary>A zone as clients of other gateways know it.</summary>
/// <param name="State">1 presence, 2 away, 3 standby, 4 scheduled, 5 party, 6 holiday, 0 off; null before it was first written, like all others.</param>
/// <param name="Setpoint">°C.</param>
/// <param name="Temperature">°C.</param>
/// <param name="RelativeHumidity">Percent.</param>
internal sealed record ZoneBody(
    int? State,
    [property: JsonConverter(typeof(LimitConverter))] double? Setpoint,
    [property: JsonConverter(typeof(LimitConverter))] double? Temperature,
    int? RelativeHumidity)
{
    public static ZoneBody Of(Zone z, RegisterValues values) => new(
        values.Whole(z.State), values.Number(z.Setpoint), values.Number(z.Temperature), values.Whole(z.RelativeHumidity));
}

/// <param name="State">A number, 1 to 6, or its name.</param>
/// <param name="Setpoint">°C.</param>
internal sealed record ZoneRequest(object? State, double? Setpoint);

/// <summary>What of a zone is being written.</summary>
/// <param name="Dpt9001Setpoint">The setpoint's word; null when none is written.</param>
/// <param name="Setpoint">The setpoint as the word holds it, °C.</param>
/// <param name="Rounded">It is not the one asked for, which the format can't hold.</param>
/// <param name="Writes">The writes under way, see <c>/api/devices/{device}/writes/{id}</c>.</param>
/// <param name="Durable">False when a restart would forget them; left out otherwise.</param>
internal sealed record ZoneWrittenBody(
    [property: JsonPropertyName("dpt_9001_setpoint")] int? Dpt9001Setpoint,
    [property: JsonConverter(typeof(LimitConverter))] double? Setpoint,
    bool? Rounded,
    int? State,
    IReadOnlyList<long> Writes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Durable = null);

/// <param name="Name">The label, or the zone's number.</param>
/// <param name="State">As a name.</param>
/// <param name="Active">It is a room: the base has written something other than zeros, which it writes for missing channels.</param>
internal sealed record ZoneListItemBody(
    int BaseId,
    int ZoneId,
    string Name,
    [property: JsonConverter(typeof(LimitConverter))] double? Temperature,
    int? Humidity,
    [property: JsonConverter(typeof(LimitConverter))] double? Setpoint,
    string? State,
    bool Active)
{
    public static ZoneListItemBody Of(Zone z, RegisterValues values, NeaSmartLabels labels)
    {
        var (temperature, humidity, setpoint, state) = (
            values.Number(z.Temperature), values.Whole(z.RelativeHumidity), values.Number(z.Setpoint), values.Name(z.State));
        return new(
            z.Base, z.Number, LabelBody.Of(z, labels).Label, temperature, humidity, setpoint, state,
            temperature is not null || humidity is not null || setpoint is not null || values.Whole(z.State) > 0);
    }
}

internal sealed record ZoneFilterBody(int? BaseId, bool IncludeInactive);

internal sealed record ZoneListBody(IReadOnlyList<ZoneListItemBody> Zones, int Count, ZoneFilterBody Filter);

internal sealed record LabelBody(int Id, string Label)
{
    public static LabelBody Of(Zone z, NeaSmartLabels labels) => new(z.Number, labels.Zone(z.Base, z.Number) ?? $"Zone {z.Number}");

    public static LabelBody OfBase(Zone z, NeaSmartLabels labels) => new(z.Base, labels.Base(z.Base) ?? $"Base {z.Base}");
}

/// <param name="Value">Null before it was first written, or when the sensor is missing.</param>
internal sealed record MeasureBody(
    [property: JsonConverter(typeof(LimitConverter))] double? Value, string Unit, Quality Quality, DateTimeOffset? ReadAt);

/// <param name="State">As a name; null before it was first written.</param>
internal sealed record LabelledZoneBody(
    LabelBody Base, LabelBody Zone, string? State, MeasureBody Setpoint, MeasureBody Temperature, MeasureBody RelativeHumidity)
{
    public static LabelledZoneBody Of(Zone z, RegisterValues values, NeaSmartLabels labels) => new(
        LabelBody.OfBase(z, labels), LabelBody.Of(z, labels), values.Name(z.State), values.Measure(z.Setpoint),
        values.Measure(z.Temperature), values.Measure(z.RelativeHumidity));
}

/// <param name="PumpState">1 while it runs, else 0.</param>
/// <param name="FlowTemperature">°C.</param>
/// <param name="ReturnTemperature">°C.</param>
internal sealed record MixedGroupBody(
    int? PumpState,
    int? MixingValveOpeningPercentage,
    [property: JsonConverter(typeof(LimitConverter))] double? FlowTemperature,
    [property: JsonConverter(typeof(LimitConverter))] double? ReturnTemperature);

/// <param name="OutsideTemperature">°C.</param>
/// <param name="FilteredOutsideTemperature">°C.</param>
internal sealed record OutsideTemperatureBody(
    [property: JsonConverter(typeof(LimitConverter))] double? OutsideTemperature,
    [property: JsonConverter(typeof(LimitConverter))] double? FilteredOutsideTemperature);

internal sealed record NotificationsBody(bool? HintsPresent, bool? WarningsPresent, bool? ErrorPresent);

/// <param name="DehumidifierState">1 while it runs, else 0.</param>
internal sealed record DehumidifierBody(int? DehumidifierState);

/// <param name="PumpState">1 while it runs, else 0.</param>
internal sealed record PumpBody(int? PumpState);

/// <param name="Mode">1 auto, 2 heating, 3 cooling, 4 manual heating, 5 manual cooling.</param>
internal sealed record ModeBody(int? Mode, string? Name);

/// <param name="State">1 normal, 2 reduced, 3 standby, 4 scheduled, 5 party, 6 holiday.</param>
internal sealed record StateBody(int? State, string? Name);

/// <param name="Mode">A number, 1 to 5, or its name.</param>
internal sealed record ModeRequest(object Mode);

/// <param name="State">A number, 1 to 6, or its name.</param>
internal sealed record StateRequest(object State);

/// <param name="Writes">The write under way, see <c>/api/devices/{device}/writes/{id}</c>.</param>
/// <param name="Durable">False when a restart would forget them; left out otherwise.</param>
internal sealed record ModeWrittenBody(
    int Mode, string Name, IReadOnlyList<long> Writes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Durable = null);

/// <param name="Writes">The write under way, see <c>/api/devices/{device}/writes/{id}</c>.</param>
/// <param name="Durable">False when a restart would forget them; left out otherwise.</param>
internal sealed record StateWrittenBody(
    int State, string Name, IReadOnlyList<long> Writes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Durable = null);

using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Gateway.Http;
using Econet.Values;

namespace Econet.Gateway.Mqtt;

/// <summary>What the topics of one device say, from what happens to it. May be used from several threads.</summary>
internal sealed class DeviceTopics(string device, MqttTopics topics, MqttPayload payload, Outbox outbox)
{
    /// <summary>An owner wants to know what is wrong now, and not the history of the house.</summary>
    private const int MaxAlarms = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _known = [];
    private bool _alive;
    private bool _isChanged;

    private bool HasValues => payload is MqttPayload.Value or MqttPayload.Both;

    public void Take(DeviceEvent happened)
    {
        lock (_gate)
        {
            switch (happened)
            {
                case SnapshotTaken taken:
                    Take(taken.Snapshot);
                    break;
                case ParameterChanged changed:
                    Put(changed.Key, changed.Value, changed.Quality);
                    break;
                case HealthChanged health:
                    SetAlive(health.Alive);
                    SetProblems(health.Problems);
                    break;
                case AlarmChanged changed:
                    outbox.Put(MqttMessage.Passing(topics.Alarm(device), JsonSerializer.Serialize(AlarmEvent.Of(changed.Alarm), Json.Options)));
                    break;
            }
        }
    }

    /// <summary>The alarm log, newest first.</summary>
    public void Take(IReadOnlyList<Alarm> alarms)
    {
        var body = new ActiveAlarmsBody(alarms.Count(a => a.IsActive), [.. alarms.Take(MaxAlarms).Select(AlarmBody.Of)]);
        outbox.Put(MqttMessage.Retained(topics.Alarms(device), JsonSerializer.Serialize(body, Json.Options)));
    }

    /// <summary>Values that no parameter is alone.</summary>
    public void Take(IReadOnlyList<(string Key, string Text)> derived)
    {
        foreach (var (key, text) in HasValues ? derived : [])
        {
            outbox.Put(MqttMessage.Retained(topics.State(device, key), text));
        }
    }

    /// <summary>Tells what is told of all parameters together, when it changed since.</summary>
    public void Summarize(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_isChanged || _known.Count == 0)
            {
                return;
            }

            _isChanged = false;
            if (HasValues)
            {
                outbox.Put(new MqttMessage(topics.Quality(device), Write(WriteQualities), Retain: true));
            }

            if (payload is MqttPayload.Json or MqttPayload.Both)
            {
                outbox.Put(new MqttMessage(topics.Json(device), Write(writer => WriteAll(writer, now)), Retain: true));
            }
        }
    }

    /// <summary>
    /// Tells again what the device stands by: a subscriber that hears of a value no more can take it for lost, and one that is stale shall not
    /// look fresh.
    /// </summary>
    public void Refresh()
    {
        lock (_gate)
        {
            outbox.Repeat(_known.Where(known => HasValues && known.Value.Quality is Quality.Good or Quality.Absent)
                .Select(known => topics.State(device, known.Key)));
            outbox.Repeat([topics.Availability(device), topics.Problem(device), topics.Alarms(device)]);
            _isChanged = true;
        }
    }

    private void Take(DeviceSnapshot snapshot)
    {
        SetAlive(snapshot.Alive);
        SetProblems(snapshot.Problems);
        if (snapshot.Parameters.IsEmpty)
        {
            // Not known yet, which is not to be gone.
            return;
        }

        var keys = snapshot.Parameters.Select(p => p.Key).ToHashSet();
        foreach (var gone in _known.Keys.Where(key => !keys.Contains(key)).ToList())
        {
            _known.Remove(gone);
            if (HasValues)
            {
                outbox.Put(MqttMessage.Retained(topics.State(device, gone), ""));
            }
        }

        foreach (var parameter in snapshot.Parameters)
        {
            Put(parameter.Key, parameter.Value, parameter.Quality);
        }
    }

    private void Put(string key, Value value, Quality quality)
    {
        _known[key] = new Known(value, quality);
        _isChanged = true;
        // One that was never read has no value to tell.
        if (HasValues && (!value.IsNone || quality == Quality.Absent))
        {
            outbox.Put(MqttMessage.Retained(topics.State(device, key), Text(value)));
        }
    }

    private void SetAlive(bool alive)
    {
        _alive = alive;
        _isChanged = true;
        outbox.Put(MqttMessage.Retained(topics.Availability(device), alive ? MqttTopics.Online : MqttTopics.Offline));
    }

    private void SetProblems(ImmutableArray<Problem> problems) =>
        outbox.Put(MqttMessage.Retained(topics.Problem(device), JsonSerializer.Serialize(new ProblemsBody(problems), Json.Options)));

    private static string Text(Value value) =>
        value.IsNone || value.SaysNone || (value.Type.IsFloatingPoint() && !double.IsFinite(value.ToDouble())) ? "null" : value.ToString();

    private void WriteQualities(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (key, known) in _known.Where(known => known.Value.Quality != Quality.Good))
        {
            writer.WritePropertyName(key);
            JsonSerializer.Serialize(writer, known.Quality, Json.Options);
        }

        writer.WriteEndObject();
    }

    private void WriteAll(Utf8JsonWriter writer, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("timestamp");
        JsonSerializer.Serialize(writer, now, Json.Options);
        writer.WriteBoolean("alive", _alive);
        writer.WriteStartObject("values");
        foreach (var (key, known) in _known)
        {
            writer.WritePropertyName(key);
            JsonSerializer.Serialize(writer, known.Value, Json.Options);
        }

        writer.WriteEndObject();
        writer.WritePropertyName("quality");
        WriteQualities(writer);
        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(output, Json.Writer);
        write(writer);
        writer.Flush();
        return output.WrittenMemory;
    }

    private readonly record struct Known(Value Value, Quality Quality);
}

/// <param name="Problem">The oldest first; empty when all is well.</param>
internal sealed record ProblemsBody(ImmutableArray<Problem> Problem);

/// <param name="Active">How many have not ended.</param>
/// <param name="Alarms">The newest of the log, newest first.</param>
internal sealed record ActiveAlarmsBody(int Active, IReadOnlyList<AlarmBody> Alarms);

/// <param name="EventType"><c>started</c> or <c>ended</c>.</param>
internal sealed record AlarmEvent(string EventType, int Code, string? Name, DateTime? FromDate, DateTime? ToDate)
{
    public static AlarmEvent Of(Alarm alarm) => new(alarm.IsActive ? "started" : "ended", alarm.Code, alarm.Name, alarm.From, alarm.To);
}

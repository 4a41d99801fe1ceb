using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Actors.Parameters.Schedules;
using Econet.Gateway.Http;
using Econet.Values;

namespace Econet.Gateway.Mqtt;

/// <summary>What the topics of one device say, from what happens to it. May be used from several threads.</summary>
/// <param name="pace">How each parameter is published.</param>
internal sealed class DeviceTopics(
    string device, MqttTopics topics, MqttPayload payload, Func<ParameterValue, Pace> pace, TopicFilter filter, Outbox outbox, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PublishedValue> _known = [];
    private readonly PendingWrites _pending = new(device, topics, outbox);
    private readonly HashSet<string> _emptied = [];
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
                case ParameterChanged changed when _known.TryGetValue(changed.Key, out var published):
                    Put(changed.Key, published, changed.Value, changed.Quality);
                    break;
                case WriteChanged changed:
                    _pending.Take(changed.Job);
                    break;
                case HealthChanged health:
                    SetHealth(health.Alive, health.Problems);
                    break;
                case AlarmChanged changed:
                    outbox.Put(MqttMessage.Passing(topics.Alarm(device), JsonSerializer.Serialize(AlarmEvent.Of(changed.Alarm), Json.Options)));
                    break;
            }
        }
    }

    /// <summary>All writes that are known, the newest first.</summary>
    public void Take(IReadOnlyList<WriteJob> writes)
    {
        lock (_gate)
        {
            _pending.Take(writes);
        }
    }

    /// <summary>The broker holds a message about a write of this key under way.</summary>
    public void HearPending(string key)
    {
        lock (_gate)
        {
            _pending.Hear(key);
        }
    }

    /// <summary>The health of a device that sends no events.</summary>
    public void TakeHealth(bool alive, ImmutableArray<Problem> problems)
    {
        lock (_gate)
        {
            SetHealth(alive, problems);
        }
    }

    /// <summary>How well the bus works.</summary>
    /// <param name="quality">Percent; null where it is not known.</param>
    public void TakeBus(int? quality) => Put(topics.Bus(device), new BusBody(quality));

    /// <summary>The virtual thermostat, where there is one.</summary>
    public void Take(ThermostatStatus thermostat) => Put(topics.Thermostat(device), ThermostatStateBody.Of(thermostat));

    /// <summary>How the device has done lately.</summary>
    public void TakePerformance(string json) => outbox.Put(MqttMessage.Retained(topics.Performance(device), json));

    /// <summary>The weekly schedules.</summary>
    public void Take(IReadOnlyList<WeeklySchedule> schedules)
    {
        foreach (var schedule in schedules)
        {
            Put(topics.Schedule(device, schedule.Name), ScheduleStateBody.Of(schedule));
        }
    }

    /// <summary>Values that no parameter is alone.</summary>
    public void Take(IReadOnlyList<(string Key, string Text)> derived)
    {
        foreach (var (key, text) in HasValues ? derived : [])
        {
            if (filter.Takes(device, key))
            {
                outbox.Put(MqttMessage.Retained(topics.State(device, key), text));
            }
        }
    }

    /// <summary>Tells the values whose turn has come.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            foreach (var (key, value) in _known.Where(known => known.Value.IsDue))
            {
                Tell(key, value);
            }
        }
    }

    /// <summary>Publishes what is published of all parameters together, if it has changed.</summary>
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
    /// Tells the values again that nothing was told of for that long, as long as the device stands by them: a subscriber that hears of a value no
    /// more can take it for lost, and one that is stale shall not look fresh.
    /// </summary>
    /// <param name="isAwaited">Whether somebody waits for a state topic to be told again; null when any measured number is to be.</param>
    public void Refresh(TimeSpan after, Func<string, bool>? isAwaited)
    {
        lock (_gate)
        {
            foreach (var (key, value) in _known.Where(known => HasValues && known.Value.IsFadingAfter(after)))
            {
                var topic = topics.State(device, key);
                if (isAwaited?.Invoke(topic) ?? value.Pace != Pace.AtOnce)
                {
                    Tell(key, value);
                    outbox.Repeat([topic]);
                }
            }
        }
    }

    private void Take(DeviceSnapshot snapshot)
    {
        SetHealth(snapshot.Alive, snapshot.Problems);
        if (snapshot.Parameters.IsEmpty)
        {
            // Not known yet, which is not to be gone.
            return;
        }

        var published = snapshot.Parameters.Where(p => filter.Takes(device, p.Key)).ToDictionary(p => p.Key);
        foreach (var gone in _known.Keys.Where(key => !published.ContainsKey(key)).ToList())
        {
            _known.Remove(gone);
            Empty(gone);
        }

        // An earlier run may have published what this one does not.
        foreach (var parameter in snapshot.Parameters.Where(p => !published.ContainsKey(p.Key) && _emptied.Add(p.Key)))
        {
            Empty(parameter.Key);
        }

        foreach (var parameter in published.Values)
        {
            if (!_known.TryGetValue(parameter.Key, out var value))
            {
                _known[parameter.Key] = value = new PublishedValue(time);
            }

            value.Pace = pace(parameter);
            Put(parameter.Key, value, parameter.Value, parameter.Quality);
        }
    }

    private void Empty(string key)
    {
        if (HasValues)
        {
            outbox.Put(MqttMessage.Retained(topics.State(device, key), ""));
        }
    }

    private void Put(string key, PublishedValue published, Value value, Quality quality)
    {
        _isChanged |= published.Take(value, quality);
        if (published.IsDue)
        {
            Tell(key, published);
        }
    }

    private void Tell(string key, PublishedValue published)
    {
        _isChanged = true;
        var text = published.Tell();
        if (HasValues)
        {
            outbox.Put(MqttMessage.Retained(topics.State(device, key), text));
        }
    }

    private void SetHealth(bool alive, ImmutableArray<Problem> problems)
    {
        _isChanged |= alive != _alive;
        _alive = alive;
        outbox.Put(MqttMessage.Retained(topics.Availability(device), alive ? MqttTopics.Online : MqttTopics.Offline));
        Put(topics.Problem(device), new ProblemsBody(problems));
    }

    private void Put<T>(string topic, T body) => outbox.Put(MqttMessage.Retained(topic, JsonSerializer.Serialize(body, Json.Options)));

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
            JsonSerializer.Serialize(writer, known.Told, Json.Options);
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
}

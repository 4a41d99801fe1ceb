using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Gateway.Tests.Support;

/// <summary>Devices whose answers a test sets.</summary>
internal sealed class FakeEconet(params FakeDevice[] devices) : IEconet
{
    private readonly Lock _gate = new();
    private ImmutableArray<FakeDevice> _devices = [.. devices];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Devices => [.. _devices.Select(d => d.Id)];

    /// <summary>What was added, in order.</summary>
    public List<DeviceSpec> Added { get; } = [];

    /// <summary>What was removed, in order.</summary>
    public List<(string Id, bool DeleteState)> Removed { get; } = [];

    /// <summary>What <see cref="AddAsync"/> throws.</summary>
    public Exception? AddFault { get; set; }

    public IDevice Device(string id) =>
        _devices.FirstOrDefault(d => d.Id == id) ?? throw new EconetException(EconetError.NotFound, $"Device '{id}' not found");

    public async IAsyncEnumerable<IReadOnlyList<string>> DevicesAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var changed = _changed.Task;
            yield return Devices;
            await changed.WaitAsync(cancellation);
        }
    }

    public Task<IDevice> AddAsync(DeviceSpec device, CancellationToken cancellation)
    {
        if (AddFault is { } fault)
        {
            throw fault;
        }

        var added = new FakeDevice(device.Id);
        added.Status = added.Status with { Kind = device.Kind };
        lock (_gate)
        {
            Added.Add(device);
        }

        Add(added);
        return Task.FromResult<IDevice>(added);
    }

    public Task RemoveAsync(string id, bool deleteState, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Removed.Add((id, deleteState));
        }

        Remove(id);
        return Task.CompletedTask;
    }

    public void Add(FakeDevice device) => Set(devices => devices.Add(device));

    public void Remove(string id) => Set(devices => devices.RemoveAll(d => d.Id == id));

    private void Set(Func<ImmutableArray<FakeDevice>, ImmutableArray<FakeDevice>> change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _devices = change(_devices);
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}

internal sealed class FakeDevice : IDevice, IThermostat
{
    public static readonly DateTimeOffset At = new(2026, 1, 22, 20, 55, 7, 120, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<Channel<DeviceEvent>> _watchers = [];
    private long _sequence;

    public FakeDevice(string id, params ParameterValue[] parameters)
    {
        Id = id;
        Snapshot = new DeviceSnapshot(id, 1, At, Alive: true, At, [.. parameters]);
        Status = new DeviceStatus(
            id, "gm3", "running", Alive: true, At, parameters.Length, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty);
    }

    public string Id { get; }

    public IThermostat Thermostat => this;

    public ThermostatStatus Room { get; set; } =
        new(null, 19, IsStale: true, null, TimeSpan.FromSeconds(300), 19, PairingState.Unpaired, null);

    public DeviceSnapshot Snapshot { get; set; }

    public DeviceStatus Status { get; set; }

    public IReadOnlyList<Alarm> Alarms { get; set; } = [];

    /// <summary>Null while the alarm log was not read.</summary>
    public DateTimeOffset? AlarmsReadAt { get; set; } = At;

    /// <summary>What every call throws but that for events.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What every call throws that would have to ask the bus for a value.</summary>
    public Exception? FreshFault { get; set; }

    /// <summary>True leaves every call without an answer until it is cancelled.</summary>
    public bool Mute { get; set; }

    /// <summary>True keeps what happens from those who watch, and how it is from those who begin to.</summary>
    public bool LosesEvents { get; set; }

    /// <summary>Somebody asked something, but for the list of all writes, which the audit asks for by itself.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked for by key, in order.</summary>
    public List<string> Keys { get; } = [];

    public List<object?> Written { get; } = [];

    /// <summary>How each write was asked for, in order.</summary>
    public List<WriteOptions> Asks { get; } = [];

    /// <summary>How old a reading could be at most, for those that said so.</summary>
    public List<TimeSpan> MaxAges { get; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<WriteJob> Jobs { get; set; } = [];

    /// <summary>How writes end; success by default.</summary>
    public Func<string, object?, WriteResult> OnWrite { get; set; } =
        (key, _) => new WriteResult(key, 103, Value.Of(ParameterType.UInt8, 45), Value.Of(ParameterType.UInt8, 47), At);

    private readonly Dictionary<string, string> _called = [];

    /// <summary>A parameter is also called this.</summary>
    public void OnKey(string called, string key) => _called[called] = key;

    public static ParameterValue Parameter(
        int index, string name, Value value, string? key = null, bool writable = false, double? min = null, double? max = null,
        string unit = "", Quality quality = Quality.Good) =>
        new(new ParameterDefinition(index, name, Unit.Of(unit), value.Type, writable), key ?? name, value, quality, min, max, At, At.AddHours(-1));

    /// <summary>A write of 47 over 45 that the device took, or that is under way.</summary>
    public static WriteJob Job(long id, WriteStatus status = WriteStatus.Verified, string key = "HDWTSetPoint")
    {
        var job = new WriteJob(
            id, key, 103, Value.Of(ParameterType.UInt8, 47), Value.Of(ParameterType.UInt8, 45), "10.0.0.7", At, status) { CorrelationId = $"request-{id}" };
        return job.HasEnded ? job with { SentAt = At.AddSeconds(1), EndedAt = At.AddSeconds(2) } : job;
    }

    public Task<DeviceSnapshot> SnapshotAsync(CancellationToken cancellation) => AnswerAsync(() => Snapshot, cancellation);

    public Task<ParameterValue> ReadAsync(string key, CancellationToken cancellation)
    {
        Keys.Add(key);
        return AnswerAsync(
            () => Snapshot.Parameters.FirstOrDefault(p => p.Key == _called.GetValueOrDefault(key, key))
                ?? throw new EconetException(EconetError.NotFound, $"Parameter '{key}' not found"),
            cancellation);
    }

    public Task<ParameterValue> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellation)
    {
        MaxAges.Add(maxAge);
        return FreshFault is null ? ReadAsync(key, cancellation) : throw FreshFault;
    }

    public Task<WriteResult> WriteAsync(string key, object? value, CancellationToken cancellation) =>
        WriteAsync(key, value, new WriteOptions(), cancellation);

    public Task<WriteResult> WriteAsync(string key, object? value, WriteOptions options, CancellationToken cancellation)
    {
        Keys.Add(key);
        Written.Add(value);
        Asks.Add(options);
        return AnswerAsync(() => OnWrite(key, value), cancellation);
    }

    public Task<IReadOnlyList<WriteJob>> WritesAsync(long? id, CancellationToken cancellation) =>
        AnswerAsync<IReadOnlyList<WriteJob>>(() => [.. Jobs.Where(job => id is null || job.Id == id)], cancellation, isAsked: id is not null);

    public Task<AlarmList> AlarmsAsync(CancellationToken cancellation) => AnswerAsync(() => new AlarmList(Alarms, AlarmsReadAt), cancellation);

    public Task<DeviceStatus> StatusAsync(CancellationToken cancellation) => AnswerAsync(() => Status, cancellation);

    Task<ThermostatStatus> IThermostat.StatusAsync(CancellationToken cancellation) => AnswerAsync(() => Room, cancellation);

    public Task<(ThermostatStatus Status, TimeSpan? PreviousAge)> SubmitAsync(double temperature, CancellationToken cancellation) =>
        AnswerAsync(
            () =>
            {
                var before = Room.Age;
                Room = Room with
                {
                    Temperature = (float)temperature, EffectiveTemperature = (float)temperature, IsStale = false, Age = TimeSpan.Zero,
                };
                return (Room, before);
            },
            cancellation);

    public Task<ThermostatStatus> PairAsync(CancellationToken cancellation) =>
        AnswerAsync(() => Room = Room with { Pairing = PairingState.PairingRequested }, cancellation);

    public IAsyncEnumerable<ParameterChanged> WatchAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public async IAsyncEnumerable<DeviceEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var events = Channel.CreateUnbounded<DeviceEvent>();
        lock (_gate)
        {
            if (!LosesEvents)
            {
                events.Writer.TryWrite(new SnapshotTaken(Id, Snapshot) { Sequence = _sequence });
            }

            _watchers.Add(events);
        }

        try
        {
            await foreach (var happened in events.Reader.ReadAllAsync(cancellation))
            {
                yield return happened;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(events);
            }
        }
    }

    /// <summary>A parameter comes to hold a value.</summary>
    public DeviceEvent Change(int index, Value value, Quality quality = Quality.Good)
    {
        lock (_gate)
        {
            var before = Snapshot.Parameters.Single(p => p.Index == index);
            return Publish(new ParameterChanged(Id, before.Key, index, value, before.Value, quality, At, At));
        }
    }

    /// <summary>Something happens: those who watch are told, and a changed value is in the next snapshot.</summary>
    /// <returns>It with its number.</returns>
    public DeviceEvent Publish(DeviceEvent happened)
    {
        lock (_gate)
        {
            Snapshot = happened switch
            {
                ParameterChanged c => Snapshot with
                {
                    Version = Snapshot.Version + 1,
                    Parameters = [.. Snapshot.Parameters.Select(p => p.Index == c.Index
                        ? p with { Value = c.Value, Quality = c.Quality, ReadAt = c.ReadAt, ChangedAt = c.ChangedAt }
                        : p)],
                },
                HealthChanged h => Snapshot with { Alive = h.Alive, Problems = h.Problems },
                SnapshotTaken s => s.Snapshot,
                _ => Snapshot,
            };
            var told = happened with { Sequence = ++_sequence };
            if (!LosesEvents)
            {
                _watchers.ForEach(watcher => watcher.Writer.TryWrite(told));
            }

            return told;
        }
    }

    /// <summary>How many watch.</summary>
    public int Watchers
    {
        get
        {
            lock (_gate)
            {
                return _watchers.Count;
            }
        }
    }

    /// <summary>Ends the events of those who watch; what happens until they come again they miss.</summary>
    public void BreakOff(Exception? reason = null)
    {
        lock (_gate)
        {
            _watchers.ForEach(watcher => watcher.Writer.TryComplete(reason));
        }
    }

    private async Task<T> AnswerAsync<T>(Func<T> answer, CancellationToken cancellation, bool isAsked = true)
    {
        if (isAsked)
        {
            Asked.TrySetResult();
        }

        if (Mute)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }

        return Fault is null ? answer() : throw Fault;
    }
}

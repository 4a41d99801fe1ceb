using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Values;

namespace Econet.Gateway.Tests.Mqtt;

/// <summary>A device that takes a write, and changes the parameter, when the test says so.</summary>
internal sealed class PacedDevice(FakeDevice inner) : IDevice
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<(string Write, TaskCompletionSource<bool> End)> _writes = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => inner.Id;

    public IThermostat Thermostat => inner.Thermostat;

    /// <summary>The writes that have come, <c>key=value</c>, in order.</summary>
    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (_gate)
            {
                return [.. _writes.Select(write => write.Write)];
            }
        }
    }

    /// <summary>Ends when so many writes have come.</summary>
    public async Task UntilAsync(int count)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_writes.Count >= count)
                {
                    return;
                }

                next = _next.Task;
            }

            await next.WaitAsync(Patience, TimeProvider.System);
        }
    }

    /// <summary>Takes a write that has come.</summary>
    public void End(string write) => End(write, taken: true);

    public void Refuse(string write) => End(write, taken: false);

    public async Task<WriteResult> WriteAsync(string key, object? value, WriteOptions options, CancellationToken cancellation)
    {
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _writes.Add((string.Create(CultureInfo.InvariantCulture, $"{key}={value}"), end));
            var next = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            next.SetResult();
        }

        var taken = await end.Task.WaitAsync(cancellation);
        var before = inner.Snapshot.Parameters.Single(p => p.Key == key);
        if (!taken)
        {
            return new WriteResult(key, before.Index, before.Value, default, FakeDevice.At, EconetError.BudgetSpent, "Too many writes");
        }

        var now = before.Type == ParameterType.Float
            ? Value.Of(Convert.ToSingle(value, CultureInfo.InvariantCulture))
            : Value.Of(before.Type, Convert.ToInt64(value, CultureInfo.InvariantCulture));
        inner.Change(before.Index, now);
        return new WriteResult(key, before.Index, before.Value, now, FakeDevice.At);
    }

    public Task<WriteResult> WriteAsync(string key, object? value, CancellationToken cancellation) =>
        WriteAsync(key, value, new WriteOptions(), cancellation);

    public Task<DeviceSnapshot> SnapshotAsync(CancellationToken cancellation) => inner.SnapshotAsync(cancellation);

    public Task<ParameterValue> ReadAsync(string key, CancellationToken cancellation) => inner.ReadAsync(key, cancellation);

    public Task<ParameterValue> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellation) => inner.ReadAsync(key, maxAge, cancellation);

    public Task<IReadOnlyList<WriteJob>> WritesAsync(long? id, CancellationToken cancellation) => inner.WritesAsync(id, cancellation);

    public Task<AlarmList> AlarmsAsync(CancellationToken cancellation) => inner.AlarmsAsync(cancellation);

    public Task<DeviceStatus> StatusAsync(CancellationToken cancellation) => inner.StatusAsync(cancellation);

    public IAsyncEnumerable<DeviceEvent> EventsAsync(CancellationToken cancellation) => inner.EventsAsync(cancellation);

    public IAsyncEnumerable<ParameterChanged> WatchAsync(CancellationToken cancellation) => inner.WatchAsync(cancellation);

    private void End(string write, bool taken)
    {
        lock (_gate)
        {
            _writes.First(w => w.Write == write && !w.End.Task.IsCompleted).End.SetResult(taken);
        }
    }
}

using System.Runtime.CompilerServices;
using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>One device, for callers that are no actors.</summary>
internal sealed class DeviceClient(string id, ActorSystem system, Questions questions) : IDevice, IThermostat
{
    /// <summary>A reading from the bus ends by itself; this is for when even that fails.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(20);

    /// <summary>A write ends by itself, at its device's timeout at the latest; this is for when even that fails.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromMinutes(11);

    public string Id => id;

    public IThermostat Thermostat => this;

    public Task<DeviceSnapshot> SnapshotAsync(CancellationToken cancellation) =>
        AskAsync<DeviceSnapshot>(GetSnapshot.Instance, Questions.FromMemory, cancellation);

    public Task<ParameterValue> ReadAsync(string key, CancellationToken cancellation)
    {
        Check(key);
        return AskAsync<ParameterValue>(new GetParameter(key), Questions.FromMemory, cancellation);
    }

    public Task<ParameterValue> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellation)
    {
        Check(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAge, TimeSpan.Zero);
        return DeviceTraces.ReadAsync(id, key, () => AskAsync<ParameterValue>(new GetParameter(key, maxAge), ReadTimeout, cancellation));
    }

    public Task<WriteResult> WriteAsync(string key, object? value, CancellationToken cancellation) =>
        WriteAsync(key, value, new WriteOptions(), cancellation);

    public Task<WriteResult> WriteAsync(string key, object? value, WriteOptions options, CancellationToken cancellation)
    {
        Check(key);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Origin, nameof(options));
        if (!WrittenValue.TryPlain(value, out var plain, out var problem))
        {
            throw new ArgumentException(problem, nameof(value));
        }

        var write = new WriteParameter(key, plain, options.Origin, options.AnswerWhenAccepted, Guid.NewGuid()) { CorrelationId = options.CorrelationId };
        return DeviceTraces.WriteAsync(id, key, () => WriteAsync(write, cancellation));
    }

    public async Task<IReadOnlyList<WriteJob>> WritesAsync(long? write, CancellationToken cancellation) =>
        (await AskAsync<WriteList>(new GetWrites(write), Questions.FromMemory, cancellation).ConfigureAwait(false)).Jobs;

    public Task<AlarmList> AlarmsAsync(CancellationToken cancellation) =>
        AskAsync<AlarmList>(GetAlarms.Instance, Questions.FromMemory, cancellation);

    public Task<DeviceStatus> StatusAsync(CancellationToken cancellation) =>
        AskAsync<DeviceStatus>(GetStatus.Instance, Questions.FromMemory, cancellation);

    Task<ThermostatStatus> IThermostat.StatusAsync(CancellationToken cancellation) =>
        AskAsync<ThermostatStatus>(GetThermostat.Instance, Questions.FromMemory, cancellation);

    async Task<(ThermostatStatus Status, TimeSpan? PreviousAge)> IThermostat.SubmitAsync(double temperature, CancellationToken cancellation)
    {
        if (temperature is not (>= 0 and <= 50))
        {
            throw new EconetException(EconetError.OutOfRange, "Temperature out of range [0-50]");
        }

        var submitted = await AskAsync<TemperatureSubmitted>(new SubmitTemperature((float)temperature), Questions.FromMemory, cancellation).ConfigureAwait(false);
        return (submitted.Status, submitted.PreviousAge);
    }

    Task<ThermostatStatus> IThermostat.PairAsync(CancellationToken cancellation) =>
        AskAsync<ThermostatStatus>(PairThermostat.Instance, Questions.FromMemory, cancellation);

    public async IAsyncEnumerable<ParameterChanged> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var happened in EventsAsync(cancellation).ConfigureAwait(false))
        {
            if (happened is ParameterChanged change)
            {
                yield return change;
            }
        }
    }

    public async IAsyncEnumerable<DeviceEvent> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var devices = await questions.RegionAsync(cancellation).ConfigureAwait(false);
        var events = WatcherActor.NewChannel(system);
        var watcher = system.ActorOf(WatcherActor.Props(events.Writer));
        try
        {
            devices.Tell(new ToDevice(id, new WatchDevice(watcher)), watcher);
            await foreach (var happened in events.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return happened;
            }
        }
        finally
        {
            system.Stop(watcher);
        }
    }

    private async Task<WriteResult> WriteAsync(WriteParameter write, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync<WriteResult>(write, WriteTimeout, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more: while it is queued it need not be made at all.
            var devices = await questions.RegionAsync(CancellationToken.None).ConfigureAwait(false);
            devices.Tell(new ToDevice(id, new WithdrawWrite(write.Key, write.Request)));
            throw;
        }
    }

    private Task<T> AskAsync<T>(IDeviceRequest message, TimeSpan timeout, CancellationToken cancellation) =>
        questions.AskAsync<T>(new ToDevice(id, message), timeout, cancellation);

    private static void Check(string key) => ArgumentException.ThrowIfNullOrEmpty(key);
}

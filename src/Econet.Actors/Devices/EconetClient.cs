using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Parameters;
using static Econet.Actors.Devices.DeviceMessages;
using static Econet.Actors.Devices.ThermostatMessages;
using static Econet.Actors.Parameters.ParameterRequests;

namespace Econet.Actors.Devices;

/// <summary>Puts calls into messages to the region of devices.</summary>
internal sealed class EconetClient(ActorSystem system, IRequiredActor<EconetDevices> region) : IEconet
{
    /// <summary>Events that may wait for a reader of <see cref="IDevice.EventsAsync"/>.</summary>
    private const int WatchBacklog = 16_384;

    public IReadOnlyList<string> Devices { get; } =
        system.Settings.Setup.Get<EconetSetup>() is { HasValue: true } setup ? [.. setup.Value.Devices.Select(d => d.Id)] : [];

    public IDevice Device(string id) => Devices.Contains(id)
        ? new DeviceClient(id, system, region)
        : throw new EconetException(EconetError.NotFound, $"Device '{id}' not found");

    private sealed class DeviceClient(string id, ActorSystem system, IRequiredActor<EconetDevices> region) : IDevice, IThermostat
    {
        /// <summary>An answer from memory; only a host that is overwhelmed takes longer.</summary>
        private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(5);

        /// <summary>A reading from the bus ends by itself; this is for when even that fails.</summary>
        private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(20);

        /// <summary>A write ends by itself, at its device's timeout at the latest; this is for when even that fails.</summary>
        private static readonly TimeSpan WriteTimeout = TimeSpan.FromMinutes(11);

        public string Id => id;

        public IThermostat Thermostat => this;

        public Task<DeviceSnapshot> SnapshotAsync(CancellationToken cancellation) =>
            Ask<DeviceSnapshot>(GetSnapshot.Instance, AskTimeout, cancellation);

        public Task<ParameterValue> ReadAsync(string key, CancellationToken cancellation) =>
            Ask<ParameterValue>(new GetParameter(key), AskTimeout, cancellation);

        public Task<ParameterValue> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellation) =>
            Ask<ParameterValue>(new GetParameter(key, maxAge), ReadTimeout, cancellation);

        public Task<WriteResult> WriteAsync(string key, object? value, CancellationToken cancellation) =>
            WriteAsync(key, value, new WriteOptions(), cancellation);

        public Task<WriteResult> WriteAsync(string key, object? value, WriteOptions options, CancellationToken cancellation) =>
            Ask<WriteResult>(new WriteParameter(key, value, options.Origin, options.AnswerWhenAccepted), WriteTimeout, cancellation);

        public async Task<IReadOnlyList<WriteJob>> WritesAsync(long? id, CancellationToken cancellation) =>
            (await Ask<Writes>(new GetWrites(id), AskTimeout, cancellation).ConfigureAwait(false)).Jobs;

        public async Task<IReadOnlyList<Alarm>> AlarmsAsync(CancellationToken cancellation) =>
            (await Ask<DeviceMessages.Alarms>(GetAlarms.Instance, AskTimeout, cancellation).ConfigureAwait(false)).Entries;

        public Task<DeviceStatus> StatusAsync(CancellationToken cancellation) =>
            Ask<DeviceStatus>(GetStatus.Instance, AskTimeout, cancellation);

        Task<ThermostatStatus> IThermostat.StatusAsync(CancellationToken cancellation) =>
            Ask<ThermostatStatus>(GetThermostat.Instance, AskTimeout, cancellation);

        async Task<(ThermostatStatus Status, TimeSpan? PreviousAge)> IThermostat.SubmitAsync(
            double temperature, CancellationToken cancellation)
        {
            if (temperature is not (>= 0 and <= 50))
            {
                throw new EconetException(EconetError.BadValue, "Temperature out of range [0-50]");
            }

            var submitted = await Ask<Submitted>(new Submit((float)temperature), AskTimeout, cancellation).ConfigureAwait(false);
            return (submitted.Status, submitted.PreviousAge);
        }

        Task<ThermostatStatus> IThermostat.PairAsync(CancellationToken cancellation) =>
            Ask<ThermostatStatus>(Pair.Instance, AskTimeout, cancellation);

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
            var events = Channel.CreateBounded<DeviceEvent>(WatchBacklog);
            var watcher = system.ActorOf(WatcherActor.Props(events.Writer));
            try
            {
                var devices = await region.GetAsync(cancellation).ConfigureAwait(false);
                devices.Tell(new ToDevice(id, new Watch(watcher)));
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

        private async Task<T> Ask<T>(object message, TimeSpan timeout, CancellationToken cancellation)
        {
            var devices = await region.GetAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await devices.Ask<T>(new ToDevice(id, message), timeout, cancellation).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                throw new EconetException(EconetError.TimedOut, $"Device '{id}' did not answer within {timeout.TotalSeconds} s");
            }
        }
    }

    private sealed class WatcherActor(ChannelWriter<DeviceEvent> events) : UntypedActor
    {
        public static Props Props(ChannelWriter<DeviceEvent> events) => Akka.Actor.Props.Create(() => new WatcherActor(events));

        protected override void PostStop() => events.TryComplete();

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case DeviceEvent happened:
                    if (!events.TryWrite(happened))
                    {
                        events.TryComplete(new EconetException($"The events are read too slowly: {WatchBacklog} wait"));
                        Context.Stop(Self);
                    }

                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}

using System.Collections.Immutable;
using Akka.Actor;
using Akka.DistributedData;
using Akka.Event;
using Econet.Actors.Cluster.Catalog;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Actors.Cluster.Region;

/// <summary>
/// The region of devices on one node of a cluster: knows which devices there are, refuses at once what nobody can answer, and brings all else to
/// where it belongs. Tells the catalog what the configuration of this node has.
/// </summary>
internal sealed class RegionActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan SeedPause = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly DeviceCatalog _known;
    private readonly DeviceList _present;
    private readonly DevicesHere _here;
    private readonly IActorRef _devices;
    private readonly IActorRef _catalog;
    private readonly ImmutableArray<DeviceSpec> _configured;
    private readonly Dictionary<(string Device, IActorRef Watcher), IActorRef> _relays = [];
    private bool _isSeeded;
    private bool _isLearnt;

    public RegionActor(DeviceCatalog known, DevicesHere here, EconetSetup setup, IActorRef devices, IActorRef catalog)
    {
        (_known, _here, _present, _devices, _catalog) = (known, here, setup.Present, devices, catalog);
        _configured = [.. setup.Devices.Select(device => device.Spec!())];
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="devices">The shard region of the devices, or a proxy of it.</param>
    /// <param name="catalog">The <see cref="CatalogActor"/>, wherever it is.</param>
    public static Props Props(DeviceCatalog known, DevicesHere here, EconetSetup setup, IActorRef devices, IActorRef catalog) =>
        Akka.Actor.Props.Create(() => new RegionActor(known, here, setup, devices, catalog));

    protected override void PreStart()
    {
        DistributedData.Get(Context.System).Replicator.Tell(Dsl.Subscribe(CatalogActor.Key, Self));
        _isSeeded = _configured.IsEmpty;
        if (!_isSeeded)
        {
            Timers.StartPeriodicTimer(nameof(Seed), Tick.Instance, TimeSpan.Zero, SeedPause);
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ToDevice { Device: { } id, Message: { } inner } when _known.Find(id) is { } entry:
                Bring((ToDevice)message, inner, entry);
                break;
            case ToDevice { Device: { } id } when !_isSeeded && _configured.Any(spec => spec.Id == id):
                Refusal.Tell(
                    ((ToDevice)message).Message, id, new RequestFailed(EconetError.Unavailable, "The node has not joined the cluster yet"), Sender);
                break;
            case ToDevice { Device: var id, Message: var inner }:
                Refusal.Tell(inner, id ?? "", Refusal.Of(inner, id ?? ""), Sender);
                break;
            case AddDevice or RemoveDevice when !_cluster.State.Unreachable.IsEmpty:
                // It may be the node that has the list; what it is told would be lost.
                Sender.Tell(new RequestFailed(
                    EconetError.Unavailable, "A node of the cluster does not answer: the list of devices can be changed when the others have given it up"));
                break;
            case AddDevice { Spec: { } spec }:
                _catalog.Forward(new AddEntry(EntryOf(spec)));
                break;
            case AddDevice:
                Sender.Tell(new RequestFailed(EconetError.BadRequest, "A device must be given"));
                break;
            case RemoveDevice { Id: { } id } when _known.Find(id) is not null:
                _catalog.Forward(message);
                break;
            case RemoveDevice remove:
                Sender.Tell(Unknown.Device(remove.Id ?? ""));
                break;
            case Changed changed:
                Learn(changed.Get(CatalogActor.Key));
                break;
            case Tick:
                _catalog.Tell(new Seed([.. _configured.Select(EntryOf)]));
                break;
            case Seeded:
                Timers.Cancel(nameof(Seed));
                _isSeeded = true;
                Present();
                break;
            case DeviceMessages.Release:
                Context.System.EventStream.Publish(message);
                break;
            case Terminated { ActorRef: var relay }:
                Forget(relay);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Bring(ToDevice message, object inner, CatalogEntry entry)
    {
        if (entry.Node is { } node && !NodeNames.IsHere(node, _cluster))
        {
            Refusal.Tell(
                inner, entry.Spec.Id,
                new RequestFailed(EconetError.Unavailable, $"Device '{entry.Spec.Id}' is not available: its port is at node {node}, which does not answer"),
                Sender);
            return;
        }

        switch (inner)
        {
            case WatchDevice { Watcher: { } watcher }:
                Relay(entry.Spec.Id, watcher);
                break;
            case UnwatchDevice { Watcher: { } watcher }:
                if (_relays.TryGetValue((entry.Spec.Id, watcher), out var relay))
                {
                    Context.Stop(relay);
                }

                break;
            default:
                _devices.Forward(message);
                break;
        }
    }

    private void Relay(string device, IActorRef watcher)
    {
        if (_relays.Remove((device, watcher), out var former))
        {
            Context.Unwatch(former);
            Context.Stop(former);
        }

        var relay = Context.Watch(Context.ActorOf(WatchRelay.Props(device, watcher)));
        _relays[(device, watcher)] = relay;
        _devices.Tell(new ToDevice(device, new WatchDevice(relay)), relay);
    }

    private void Forget(IActorRef relay)
    {
        foreach (var (watch, _) in _relays.Where(watch => watch.Value.Equals(relay)).ToArray())
        {
            _relays.Remove(watch);
        }
    }

    private void Learn(LWWDictionary<string, CatalogEntry> catalog)
    {
        _known.Set(catalog);
        _isLearnt = true;
        Present();
    }

    private void Present()
    {
        // Those that this node was told of come first, as without a cluster: what names no device means the first one.
        ImmutableArray<string> ids = [.. _configured.Select(spec => spec.Id).Where(_known.Entries.ContainsKey).Union(_known.Entries.Keys)];
        if (_isSeeded && !ids.SequenceEqual(_present.Ids))
        {
            _log.Info("The cluster has {Count} devices", ids.Length);
            _present.Set(ids);
        }

        if (_isSeeded && _isLearnt)
        {
            _here.Know();
        }

        _here.Keep(_known.Entries.ContainsKey);
    }

    /// <summary>What is behind TCP is everybody's; all else is at this node.</summary>
    private CatalogEntry EntryOf(DeviceSpec spec) => new(
        spec, spec.Address?.StartsWith("tcp://", StringComparison.OrdinalIgnoreCase) == true ? null : NodeNames.Of(_cluster.SelfAddress));

    private sealed record Tick : ILocalMessage
    {
        public static readonly Tick Instance = new();
    }
}

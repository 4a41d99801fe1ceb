using Akka.Actor;
using Akka.Event;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Storage;

/// <summary>Keeps a device's state on a thread of its own, because disks make their callers wait.</summary>
internal sealed class StoreActor : GuardedActor, IWithTimers
{
    private static readonly TimeSpan DefaultFlushInterval = TimeSpan.FromMinutes(10);
    private readonly string _device;
    private readonly DeviceStore _store;
    private readonly TimeSpan _flushInterval;
    private readonly IActorRef _subscriber;
    private readonly List<(IActorRef Requester, long Id)> _waiting = [];
    private StoreHealth? _told;

    public StoreActor(IStatePlace? place, string device, TimeProvider time, TimeSpan flushInterval, IActorRef? subscriber)
    {
        _device = device;
        _store = new DeviceStore(place, time);
        _flushInterval = flushInterval;
        _subscriber = subscriber ?? Context.Parent;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="place">Null to keep everything in memory only.</param>
    /// <param name="flushInterval">How long documents and values wait to be saved together; null for 10 minutes.</param>
    /// <param name="subscriber">Who is notified of changes of the <see cref="StoreHealth"/>; null for the parent.</param>
    public static Props Props(
        IStatePlace? place, string device, TimeProvider time, TimeSpan? flushInterval = null, IActorRef? subscriber = null) =>
        Akka.Actor.Props.Create(() => new StoreActor(place, device, time, flushInterval ?? DefaultFlushInterval, subscriber))
            .WithDispatcher("econet.store-dispatcher");

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Flush.Instance, Flush.Instance, _flushInterval);
    }

    protected override void PostStop()
    {
        Commit();
        _store.Dispose();
    }

    protected override void Failed(object message, RequestFailed failure)
    {
        if (message is StoreMessages.SaveWrite { Job: { } job })
        {
            Sender.Tell(new StoreMessages.WriteSaved(job.Id, StoreMessages.Keeping.DiskFails, failure.Message));
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StoreMessages.Load:
                // What was written while the disk was away is on it before anybody learns what else is there, and goes on with that.
                Answer(_store.Commit());
                Sender.Tell(new StoreMessages.Loaded(_store.Load(), _store.Health));
                TellHealth();
                break;
            case StoreMessages.SaveDocument document:
                _store.PutDocument(document.Name, document.Content);
                if (document.AtOnce)
                {
                    Commit(durable: true);
                }

                break;
            case StoreMessages.SaveValues { Values: var values }:
                _store.PutValues(values);
                break;
            case StoreMessages.ClearValues:
                _store.ClearValues();
                break;
            case StoreMessages.SaveWrite { Job: var job }:
                _store.PutWrite(job);
                _waiting.Add((Sender, job.Id));
                if (_waiting.Count == 1)
                {
                    // Behind what is in the mailbox by now, so that writes told together share one wait for the disk.
                    Self.Tell(Flush.Instance);
                }

                break;
            case Flush:
                Commit();
                break;
            case Retry:
                Answer(_store.Retry());
                TellHealth();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Commit(bool durable = false)
    {
        Answer(_store.Commit(durable));
        TellHealth();
    }

    private void Answer(bool isSaved)
    {
        foreach (var (requester, id) in _waiting)
        {
            requester.Tell(
                !_store.WantsDisk ? new StoreMessages.WriteSaved(id, StoreMessages.Keeping.InMemory)
                : isSaved && _store.Has(id) ? new StoreMessages.WriteSaved(id, StoreMessages.Keeping.OnDisk)
                : new StoreMessages.WriteSaved(
                    id, StoreMessages.Keeping.DiskFails, _store.Health.Problem ?? "The state file refuses what the write holds"));
        }

        _waiting.Clear();
    }

    private void TellHealth()
    {
        foreach (var row in _store.TakeBadRows())
        {
            Log.Error("{Device}: a row of {Table} in the state file is passed over, {Reason}: {Row}", _device, row.Table, row.Reason, row.Row);
        }

        if (_store.Health != _told)
        {
            _told = _store.Health;
            _subscriber.Tell(_told);
        }

        // Counted from when the disk failed, and not at any beat: whoever repairs it wants to see that.
        if (_store.Health is { OnDisk: false, Problem: not null } && !Timers.IsTimerActive(Retry.Instance))
        {
            Timers.StartSingleTimer(Retry.Instance, Retry.Instance, _store.RetryInterval);
        }
    }

    private sealed record Flush : ILocalMessage
    {
        public static readonly Flush Instance = new();
    }

    private sealed record Retry : ILocalMessage
    {
        public static readonly Retry Instance = new();
    }
}

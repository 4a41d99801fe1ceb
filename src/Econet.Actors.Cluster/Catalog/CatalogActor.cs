using System.Collections.Immutable;
using Akka.Actor;
using Akka.DistributedData;
using Akka.Event;
using Econet.Actors.Cluster.Region;
using Econet.Actors.Cluster.State;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Econet.Actors.Cluster.Catalog;

/// <summary>
/// The one owner of the list of devices, a singleton of the cluster: takes changes one at a time, keeps them in the shared database, tells every node
/// of them, and sees to it that every device lives somewhere.
/// </summary>
internal sealed class CatalogActor : UntypedActor, IWithStash, IWithTimers
{
    /// <summary>The list as every node has it.</summary>
    public static readonly LWWDictionaryKey<string, CatalogEntry> Key = new("econet-devices");

    /// <summary>A device that has ended for a reason that nobody thought of is back by then.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>A node that does not answer by then learns of a change later.</summary>
    private static readonly TimeSpan TellPatience = TimeSpan.FromSeconds(2);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly IActorRef _replicator = DistributedData.Get(Context.System).Replicator;
    private readonly Dictionary<string, (CatalogEntry Entry, string? Line)> _entries = [];
    private readonly ImmutableArray<IDeviceKind> _kinds;
    private readonly StoredCatalog _stored;
    private readonly IActorRef _devices;

    public CatalogActor(ImmutableArray<IDeviceKind> kinds, StoredCatalog stored, IActorRef devices) =>
        (_kinds, _stored, _devices) = (kinds, stored, devices);

    public IStash Stash { get; set; } = null!;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="devices">The region that the devices live in.</param>
    public static Props Props(ImmutableArray<IDeviceKind> kinds, StoredCatalog stored, IActorRef devices) =>
        Akka.Actor.Props.Create(() => new CatalogActor(kinds, stored, devices));

    protected override void PreStart() => Self.Tell(Load.Instance);

    /// <summary>Until it is known what the database has, all else waits.</summary>
    protected override void OnReceive(object message)
    {
        if (message is not Load)
        {
            Stash.Stash();
            return;
        }

        RunTask(async () =>
        {
            try
            {
                foreach (var entry in await _stored.ReadAsync().ConfigureAwait(true))
                {
                    _entries[entry.Spec.Id] = (entry, LineOf(entry));
                }

                await PublishAsync(all => _entries.Values.Aggregate(
                    all.Keys.Where(id => !_entries.ContainsKey(id)).Aggregate(all, (rest, id) => rest.Remove(_cluster, id)),
                    (rest, known) => rest.SetItem(_cluster, known.Entry.Spec.Id, known.Entry))).ConfigureAwait(true);
                Timers.StartPeriodicTimer(nameof(Check), Check.Instance, TimeSpan.Zero, CheckInterval);
                Become(Ready);
                Stash.UnstashAll();
            }
            catch (Exception e) when (IsTrouble(e))
            {
                _log.Error("The devices of the cluster are not known yet: {Reason}", e.GetBaseException().Message);
                Timers.StartSingleTimer(nameof(Load), Load.Instance, RetryPause);
            }
        });
    }

    private void Ready(object message)
    {
        switch (message)
        {
            case Seed seed:
                RunTask(() => SeedAsync(seed, Sender));
                break;
            case AddEntry add:
                RunTask(() => AddAsync(add.Entry, Sender));
                break;
            case RemoveDevice remove:
                RunTask(() => RemoveAsync(remove, Sender));
                break;
            case Check:
                foreach (var (entry, _) in _entries.Values)
                {
                    Wake(entry);
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The configuration of a node has these. One that can't be taken does not keep the others out.</summary>
    private async Task SeedAsync(Seed seed, IActorRef node)
    {
        try
        {
            foreach (var entry in seed.Entries)
            {
                if (_entries.TryGetValue(entry.Spec.Id, out var known) && IsKnown(known.Entry, entry))
                {
                    continue;
                }

                try
                {
                    var line = Validate(entry, others: _entries.Values.Where(other => other.Entry.Spec.Id != entry.Spec.Id));
                    await PutAsync(entry, line).ConfigureAwait(true);
                }
                catch (Exception wrong) when (wrong is ArgumentException or OptionsValidationException)
                {
                    _log.Error("{Device} of the configuration of {Node} is left out: {Reason}", entry.Spec.Id, NodeNames.Of(node, _cluster), wrong.Message);
                }
            }

            node.Tell(Seeded.Instance);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            _log.Error("The configuration of {Node} can't be taken yet: {Reason}", NodeNames.Of(node, _cluster), e.GetBaseException().Message);
        }
    }

    private async Task AddAsync(CatalogEntry entry, IActorRef requester)
    {
        try
        {
            // The nodes read the same change of their configuration, each for itself.
            if (!_entries.TryGetValue(entry.Spec.Id ?? "", out var known) || !IsKnown(known.Entry, entry))
            {
                await PutAsync(entry, Validate(entry, _entries.Values)).ConfigureAwait(true);
            }

            requester.Tell(new DeviceAdded(entry.Spec.Id!));
        }
        catch (Exception wrong) when (wrong is ArgumentException or OptionsValidationException)
        {
            requester.Tell(new RequestFailed(EconetError.BadRequest, wrong.Message));
        }
        catch (Exception e) when (IsTrouble(e))
        {
            requester.Tell(Unkept(e));
        }
    }

    private async Task RemoveAsync(RemoveDevice remove, IActorRef requester)
    {
        if (!_entries.TryGetValue(remove.Id, out var known))
        {
            requester.Tell(Unknown.Device(remove.Id));
            return;
        }

        try
        {
            await _stored.RemoveAsync(remove.Id).ConfigureAwait(true);
            _entries.Remove(remove.Id);
            await PublishAsync(all => all.Remove(_cluster, remove.Id)).ConfigureAwait(true);
            if (known.Entry.Node is { } node && !NodeNames.IsHere(node, _cluster))
            {
                // Nobody is on that bus.
                requester.Tell(new DeviceRemoved(remove.Id));
            }
            else
            {
                _devices.Tell(new ToDevice(remove.Id, new LeaveForGood(remove.DeletesState)), requester);
            }
        }
        catch (Exception e) when (IsTrouble(e))
        {
            requester.Tell(Unkept(e));
        }
    }

    /// <returns>What the device has for itself.</returns>
    /// <exception cref="ArgumentException">There can be no such device, or another one has its id or its line.</exception>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    private string? Validate(CatalogEntry entry, IEnumerable<(CatalogEntry Entry, string? Line)> others)
    {
        DeviceIds.Check(entry.Spec.Id);
        var line = LineOf(entry);
        DeviceIds.CheckFree(entry.Spec.Id, line, others.Select(other => (other.Entry.Spec.Id, other.Line)));
        return line;
    }

    private static bool IsKnown(CatalogEntry known, CatalogEntry entry) => known.IsSameAs(entry) && known.Spec.Name == entry.Spec.Name;

    private string? LineOf(CatalogEntry entry) => entry.Line(DeviceKinds.Of(entry.Spec, _kinds).Make(entry.Spec).Line);

    private async Task PutAsync(CatalogEntry entry, string? line)
    {
        var taken = entry with { Number = await _stored.PutAsync(entry).ConfigureAwait(true) };
        _entries[entry.Spec.Id] = (taken, line);
        await PublishAsync(all => all.SetItem(_cluster, entry.Spec.Id, taken)).ConfigureAwait(true);
        Wake(taken);
    }

    /// <summary>Every node knows of a change before it is answered, as far as it can be reached.</summary>
    private async Task PublishAsync(Func<LWWDictionary<string, CatalogEntry>, LWWDictionary<string, CatalogEntry>> change) =>
        await _replicator.Ask<IUpdateResponse>(
            Dsl.Update(Key, LWWDictionary<string, CatalogEntry>.Empty, new WriteAll(TellPatience), change), TellPatience * 2).ConfigureAwait(true);

    /// <summary>One whose node is away is not asked for: it would wait there, and everybody for it.</summary>
    private void Wake(CatalogEntry entry)
    {
        if (entry.Node is not { } node || NodeNames.IsHere(node, _cluster))
        {
            _devices.Tell(new ToDevice(entry.Spec.Id, BeThere.Instance), ActorRefs.NoSender);
        }
    }

    private static bool IsTrouble(Exception e) => e is NpgsqlException or TimeoutException or AskTimeoutException or InvalidOperationException;

    private static RequestFailed Unkept(Exception e) =>
        new(EconetError.Unavailable, $"The change can't be kept in the shared database: {e.GetBaseException().Message}");

    private sealed record Load : ILocalMessage
    {
        public static readonly Load Instance = new();
    }

    private sealed record Check : ILocalMessage
    {
        public static readonly Check Instance = new();
    }
}

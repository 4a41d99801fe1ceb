using System.Globalization;
using Akka.Actor;
using Akka.DistributedData;
using Akka.Util;
using Econet.Actors.Cluster.Catalog;

namespace Econet.Actors.Cluster.Fleet;

/// <summary>
/// Tells all nodes how the devices of this one are, and hears of the others. The summaries are replicated in many small parts: of one that changed,
/// nodes that missed it get a part and not all.
/// </summary>
internal sealed class FleetActor : UntypedActor, IWithTimers
{
    /// <summary>A part of 100,000 devices is a few hundred kilobytes, well below the frame limit.</summary>
    private const int Parts = 64;

    /// <summary>What changes within this is told at once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly IActorRef _replicator = DistributedData.Get(Context.System).Replicator;
    private readonly LWWDictionaryKey<string, DeviceSummary>[] _keys =
        [.. Enumerable.Range(0, Parts).Select(part => new LWWDictionaryKey<string, DeviceSummary>(string.Create(CultureInfo.InvariantCulture, $"econet-fleet-{part}")))];

    private readonly Dictionary<string, DeviceSummary> _news = [];
    private readonly FleetTable _table;
    private readonly DeviceCatalog _catalog;

    public FleetActor(FleetTable table, DeviceCatalog catalog) => (_table, _catalog) = (table, catalog);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(FleetTable table, DeviceCatalog catalog) => Akka.Actor.Props.Create(() => new FleetActor(table, catalog));

    protected override void PreStart() => Array.ForEach(_keys, key => _replicator.Tell(Dsl.Subscribe(key, Self)));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DeviceSummary summary:
                // Whoever asks this node hears of it at once.
                _table.Set(summary);
                _news[summary.Device] = summary;
                if (!Timers.IsTimerActive(nameof(Tell)))
                {
                    Timers.StartSingleTimer(nameof(Tell), Tell.Instance, Pause);
                }

                break;
            case Tell:
                Publish();
                break;
            case Changed changed:
                Learn(changed);
                break;
            case IUpdateResponse:
                // What did not get through is told by gossip.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Publish()
    {
        foreach (var part in _news.Values.GroupBy(summary => KeyOf(summary.Device)))
        {
            var news = part.ToArray();
            // What was removed goes with what changes: nobody asks for it any more.
            _replicator.Tell(Dsl.Update(part.Key, LWWDictionary<string, DeviceSummary>.Empty, WriteLocal.Instance, all => news.Aggregate(
                all.Keys.Where(device => _catalog.Find(device) is null && !news.Any(summary => summary.Device == device)).Aggregate(all, (rest, device) => rest.Remove(_cluster, device)),
                (rest, summary) => rest.SetItem(_cluster, summary.Device, summary))));
        }

        _news.Clear();
    }

    private void Learn(Changed changed)
    {
        foreach (var summary in changed.Get((LWWDictionaryKey<string, DeviceSummary>)changed.Key).Entries.Values)
        {
            if (!_news.ContainsKey(summary.Device))
            {
                _table.Set(summary);
            }
        }
    }

    private LWWDictionaryKey<string, DeviceSummary> KeyOf(string device) => _keys[(uint)MurmurHash.StringHash(device) % Parts];

    private sealed record Tell : ILocalMessage
    {
        public static readonly Tell Instance = new();
    }
}

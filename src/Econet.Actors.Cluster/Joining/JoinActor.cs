using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Cluster.Region;
using Econet.Actors.Cluster.State;

namespace Econet.Actors.Cluster.Joining;

/// <summary>Brings this node into the cluster, and tells the shared database that it is in it. See <see cref="Founding"/>.</summary>
internal sealed class JoinActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Two clusters with one database are no matter of seconds. What nodes say of themselves lasts for 10 s, and one that was given up by the others takes a few more to
    /// notice.
    /// </summary>
    private static readonly TimeSpan LongApart = TimeSpan.FromSeconds(30);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ClusterSetup _setup;
    private readonly TimeProvider _time;
    private readonly NodeTable _nodes;
    private readonly string _self;
    private ImmutableArray<string> _joining = [];
    private long? _apartAt;
    private bool _isWarned;

    public JoinActor(ClusterSetup setup, TimeProvider time)
    {
        (_setup, _time) = (setup, time);
        _self = NodeNames.Of(_cluster.SelfAddress);
        _nodes = new NodeTable(setup.Database, _self);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterSetup setup, TimeProvider time) => Akka.Actor.Props.Create(() => new JoinActor(setup, time));

    private bool IsMember => _cluster.State.Members.Any(member => member.Address == _cluster.SelfAddress && member.Status is MemberStatus.Up or MemberStatus.WeaklyUp);

    protected override void PreStart()
    {
        var nodes = _nodes;
        // Whoever starts next has not to wait until what this node said of itself is old.
        CoordinatedShutdown.Get(Context.System).AddTask(CoordinatedShutdown.PhaseClusterShutdown, "econet-leave-nodes", async () =>
        {
            try
            {
                await nodes.LeaveAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (SharedDatabase.IsAway(e))
            {
                // Then they wait.
            }

            return Done.Instance;
        });
        Join(running: null);
        Self.Tell(Tick.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                (IsMember ? _nodes.BeatAsync() : _nodes.OthersAsync()).PipeTo(Self, success: running => new Running(running), failure: e => new Unknown(e));
                break;
            case Running running when IsMember:
                _isWarned = false;
                Compare(running.Nodes);
                Timers.StartSingleTimer(nameof(Tick), Tick.Instance, Pause);
                break;
            case Running running:
                Join(running.Nodes);
                Timers.StartSingleTimer(nameof(Tick), Tick.Instance, Pause);
                break;
            case Unknown { Why: var why }:
                if (!_isWarned && !IsMember && _setup.Options.Seeds[0] == _self)
                {
                    _isWarned = true;
                    _log.Warning(
                        "The database {Database} can't be used: {Why}. It would tell whether there is a cluster. Until then this node joins one, and begins none",
                        _setup.Database.Name, why.GetBaseException().Message);
                }

                Timers.StartSingleTimer(nameof(Tick), Tick.Instance, Pause);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Join(IReadOnlyList<string>? running)
    {
        var seeds = Founding.Seeds(_self, _setup.Options.Seeds, running);
        if (!seeds.IsEmpty && !seeds.SequenceEqual(_joining))
        {
            _joining = seeds;
            _cluster.JoinSeedNodes(NodeConfig.Addresses(seeds, _cluster.SelfAddress));
        }
    }

    /// <summary>Two clusters would go on beside each other for good: neither asks the other's nodes.</summary>
    private void Compare(IReadOnlyList<string> running)
    {
        var members = _cluster.State.Members.Select(member => NodeNames.Of(member.Address)).ToHashSet();
        var apart = Founding.Apart(members, running);
        if (apart.IsEmpty)
        {
            _apartAt = null;
            _setup.Apart = [];
            return;
        }

        _apartAt ??= _time.GetTimestamp();
        if (_time.GetElapsedTime(_apartAt.Value) < LongApart)
        {
            return;
        }

        if (_setup.Apart.Count == 0)
        {
            _log.Warning("There is another cluster with the database {Database}, of {Nodes}. The smaller one ends, and its nodes join the other", _setup.Database.Name, string.Join(", ", apart));
        }

        _setup.Apart = apart;
        if (Founding.GivesWay(_self, members, running))
        {
            _cluster.Down(_cluster.SelfAddress);
        }
    }

    private sealed record Tick : ILocalMessage
    {
        public static readonly Tick Instance = new();
    }

    private sealed record Running(IReadOnlyList<string> Nodes) : ILocalMessage;

    private sealed record Unknown(Exception Why) : ILocalMessage;
}

using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Econet.Actors.Cluster.Hosting;
using Econet.Actors.Cluster.Region;
using Econet.Actors.Cluster.State;

namespace Econet.Actors.Cluster.Joining;

/// <summary>
/// Brings this node into the cluster, which it begins when nobody is in it. The shared database decides that. Akka lets the first of the seeds begin a cluster when the others don't
/// answer it for some seconds: one that starts again while it is cut off, or while the machines are busy, would be a cluster beside the one that runs, for good.
/// </summary>
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
    private readonly Silence _silence;
    private readonly NodeTable _nodes;
    private readonly string _self;
    private ImmutableArray<string> _joining = [];
    private long? _apartAt;
    private bool _isWarned;
    private bool _hasJoined;

    public JoinActor(ClusterSetup setup, TimeProvider time)
    {
        (_setup, _time, _silence) = (setup, time, new Silence(time));
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
        Join([]);
        Self.Tell(Tick.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick when IsMember:
                _hasJoined = true;
                _nodes.SayAsync().PipeTo(Self, success: others => new Seen(others, Begins: false), failure: e => new Unknown(e));
                break;
            case Tick when _hasJoined:
                // It leaves, and comes again as a new process only.
                break;
            case Tick:
                _nodes.LookAsync(_silence.IsOver).PipeTo(Self, success: seen => new Seen(seen.Others, seen.Begins), failure: e => new Unknown(e));
                break;
            case Seen seen:
                Take(seen);
                Timers.StartSingleTimer(nameof(Tick), Tick.Instance, Pause);
                break;
            case Unknown { Why: var why }:
                Warn(why);
                Timers.StartSingleTimer(nameof(Tick), Tick.Instance, Pause);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take(Seen seen)
    {
        _isWarned = false;
        var there = seen.Others.Where(other => other.IsThere).Select(other => other.Node).ToArray();
        if (IsMember)
        {
            Compare(there);
        }
        else if (seen.Begins)
        {
            Seek([_self]);
        }
        else
        {
            _silence.Watch(seen.Others);
            Join(there);
        }
    }

    /// <summary>Joins a cluster, and never begins one.</summary>
    private void Join(IReadOnlyList<string> there) => Seek([.. there.Union(_setup.Options.Seeds).Where(node => node != _self)]);

    /// <summary>Akka begins again with each call.</summary>
    private void Seek(ImmutableArray<string> nodes)
    {
        if (!nodes.IsEmpty && !nodes.SequenceEqual(_joining))
        {
            _joining = nodes;
            _cluster.JoinSeedNodes(NodeConfig.Addresses(nodes, _cluster.SelfAddress));
        }
    }

    private void Warn(Exception why)
    {
        if (!_isWarned && !IsMember)
        {
            _isWarned = true;
            _log.Warning(
                "The database {Database} can't be used: {Why}. It would tell whether there is a cluster. Until then this node begins none",
                _setup.Database.Name, why.GetBaseException().Message);
        }
    }

    /// <summary>Two clusters would go on beside each other for good: neither asks the other's nodes.</summary>
    private void Compare(IReadOnlyList<string> there)
    {
        var members = _cluster.State.Members.Select(member => NodeNames.Of(member.Address)).ToHashSet();
        var apart = TwoClusters.Apart(members, there);
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
            _log.Warning(
                "There is another cluster with the database {Database}, of {Nodes}. The smaller one ends, and its nodes join the other", _setup.Database.Name, string.Join(", ", apart));
        }

        _setup.Apart = apart;
        if (TwoClusters.GivesWay(_self, members, there))
        {
            _cluster.Down(_cluster.SelfAddress);
        }
    }

    private sealed record Tick : ILocalMessage
    {
        public static readonly Tick Instance = new();
    }

    /// <param name="Begins">This node is to begin the cluster.</param>
    private sealed record Seen(IReadOnlyList<SeenNode> Others, bool Begins) : ILocalMessage;

    private sealed record Unknown(Exception Why) : ILocalMessage;
}

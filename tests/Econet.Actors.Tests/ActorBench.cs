using Akka.Actor;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests;

/// <summary>An actor system in virtual time, for actors taken by themselves.</summary>
internal sealed class ActorBench : IAsyncDisposable
{
    public ActorBench() => System = ActorSystem.Create("bench", VirtualAkka.Config(Time));

    public VirtualTime Time { get; } = new();

    public ActorSystem System { get; }

    public Probe NewProbe() => new(System, Time);

    /// <summary>A probe that is the parent of an actor.</summary>
    public Probe NewParent(Props child)
    {
        var parent = new Probe(System, Time, child);
        Time.Settle();
        return parent;
    }

    public void Advance(double milliseconds) => Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        Time.Dispose();
    }
}

/// <summary>An actor that keeps what it is told, and when.</summary>
internal sealed class Probe
{
    private readonly List<(double At, object Message)> _heard = [];

    private IActorRef _child = ActorRefs.Nobody;

    public Probe(ActorSystem system, VirtualTime time, Props? child = null) => Ref = system.ActorOf(Props.Create(() => new Keeper(this, time, child)));

    /// <summary>The actor that this is the parent of, if any.</summary>
    public IActorRef Child => _child;

    public IActorRef Ref { get; }

    /// <summary>All messages so far, each with the virtual milliseconds at which it came.</summary>
    public IReadOnlyList<(double At, object Message)> All
    {
        get
        {
            lock (_heard)
            {
                return [.. _heard];
            }
        }
    }

    public IReadOnlyList<T> Heard<T>() => [.. All.Select(heard => heard.Message).OfType<T>()];

    private sealed class Keeper : UntypedActor
    {
        private readonly List<(double, object)> _heard;
        private readonly VirtualTime _time;

        public Keeper(Probe probe, VirtualTime time, Props? child)
        {
            (_heard, _time) = (probe._heard, time);
            probe._child = child is null ? ActorRefs.Nobody : Context.ActorOf(child);
        }

        protected override void OnReceive(object message)
        {
            lock (_heard)
            {
                _heard.Add((TimeSpan.FromTicks(_time.GetTimestamp()).TotalMilliseconds, message));
            }
        }
    }
}

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

    public Probe(ActorSystem system, VirtualTime time) => Ref = system.ActorOf(Props.Create(() => new Keeper(_heard, time)));

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

    private sealed class Keeper(List<(double, object)> heard, VirtualTime time) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            lock (heard)
            {
                heard.Add((TimeSpan.FromTicks(time.GetTimestamp()).TotalMilliseconds, message));
            }
        }
    }
}

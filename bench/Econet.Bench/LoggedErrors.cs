using Akka.Actor;
using Akka.Event;

namespace Econet.Bench;

/// <summary>Counts, and prints, the errors that a system logs; an actor that failed is one, whatever its supervisor does with it.</summary>
internal sealed class LoggedErrors
{
    private long _count;

    public LoggedErrors(ActorSystem system) =>
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Listener(this))), typeof(Error));

    public long Count => Volatile.Read(ref _count);

    private sealed class Listener(LoggedErrors errors) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Error error)
            {
                Interlocked.Increment(ref errors._count);
                Console.WriteLine(error.ToString());
            }
            else
            {
                Unhandled(message);
            }
        }
    }
}

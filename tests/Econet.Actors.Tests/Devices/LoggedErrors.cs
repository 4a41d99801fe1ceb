using Akka.Actor;
using Akka.Event;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Devices;

internal static class LoggedErrors
{
    /// <summary>Hears every error that is logged from now on, until what is returned is disposed.</summary>
    public static IDisposable Errors(this House house, Action<Error> heard)
    {
        var listener = house.System.ActorOf(Props.Create(() => new Listener(heard)));
        house.System.EventStream.Subscribe(listener, typeof(Error));
        return new Listening(house.System, listener);
    }

    private sealed class Listener(Action<Error> heard) : UntypedActor
    {
        protected override void OnReceive(object message) => heard((Error)message);
    }

    private sealed class Listening(ActorSystem system, IActorRef listener) : IDisposable
    {
        public void Dispose() => system.EventStream.Unsubscribe(listener);
    }
}

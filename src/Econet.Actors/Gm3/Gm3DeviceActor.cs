using System.Collections.Immutable;
using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Econet.Actors.Storage;
using static Econet.Actors.Devices.DeviceMessages;

namespace Econet.Actors.Gm3;

/// <summary>One GM3 heating system: starts and supervises what it consists of, and hands each question to the part that knows.</summary>
internal sealed class Gm3DeviceActor : UntypedActor
{
    private readonly string _id;
    private readonly IActorRef _parameters;
    private readonly IActorRef _session;

    public Gm3DeviceActor(string id, IBusPort port, Gm3Options options, TimeProvider time)
    {
        _id = id;
        var store = new AddressStore(options.StateDirectory, id);
        _parameters = Context.ActorOf(ParametersActor.Props(id, options.MaxAge, time), "parameters");
        var protocol = Context.ActorOf(ProtocolActor.Props(options, _parameters, time), "protocol");
        _session = Context.ActorOf(BusSessionActor.Props(options, store, protocol, _parameters, time), "session");
        var connection = Context.ActorOf(SerialConnectionActor.Props(port, options, protocol, time), "connection");
        protocol.Tell(new ProtocolActor.Wire(_session, connection));
    }

    public static Props Props(string id, IBusPort port, Gm3Options options, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new Gm3DeviceActor(id, port, options, time));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetSnapshot or GetParameter or WriteParameter or Watch:
                _parameters.Forward(message);
                break;
            case GetAlarms or Release:
                _session.Forward(message);
                break;
            case GetStatus:
                _session.Tell(new StatusDraft(
                    new DeviceStatus(
                        _id, "gm3", "", false, null, 0, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty),
                    Sender));
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}

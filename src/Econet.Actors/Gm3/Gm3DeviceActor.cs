using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Econet.Actors.Storage;
using static Econet.Actors.Devices.DeviceMessages;

namespace Econet.Actors.Gm3;

/// <summary>One GM3 heating system: starts and supervises what it consists of, and hands each question to the part that knows.</summary>
internal sealed class Gm3DeviceActor : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly string _id;
    private readonly IActorRef _parameters;
    private readonly IActorRef _session;

    private readonly IActorRef _store;
    private StoreHealth _storage = new(OnDisk: false);

    public Gm3DeviceActor(string id, IBusPort port, Gm3Options options, TimeProvider time)
    {
        _id = id;
        _store = Context.ActorOf(StoreActor.Props(options.StateDirectory, id, time), "store");
        _parameters = Context.ActorOf(ParametersActor.Props(id, _store, options.WriteBudget, time), "parameters");
        var protocol = Context.ActorOf(ProtocolActor.Props(options, _parameters, time), "protocol");
        _session = Context.ActorOf(BusSessionActor.Props(options, _store, protocol, _parameters, time), "session");
        var connection = Context.ActorOf(SerialConnectionActor.Props(port, options, protocol, time), "connection");
        protocol.Tell(new ProtocolActor.Wire(_session, connection));
    }

    public static Props Props(string id, IBusPort port, Gm3Options options, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new Gm3DeviceActor(id, port, options, time));

    // Whatever happens to a part, a device without it is none: it starts again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetSnapshot or GetParameter or WriteParameter or GetWrites or Watch:
                _parameters.Forward(message);
                break;
            case GetAlarms:
                _session.Forward(message);
                break;
            case Release:
                _parameters.Tell(ParametersActor.SaveAll.Instance);
                _session.Forward(message);
                break;
            case ParametersActor.Started:
                _session.Tell(SessionMessages.Introduce.Instance);
                break;
            case StoreHealth health:
                _storage = health;
                Report(health);
                break;
            case GetStatus:
                _session.Tell(new StatusDraft(
                    new DeviceStatus(
                        _id, "gm3", "", false, null, 0,
                        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty.Add(
                            "storage",
                            ImmutableSortedDictionary<string, object?>.Empty
                                .Add("on_disk", _storage.OnDisk)
                                .Add("problem", _storage.Problem)
                                .Add("set_aside", _storage.SetAside)),
                        _storage.Problem),
                    Sender));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Report(StoreHealth health)
    {
        if (health.SetAside is { } damaged)
        {
            _log.Warning("{Device}: a damaged state file was set aside as {File}", _id, damaged);
        }

        if (health.Problem is { } problem)
        {
            _log.Warning("{Device}: state is kept in memory only: {Problem}", _id, problem);
        }
        else if (health.OnDisk)
        {
            _log.Info("{Device}: state is kept on disk", _id);
        }
    }
}

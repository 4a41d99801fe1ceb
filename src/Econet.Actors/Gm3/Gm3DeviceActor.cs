using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Session;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;
using Econet.Actors.Storage;
using Econet.Actors.Vocabulary;

namespace Econet.Actors.Gm3;

/// <summary>One GM3 heating system: starts and supervises what it consists of, and hands each question to the part that knows.</summary>
internal sealed class Gm3DeviceActor : DeviceActor
{
    private readonly BackoffStrategy _restarts;
    private readonly string _id;
    private readonly IActorRef _parameters;
    private readonly IActorRef _session;
    private readonly IActorRef _thermostat;

    private readonly ProblemBook _problems;
    private readonly RunWitness _witness;

    private readonly StatusBook _status;

    private SessionStatus _bus = SessionStatus.None;

    public Gm3DeviceActor(string id, IBusPort port, Gm3Options options, DeviceHome home)
    {
        var time = home.Time;
        var state = home.State ?? StateFilePlace.Of(options.StateDirectory, id);
        _id = id;
        _problems = new ProblemBook(id, Log, time);
        _restarts = new BackoffStrategy(Log, time);
        _status = new StatusBook(id, "gm3", _bus, TrafficStatus.Before(options), new StoreHealth(OnDisk: false));
        _witness = RunWitness.Of((state as StateFilePlace)?.Path);
        var policy = new WritePolicy(options.WriteBudget, options.AcceptWritesWithoutDisk, state is not null) { RecordedOnly = home.State is not null };
        var store = Context.ActorOf(StoreActor.Props(state, id, time), "store");
        _parameters = Context.ActorOf(
            ParametersActor.Props(
                id, store, _witness, policy, () => options.Vocabulary.Current.Of(Vocabularies.Gm3), time), "parameters");
        var protocol = OnBus(ProtocolActor.Props(options, time, home.Licence), "protocol");
        _session = OnBus(BusSessionActor.Props(id, options, store, protocol, _parameters, time), "session");
        var connection = OnBus(SerialConnectionActor.Props(port, options, protocol, home), "connection");
        _thermostat = options.Thermostat is null
            ? ActorRefs.Nobody
            : OnBus(ThermostatActor.Props(options, store, protocol, time), "thermostat");
        protocol.Tell(new ProtocolActor.Wire(_session, connection, _thermostat));
        WatchParts();
    }

    /// <summary>The dispatcher with threads of its own.</summary>
    internal const string BusDispatcher = "econet.bus-dispatcher";

    protected override string Kind => "A GM3 system";

    public static Props Props(string id, IBusPort port, Gm3Options options, DeviceHome home) =>
        Akka.Actor.Props.Create(() => new Gm3DeviceActor(id, port, options, home)).WithDispatcher(Dispatcher);

    private static IActorRef OnBus(Props props, string name) => Context.ActorOf(props.WithDispatcher(BusDispatcher), name);

    // The parts have ended by now, and none needs it any more.
    protected override void PostStop()
    {
        _witness.Dispose();
        _status.Dispose();
    }

    // Whatever happens to a part, a device without it is none: it starts again.
    protected override SupervisorStrategy SupervisorStrategy() => _restarts;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetSnapshot or GetParameter or WriteParameter or WithdrawWrite or GetWrites or WatchDevice or UnwatchDevice:
                _parameters.Forward(message);
                break;
            case GetAlarms:
                _session.Forward(message);
                break;
            case SubmitTemperature or PairThermostat or GetThermostat when !_thermostat.IsNobody():
                _thermostat.Forward(message);
                break;
            case SubmitTemperature or PairThermostat or GetThermostat:
                Refuse(new RequestFailed(EconetError.Unavailable, "The virtual thermostat is not enabled"));
                break;
            case DeviceMessages.Release:
                _parameters.Tell(ParameterMessages.SaveAll.Instance);
                _thermostat.Tell(ThermostatActor.SavePending.Instance);
                _session.Forward(message);
                break;
            case ParameterMessages.ParametersStarted:
                _session.Tell(message);
                _parameters.Tell(new ParameterMessages.Trouble(_problems.Current));
                break;
            case BackoffStrategy.Look:
                Note(_restarts.Problems);
                break;
            case PartProblems told:
                Note(told);
                break;
            case StoreHealth health:
                _status.Take(health);
                health.Report(Log, _id);
                Note(StoreProblems.Of(health));
                _parameters.Tell(health);
                break;
            case GetStatus:
                Sender.Tell(_status.Of(_bus.State, _bus.Alive, _problems.Current));
                break;
            case IPartStatus part:
                _bus = part as SessionStatus ?? _bus;
                _status.Take(part);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Note(PartProblems told)
    {
        if (_problems.Take(told))
        {
            _parameters.Tell(new ParameterMessages.Trouble(_problems.Current));
        }
    }
}

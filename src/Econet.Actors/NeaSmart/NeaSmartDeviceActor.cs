using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Actors.Storage;
using Econet.Actors.Vocabulary;
using Econet.Modbus;
using static Econet.Actors.Devices.DeviceMessages;
using static Econet.Actors.Devices.ThermostatMessages;
using static Econet.Actors.NeaSmart.NeaSmartMessages;
using static Econet.Actors.Parameters.ParameterRequests;

namespace Econet.Actors.NeaSmart;

/// <summary>One NEA SMART system: starts and supervises what it consists of, and hands each question to the part that knows.</summary>
internal sealed class NeaSmartDeviceActor : DeviceActor
{
    private const string InMemory = ":memory:";
    private const string DatabaseExtension = ".db";

    private readonly BackoffStrategy _restarts;
    private readonly string _id;
    private readonly IActorRef _parameters;
    private readonly IActorRef _server;
    private readonly IActorRef _registers;
    private readonly ProblemBook _problems;
    private readonly StatusBook _status;
    private readonly ServerContext _shared;
    private long _badValues;
    private IActorRef _releaser = ActorRefs.Nobody;

    public NeaSmartDeviceActor(string id, NeaSmartOptions options, UnitSet units, TimeProvider time)
    {
        _id = id;
        _status = new StatusBook(id, "neasmart");
        _problems = new ProblemBook(id, Log, time);
        _restarts = new BackoffStrategy(Log, time);
        var (directory, file) = Database(id, options);
        _shared = new ServerContext(options, units, new RegisterBank(options, time), new Traffic(), new MasterWatch(time), time);
        var store = Context.ActorOf(StoreActor.Props(directory, file, time), "store");
        _parameters = Context.ActorOf(
            ParametersActor.Props(id, store, new WriteBudget(), () => options.Vocabulary.Current.Of(Vocabularies.NeaSmart), time), "parameters");
        _server = Context.ActorOf(
            options.Server switch
            {
                NeaSmartServer.Tcp tcp => ModbusTcpServerActor.Props(tcp, _shared),
                NeaSmartServer.Rtu rtu => ModbusRtuServerActor.Props(rtu.Port, _shared),
                _ => throw new ArgumentException($"{options.Server} is no server.", nameof(options)),
            },
            "server");
        _registers = Context.ActorOf(
            RegistersActor.Props(_shared, new StartupSettings(options), store, _parameters, _server), "registers");
    }

    protected override string Kind => "A NEA SMART system";

    public static Props Props(string id, NeaSmartOptions options, UnitSet units, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new NeaSmartDeviceActor(id, options, units, time));

    /// <summary>The directory and the name, without extension, of the file that the state is kept in.</summary>
    internal static (string? Directory, string Name) Database(string id, NeaSmartOptions options)
    {
        if (options.DatabasePath is not { Length: > 0 } path)
        {
            return (options.StateDirectory, id);
        }

        if (path == InMemory)
        {
            return (null, id);
        }

        var full = Path.GetFullPath(path);
        var name = Path.GetFileName(full);
        return (
            Path.GetDirectoryName(full),
            name.EndsWith(DatabaseExtension, StringComparison.OrdinalIgnoreCase) ? name[..^DatabaseExtension.Length] : name);
    }

    // Whatever happens to a part, a device without it is none: it starts again.
    protected override SupervisorStrategy SupervisorStrategy() => _restarts;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetSnapshot or GetParameter or WriteParameter or WithdrawWrite or GetWrites or Watch or Unwatch:
                _parameters.Forward(message);
                break;
            case GetAlarms:
                // The base tells only that there are errors, warnings or hints, and these are parameters.
                Sender.Tell(new DeviceMessages.Alarms([]));
                break;
            case Submit or Pair or GetThermostat:
                Refuse(new EconetException(EconetError.NotFound, "A NEA SMART system has no virtual thermostat"));
                break;
            case Release:
                _releaser = Sender;
                _server.Tell(message);
                break;
            case Released when Sender.Equals(_server):
                // No master speaks any more: what is known now is what is kept.
                _registers.Tell(Release.Instance);
                break;
            case Released:
                _parameters.Tell(ParametersActor.SaveAll.Instance);
                _releaser.Tell(message);
                break;
            case ParametersActor.Started:
                _registers.Tell(Introduce.Instance);
                _parameters.Tell(new ParameterMessages.Trouble(_problems.Current));
                break;
            case StoreHealth health:
                _status.Take(health);
                health.Report(Log, _id);
                Note(StoreProblems.Of(health));

                // The registers first: with what the file holds the parameters may find writes, which must find the registers prepared.
                _registers.Tell(health);
                _parameters.Tell(health);
                break;
            case BackoffStrategy.Look:
                Note(_restarts.Problems);
                break;
            case PartProblems told:
                Note(told);
                break;
            case PartStatus told:
                _status.Take(told);
                break;
            case ParametersStatus told:
                _status.Take(told);
                break;
            case BadValues bad:
                _badValues = bad.Count;
                break;
            case GetStatus:
                Sender.Tell(Status());
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private DeviceStatus Status()
    {
        var isAlive = _shared.Bank.IsAlive;
        return _status.Status(
            _status.State ?? (isAlive ? "running" : "waiting"), isAlive, _problems.Current,
            RegistersStatus.Of(_shared.Bank, _shared.Traffic, _badValues));
    }

    private void Note(PartProblems told)
    {
        if (_problems.Take(told))
        {
            _parameters.Tell(new ParameterMessages.Trouble(_problems.Current));
        }
    }
}

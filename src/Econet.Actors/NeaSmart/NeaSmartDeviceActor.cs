using Akka.Actor;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Storage;
using Econet.Actors.Vocabulary;
using Econet.Modbus;

namespace Econet.Actors.NeaSmart;

/// <summary>One NEA SMART system: starts and supervises what it consists of, and hands each question to the part that knows.</summary>
internal sealed class NeaSmartDeviceActor : DeviceActor
{
    private const string InMemory = ":memory:";
    private const string DatabaseExtension = ".db";

    private readonly BackoffStrategy _restarts;
    private readonly string _id;
    private readonly TimeProvider _time;
    private readonly IActorRef _parameters;
    private readonly IActorRef _server;
    private readonly IActorRef _registers;
    private readonly ProblemBook _problems;
    private readonly RunWitness _witness;
    private readonly RegisterBank _bank;
    private readonly StatusBook _status;
    private ServerStatus _serverStatus;
    private IActorRef _releaser = ActorRefs.Nobody;

    public NeaSmartDeviceActor(string id, NeaSmartOptions options, UnitSet units, DeviceHome home)
    {
        var time = home.Time;
        (_id, _time) = (id, time);
        _problems = new ProblemBook(id, Log, time);
        _restarts = new BackoffStrategy(Log, time);
        var (directory, file) = Database(id, options);
        var state = home.State ?? StateFilePlace.Of(directory, file);
        var shared = new ServerContext(options, units, new RegisterBank(options, time), new Traffic(), new MasterWatch(time), home.Licence, time);
        (_bank, _serverStatus) = (shared.Bank, ServerStatus.None(options.Server, options.Units));
        _status = new StatusBook(id, "neasmart", _serverStatus, new RegistersStatus(shared.Bank, shared.Traffic), new StoreHealth(OnDisk: false));
        _witness = RunWitness.Of((state as StateFilePlace)?.Path);
        var policy = new WritePolicy(new WriteBudget(), options.AcceptWritesWithoutDisk, state is not null) { RecordedOnly = home.State is not null };
        var store = Context.ActorOf(StoreActor.Props(state, file, time), "store");
        _parameters = Context.ActorOf(
            ParametersActor.Props(
                id, store, _witness, policy, () => options.Vocabulary.Current.Of(Vocabularies.NeaSmart), time), "parameters");
        _server = Context.ActorOf(
            options.Server switch
            {
                NeaSmartServer.Tcp tcp => ModbusTcpServerActor.Props(tcp, shared),
                NeaSmartServer.Rtu rtu => ModbusRtuServerActor.Props(rtu.Port, shared),
                _ => throw new ArgumentException($"{options.Server} is not a server.", nameof(options)),
            },
            "server");
        _registers = Context.ActorOf(
            RegistersActor.Props(shared, new StartupSettings(options), store, _parameters, _server), "registers");
        WatchParts();
    }

    protected override string Kind => "A NEA SMART system";

    public static Props Props(string id, NeaSmartOptions options, UnitSet units, DeviceHome home) =>
        Akka.Actor.Props.Create(() => new NeaSmartDeviceActor(id, options, units, home)).WithDispatcher(Dispatcher);

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
                // The base tells only that there are errors, warnings or hints, and these are parameters: that it has no log is known at any time.
                Sender.Tell(new AlarmList([], _time.GetUtcNow()));
                break;
            case SubmitTemperature or PairThermostat or GetThermostat:
                Refuse(new RequestFailed(EconetError.NotFound, "A NEA SMART system has no virtual thermostat"));
                break;
            case DeviceMessages.Release:
                _releaser = Sender;
                _server.Tell(message);
                break;
            case DeviceMessages.Released when Sender.Equals(_server):
                // No master speaks any more: what is known now is what is kept.
                _registers.Tell(DeviceMessages.Release.Instance);
                break;
            case DeviceMessages.Released when Sender.Equals(_registers):
                _parameters.Tell(ParameterMessages.SaveAll.Instance);
                _releaser.Tell(message);
                break;
            case ParameterMessages.ParametersStarted:
                _registers.Tell(message);
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
            case GetStatus:
                var isAlive = _bank.IsAlive;
                Sender.Tell(_status.Of(_serverStatus.Begins ?? (isAlive ? "running" : "waiting"), isAlive, _problems.Current));
                break;
            case IPartStatus part:
                _serverStatus = part as ServerStatus ?? _serverStatus;
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

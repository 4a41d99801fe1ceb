using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Actors.NeaSmart;

/// <summary>Listens for masters, and has an actor for each that comes, as many as may.</summary>
internal sealed class ModbusTcpServerActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly NeaSmartServer.Tcp _at;
    private readonly ServerContext _shared;
    private readonly ToldStatus<ServerStatus> _status = new(Context.Parent);
    private readonly ToldProblems _problems = new("server", Context.Parent);
    private IActorRef _listener = ActorRefs.Nobody;
    private IPEndPoint? _bound;
    private string? _listenProblem;
    private int _failures;
    private int _connections;
    private long _accepted;
    private long _refused;
    private bool _full;
    private bool _released;

    public ModbusTcpServerActor(NeaSmartServer.Tcp at, ServerContext shared)
    {
        _at = at;
        _shared = shared;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(NeaSmartServer.Tcp at, ServerContext shared) =>
        Akka.Actor.Props.Create(() => new ModbusTcpServerActor(at, shared));

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(NeaSmartMessages.Look), NeaSmartMessages.Look.Instance, NeaSmartMessages.Look.Interval);

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Self.Tell(NeaSmartMessages.Serve.Instance);
    }

    protected override void PostStop()
    {
        _status.Tell(ServerStatus.None(_at, _shared.Options.Units));

        // Its end, told to the next one, would count as a master's.
        Context.Unwatch(_listener);
        _listener.Tell(Tcp.Unbind.Instance);
    }

    // A connection whose actor failed is closed: its master makes another.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        Handle(message);
        _status.Tell(ServerStatus.OfTcp(_at, _shared.Options.Units, _bound, new TcpFigures(Connections: _connections, Accepted: _accepted, Refused: _refused)));
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case NeaSmartMessages.Serve when _bound is null && !_released:
                Timers.Cancel(nameof(NeaSmartMessages.Serve));
                Context.System.Tcp().Tell(new Tcp.Bind(Self, new IPEndPoint(_at.Address, _at.Port), pullMode: true));
                break;
            case NeaSmartMessages.Serve:
                break;
            case Tcp.Bound bound:
                Listen((IPEndPoint)bound.LocalAddress);
                break;
            case Tcp.CommandFailed { Cmd: Tcp.Bind } failed:
                TryLater(failed.Cause.HasValue ? failed.Cause.Value : null);
                break;
            case Tcp.Connected connected:
                Admit(connected);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_listener):
                _bound = null;
                _listener = ActorRefs.Nobody;
                if (!_released)
                {
                    TryLater(null);
                }

                break;
            case Terminated:
                _connections--;
                _full = false;
                break;
            case DeviceMessages.Release:
                _released = true;
                _listener.Tell(Tcp.Unbind.Instance);
                foreach (var connection in Context.GetChildren())
                {
                    Context.Stop(connection);
                }

                Sender.Tell(DeviceMessages.Released.Instance);
                break;
            case NeaSmartMessages.Look:
                TellProblems();
                break;
            case Tcp.Unbound:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Listen(IPEndPoint endPoint)
    {
        _log.Info("Listening for Modbus masters on {EndPoint}", endPoint);
        _bound = endPoint;
        _failures = 0;
        _listenProblem = null;
        TellProblems();
        _listener = Sender;
        Context.Watch(_listener);

        // All of them are accepted, those beyond the limit too: they are to be closed, and not to wait.
        _listener.Tell(new Tcp.ResumeAccepting(_shared.Options.MaxConnections));
    }

    private void TryLater(Exception? cause)
    {
        _listenProblem = $"No base can connect: the gateway can't listen on {_at.Address} port {_at.Port}: {Explain(cause)}";
        TellProblems();
        _failures++;
        var pause = FirstPause * Math.Pow(2, Math.Clamp(_failures - 1, 0, 10));
        Timers.StartSingleTimer(nameof(NeaSmartMessages.Serve), NeaSmartMessages.Serve.Instance, pause < LongestPause ? pause : LongestPause);
    }

    private void TellProblems() => _problems.Tell(
    [
        .. _listenProblem is { } problem ? new[] { new Finding(ProblemCode.ListenFailed, problem) } : [], .. MasterProblems.Of(_shared),
    ]);

    private static string Explain(Exception? cause) => cause switch
    {
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => "another program uses the port",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "the system does not allow it; ports below 1024 need a privilege (CAP_NET_BIND_SERVICE)",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "this machine has no such address",
        null => "the port was closed",
        _ => cause.Message,
    };

    private void Admit(Tcp.Connected connected)
    {
        if (_released || _connections >= _shared.Options.MaxConnections)
        {
            _refused++;
            Sender.Tell(Tcp.Abort.Instance);
            _log.Log(
                _full ? LogLevel.DebugLevel : LogLevel.WarningLevel, null,
                "{Master} is refused: {Count} masters are connected, which is the limit", connected.RemoteAddress, _connections);
            _full = true;
            return;
        }

        _accepted++;
        _connections++;
        _log.Log(
            _accepted == 1 ? LogLevel.InfoLevel : LogLevel.DebugLevel, null,
            "A Modbus master connected from {Master}", connected.RemoteAddress);
        Context.Watch(Context.ActorOf(ModbusTcpConnectionActor.Props(Sender, connected.RemoteAddress, _shared)));
    }
}

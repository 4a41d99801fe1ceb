using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Ports;

namespace Econet.Actors.NeaSmart;

/// <summary>Answers the master on an RTU line: owns the port, and opens it again with growing pauses when it is gone.</summary>
internal sealed class ModbusRtuServerActor : UntypedActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IBusPort _port;
    private readonly ServerContext _shared;
    private readonly CancellationTokenSource _stopping = new();
    private readonly LineAttempts _attempts;
    private readonly ToldStatus<ServerStatus> _status = new(Context.Parent);
    private readonly ToldProblems _problems = new("server", Context.Parent);
    private readonly PortProblem _portProblem;
    private ReadOnlyMemory<byte> _lastHeard;
    private RtuSession _session;
    private bool _isMet;
    private IBusLine? _line;
    private bool _serving;

    public ModbusRtuServerActor(IBusPort port, ServerContext shared)
    {
        _port = port;
        _shared = shared;
        _attempts = new LineAttempts(shared.Time);
        _portProblem = new PortProblem(port.Name, shared.Time);
        _session = new RtuSession(port.Name, shared);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IBusPort port, ServerContext shared) =>
        Akka.Actor.Props.Create(() => new ModbusRtuServerActor(port, shared));

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(NeaSmartMessages.Look), NeaSmartMessages.Look.Instance, NeaSmartMessages.Look.Interval);

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Self.Tell(NeaSmartMessages.Serve.Instance);
    }

    protected override void PostStop()
    {
        TellStatus(ServerStatus.Starting);
        _stopping.Cancel();
        _attempts.Stop();
        Close();
    }

    protected override void OnReceive(object message)
    {
        Handle(message);
        TellStatus(!_serving ? ServerStatus.Starting : _line is null ? "connecting" : null);
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case NeaSmartMessages.Serve:
                if (!_serving)
                {
                    _serving = true;
                    Open();
                }

                break;
            case TryAgain when _serving:
                Open();
                break;
            case Opened opened when _attempts.Opened(opened.Attempt):
                _line = opened.Line;
                _log.Log(
                    _attempts.IsOpeningNews ? LogLevel.InfoLevel : LogLevel.DebugLevel, null, "Listening for a Modbus master on {Port}", _port.Name);
                break;
            case Opened opened:
                opened.Line.DisposeAsync().AsTask();
                break;
            case OpenFailed failed when _attempts.Failed(failed.Attempt):
                _log.Log(
                    FailureLevel, null, "Can't open {Port} (attempt {Attempt}): {Reason}", _port.Name, _attempts.Failures, failed.Reason);
                _portProblem.Failed(failed.Reason);
                TellProblems();
                TryLater();
                break;
            case Received received when _attempts.IsCurrent(received.Attempt) && _line is not null:
                _lastHeard = received.Bytes;
                _session.Append(received.Bytes.Span);
                Answer(quiet: false);
                break;
            case Quiet when _line is not null:
                Answer(quiet: true);
                break;
            case Gone gone when _attempts.IsCurrent(gone.Attempt):
                _attempts.Lost();
                _portProblem.Lost(gone.Reason, _lastHeard.Span);
                TellProblems();
                _log.Log(FailureLevel, null, "Connection to {Port} lost: {Reason}", _port.Name, gone.Reason);
                Close();
                _shared.Bank.Lose();
                TryLater();
                break;
            case NeaSmartMessages.Look:
                if (_attempts.Lasts)
                {
                    _portProblem.Works();
                }

                TellProblems();
                break;
            case Gone or OpenFailed or Received or Quiet or TryAgain:
                break;
            case DeviceMessages.Release:
                _serving = false;
                _stopping.Cancel();
                _attempts.Stop();
                Close();
                Sender.Tell(DeviceMessages.Released.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Open()
    {
        var attempt = _attempts.Begin();
        _lastHeard = default;
        _session = new RtuSession(_port.Name, _shared);
        _attempts.Opening(attempt, OpenPort(new Receiver(attempt, _shared.Licence, Self))).PipeTo(
            Self,
            success: line => new Opened(attempt, line),
            failure: error => new OpenFailed(attempt, error is BusPortException ? error.Message : error.ToString()));
    }

    // A port that fails before its first await must end here too, as a failed task.
    private async Task<IBusLine> OpenPort(IBusReceiver receiver) => await _port.OpenAsync(receiver, _stopping.Token).ConfigureAwait(false);

    private void TryLater() => Timers.StartSingleTimer(nameof(TryAgain), TryAgain.Instance, _attempts.Pause);

    private void Close()
    {
        Timers.Cancel(nameof(Quiet));
        if (_line is { } line)
        {
            _line = null;
            line.DisposeAsync().AsTask();
        }
    }

    private void Answer(bool quiet)
    {
        var answer = _session.Answer(quiet);
        if (!answer.IsEmpty)
        {
            _line!.Send(answer);
        }

        if (!_isMet && _shared.Traffic.Requests > 0)
        {
            _isMet = true;
            _log.Info("A Modbus master speaks to the gateway at {Port}", _port.Name);
        }

        if (_session.HasPartial)
        {
            Timers.StartSingleTimer(nameof(Quiet), Quiet.Instance, _shared.Options.FrameTimeout);
        }
        else
        {
            Timers.Cancel(nameof(Quiet));
        }
    }

    private void TellProblems() => _problems.Tell(
    [
        .. _portProblem.Find() is { } problem ? (Finding[])[problem] : [], .. MasterProblems.Of(_shared),
    ]);

    // The device warns of a port that stays away, once.
    private LogLevel FailureLevel => _attempts.IsFailureNews ? LogLevel.InfoLevel : LogLevel.DebugLevel;

    private void TellStatus(string? begins) => _status.Tell(ServerStatus.OfRtu(new NeaSmartServer.Rtu(_port), _shared.Options.Units, begins));

    private sealed record TryAgain : ILocalMessage
    {
        public static readonly TryAgain Instance = new();
    }

    /// <summary>The line has been silent for longer than inside any frame.</summary>
    private sealed record Quiet : ILocalMessage
    {
        public static readonly Quiet Instance = new();
    }

    private sealed record Opened(int Attempt, IBusLine Line) : ILocalMessage;

    private sealed record OpenFailed(int Attempt, string Reason) : ILocalMessage;

    private sealed record Received(int Attempt, ReadOnlyMemory<byte> Bytes) : ILocalMessage;

    private sealed record Gone(int Attempt, string Reason) : ILocalMessage;

    private sealed class Receiver(int attempt, SpeakerLicence licence, IActorRef server) : IBusReceiver
    {
        public bool MaySend => licence.IsValid;

        public void Received(ReadOnlyMemory<byte> bytes) => server.Tell(new Received(attempt, bytes));

        public void Gone(string reason) => server.Tell(new Gone(attempt, reason));
    }
}

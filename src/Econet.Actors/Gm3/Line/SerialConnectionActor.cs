using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.Ports;

namespace Econet.Actors.Gm3.Line;

/// <summary>
/// Owns the port: opens it, runs port → framing → protocol while it is open, and opens it again with growing pauses when it is gone.
/// </summary>
internal sealed class SerialConnectionActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>A line that is not closed by then is left to itself.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private static readonly Finding NoLicence = new(
        ProblemCode.NoLicence,
        "This node can't be sure that no other node speaks on the bus, because the lease of the device can't be renewed: it is silent until that works. "
        + "Check that the cluster's database answers");

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IBusPort _port;
    private readonly TimeProvider _time;
    private readonly IActorRef _protocol;
    private readonly SpeakerLicence _licence;
    private readonly LineWatchdog _watchdog;
    private readonly CancellationTokenSource _stopping = new();
    private readonly LineAttempts _attempts;
    private readonly LineEvidence _evidence;
    private readonly Framings _framings;
    private readonly LineDiagnosis _diagnosis;
    private readonly ToldProblems _problems = new("line", Context.Parent);
    private IBusLine? _open;

    /// <summary>The closing of the last line, which keeps its port until it is over.</summary>
    private Task _closing = Task.CompletedTask;

    private LineMessages.LineOpened? _opened;

    public SerialConnectionActor(IBusPort port, Gm3Options options, IActorRef protocol, DeviceHome home)
    {
        _port = port;
        _protocol = protocol;
        _licence = home.Licence;
        _time = home.Time;
        _attempts = new LineAttempts(_time);
        _evidence = new LineEvidence(_time);
        _framings = new Framings(
            Context.Materializer(ActorMaterializerSettings.Create(Context.System).WithDispatcher(Gm3DeviceActor.BusDispatcher)), protocol, options.FrameTimeout, _evidence.FrameFound);
        _diagnosis = new LineDiagnosis(port.Name, options, _time);

        // Where nobody speaks but when we ask, silence between two rounds of ours is no fault.
        _watchdog = new LineWatchdog(
            options.TokenRequired || options.ReopenAfter == TimeSpan.Zero
                ? options.ReopenAfter
                : options.ReopenAfter + options.PollInterval,
            _time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IBusPort port, Gm3Options options, IActorRef protocol, DeviceHome home) =>
        Akka.Actor.Props.Create(() => new SerialConnectionActor(port, options, protocol, home));

    protected override void PreStart()
    {
        Self.Tell(Open.Instance);
        Timers.StartPeriodicTimer(nameof(CheckSilence), CheckSilence.Instance, WatchInterval);
    }

    protected override void PostStop()
    {
        _stopping.Cancel();
        if (_opened is not null)
        {
            _protocol.Tell(new LineMessages.LineLost("its connection stopped"));
        }

        Close();
        _attempts.Stop();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Open when !_licence.IsValid:
                TryLater();
                break;
            case Open:
                BeginOpen();
                break;
            case Opened opened when _attempts.Opened(opened.Number):
                SetOpen(opened.Line, opened.Activity);
                break;
            case Opened opened:
                opened.Line.DisposeAsync().AsTask();
                break;
            case OpenFailed failed when _attempts.Failed(failed.Number):
                _log.Log(
                    FailureLevel, null, "Can't open {Port} (attempt {Attempt}): {Reason}", _port.Name, _attempts.Failures, failed.Reason);
                _diagnosis.Failed(failed.Reason);
                TryLater();
                break;
            case OpenFailed:
                break;
            case Gone gone when _attempts.IsCurrent(gone.Number):
                LoseLine(gone.Reason);
                break;
            case LineMessages.FramingFailed failed when _framings.IsCurrent(failed.Number):
                LoseLine($"framing failed: {failed.Reason}");
                break;
            case Gone or LineMessages.FramingFailed:
                break;
            case CheckSilence:
                CheckLicence();
                WatchLine();
                TellProblems();
                break;
            case LineMessages.WhichLine:
                if (_opened is not null)
                {
                    Sender.Tell(_opened);
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void BeginOpen()
    {
        var number = _attempts.Begin();
        var activity = new LineActivity(_time);
        _evidence.Clear();
        _attempts.Opening(number, OpenPort(new Receiver(number, Self, _framings.Next(), activity, _evidence, _licence, _time), _closing)).PipeTo(
            Self,
            success: line => new Opened(number, line, activity),
            failure: error => new OpenFailed(number, error is BusPortException ? error.Message : error.ToString()));
    }

    // A port that fails before its first await must end here too, as a failed task.
    private async Task<IBusLine> OpenPort(IBusReceiver receiver, Task closing)
    {
        // Whatever comes of the closing: a line that does not close must not keep the next from being tried.
        await closing.WaitAsync(ClosePatience, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await _port.OpenAsync(receiver, _stopping.Token).ConfigureAwait(false);
    }

    private void SetOpen(IBusLine line, LineActivity activity)
    {
        _log.Log(
            _attempts.IsOpeningNews && _watchdog.Silences == 0 ? LogLevel.InfoLevel : LogLevel.DebugLevel, null,
            "Connected to {Port}", _port.Name);
        _open = line;
        _opened = new LineMessages.LineOpened(line, activity);
        _watchdog.Opened();
        _diagnosis.Opened();
        _protocol.Tell(_opened);
    }

    /// <summary>Without a licence the line is of no use, and may be in the way of another process that has one.</summary>
    private void CheckLicence()
    {
        if (_opened is not null && !_licence.IsValid)
        {
            _log.Warning("{Port} is closed: this process has no licence to speak on its bus any more", _port.Name);
            _diagnosis.ClosedByUs();
            CloseLine("there is no licence to speak");
        }
    }

    private void WatchLine()
    {
        if (_opened is not { } opened)
        {
            return;
        }

        var silences = _watchdog.Silences;
        if (_watchdog.IsOver(opened.Activity.Received))
        {
            _log.Log(
                silences == 0 ? LogLevel.InfoLevel : LogLevel.DebugLevel, null,
                "No data from {Port} for {Seconds:F0} s: reopening it", _port.Name, _time.Since(_watchdog.Since).TotalSeconds);
            _diagnosis.ClosedForSilence();
            CloseLine("it receives no data");
        }
        else if (silences > 0 && _watchdog.Silences == 0)
        {
            _log.Info("{Port} brings bytes again", _port.Name);
        }
    }

    private void LoseLine(string reason)
    {
        _attempts.Lost();
        _diagnosis.Lost(reason, _evidence.Take());
        TellProblems();
        _log.Log(FailureLevel, null, "Connection to {Port} lost: {Reason}", _port.Name, reason);
        CloseLine(reason);
    }

    private void CloseLine(string reason)
    {
        Close();
        _protocol.Tell(new LineMessages.LineLost(reason));
        TryLater();
    }

    private void Close()
    {
        _framings.End();
        _opened = null;
        if (_open is { } line)
        {
            _open = null;
            _closing = line.DisposeAsync().AsTask();
        }
    }

    private void TryLater()
    {
        _attempts.GiveUp();
        Timers.StartSingleTimer(nameof(Open), Open.Instance, _attempts.Pause);
    }

    private void TellProblems()
    {
        var findings = _diagnosis.Findings(_evidence.Take(), _attempts.Lasts);
        _problems.Tell(_licence.IsValid ? findings : [NoLicence]);
    }

    // The device warns of a port that stays away, once.
    private LogLevel FailureLevel => _attempts.IsFailureNews ? LogLevel.InfoLevel : LogLevel.DebugLevel;

    private sealed record Open : ILocalMessage
    {
        public static readonly Open Instance = new();
    }

    private sealed record CheckSilence : ILocalMessage
    {
        public static readonly CheckSilence Instance = new();
    }

    private sealed record Opened(int Number, IBusLine Line, LineActivity Activity) : ILocalMessage;

    private sealed record OpenFailed(int Number, string Reason) : ILocalMessage;

    private sealed record Gone(int Number, string Reason) : ILocalMessage;

    private sealed class Receiver(
        int number, IActorRef connection, IActorRef bytes, LineActivity activity, LineEvidence evidence, SpeakerLicence licence, TimeProvider time)
        : IBusReceiver
    {
        public bool MaySend => licence.IsValid;

        public void Received(ReadOnlyMemory<byte> received)
        {
            var now = time.Now();
            if (activity.BytesReceived(received.Span, now.Ticks) > 0)
            {
                evidence.Received(received.Span);
            }

            bytes.Tell(new ReceivedBytes(received, now));
        }

        public void Gone(string reason) => connection.Tell(new Gone(number, reason));
    }
}

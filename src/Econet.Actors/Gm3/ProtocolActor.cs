using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Devices.DeviceMessages;
using static Econet.Actors.Gm3.ProtocolMessages;
using static Econet.Actors.Gm3.SerialConnectionActor;

namespace Econet.Actors.Gm3;

/// <summary>
/// Speaks and listens: keeps the silence that the bus wants before each frame, has one request in flight, finds its answer, asks
/// again when there is none, and hands every other frame on to the session.
/// </summary>
internal sealed class ProtocolActor : UntypedActor, IWithTimers
{
    /// <summary>
    /// Damaged bytes and then this much silence: the answer was lost. An answer begins within 15 ms, so it is not still to come.
    /// </summary>
    private static readonly TimeSpan DamagedSilence = TimeSpan.FromMilliseconds(50);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Gm3Options _options;
    private readonly TimeProvider _time;
    private readonly IActorRef _parameters;
    private readonly ITimer _gapTimer;
    private readonly Queue<(Request Request, IActorRef Asker)> _requests = new();
    private readonly Queue<Outgoing> _outgoing = new();
    private IActorRef _session = ActorRefs.Nobody;
    private IActorRef _connection = ActorRefs.Nobody;
    private IBusLine? _line;
    private LineActivity? _activity;
    private Exchange? _exchange;
    private ProtocolCounters _counters = new();

    public ProtocolActor(Gm3Options options, IActorRef parameters, TimeProvider time)
    {
        _parameters = parameters;
        _options = options;
        _time = time;
        var self = Self;
        _gapTimer = time.CreateTimer(_ => self.Tell(GapOver.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Gm3Options options, IActorRef parameters, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new ProtocolActor(options, parameters, time));

    protected override void PreRestart(Exception reason, object message)
    {
        _session.Tell(new LineState(false));
        var (session, connection, self) = (_session, _connection, Self);
        base.PreRestart(reason, message);
        self.Tell(new Wire(session, connection));
    }

    protected override void PostStop() => _gapTimer.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Wire wire:
                _session = wire.Session;
                _connection = wire.Connection;
                _connection.Tell(WhichLine.Instance);
                break;
            case LineOpened opened:
                _line = opened.Line;
                _activity = opened.Activity;
                _session.Tell(new LineState(true));
                break;
            case LineLost:
                LoseLine();
                break;
            case LineEvent.FrameReceived received:
                _counters = _counters with { FramesReceived = _counters.FramesReceived + 1 };
                Receive(received);
                break;
            case LineEvent.BytesSkipped skipped:
                Skip(skipped);
                break;
            case Request request:
                _requests.Enqueue((request, Sender));
                NextRequest();
                break;
            case Transmit transmit:
                if (IsTokenReturn(transmit.Frame))
                {
                    // Without the token nothing may be asked again.
                    GiveUpRequests();
                }

                _outgoing.Enqueue(new Outgoing(transmit.Frame, Sender, Until: transmit.Until?.Ticks));
                SendWhenFree();
                break;
            case GapOver:
                SendWhenFree();
                break;
            case AnswerOverdue overdue when overdue.Exchange == _exchange:
                _counters = _counters with { Timeouts = _counters.Timeouts + 1 };
                TryAgain();
                break;
            case AnswerDamaged damaged when damaged.Exchange == _exchange:
                RetryWhenSilent();
                break;
            case Resend resend when resend.Exchange == _exchange:
                _counters = _counters with { Retries = _counters.Retries + 1 };
                Send(_exchange);
                break;
            case AnswerOverdue or AnswerDamaged or Resend or NotUsed:
                break;
            case FramingFailed failed:
                _connection.Tell(failed);
                break;
            case GetLineState:
                Sender.Tell(new LineState(_line is not null));
                break;
            case StatusDraft draft:
                _parameters.Tell(draft with { Status = AddStatus(draft.Status) });
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void NextRequest()
    {
        if (_exchange is not null || !_requests.TryDequeue(out var next))
        {
            return;
        }

        if (_line is null)
        {
            next.Asker.Tell(new Unanswered(next.Request, false));
            NextRequest();
            return;
        }

        _counters = _counters with { Requests = _counters.Requests + 1 };
        _exchange = new Exchange(next.Request, next.Asker);
        Send(_exchange);
    }

    private void Send(Exchange exchange)
    {
        exchange.Attempt++;
        exchange.SentAt = null;
        exchange.Damaged = false;
        _outgoing.Enqueue(new Outgoing(exchange.Request.Frame, null, exchange));
        SendWhenFree();
    }

    private void SendWhenFree()
    {
        while (_outgoing.TryPeek(out var next))
        {
            if (_line is null || _activity is null)
            {
                _outgoing.Clear();
                return;
            }

            if (next.Until < _time.GetTimestamp())
            {
                _outgoing.Dequeue();
                continue;
            }

            var wait = _options.TurnaroundGap - _activity.Silence;
            if (wait > TimeSpan.Zero)
            {
                // Rounded up: a timer that fires a tick early would only be set again.
                _gapTimer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                return;
            }

            _outgoing.Dequeue();
            if (next.Exchange is { } stale && stale != _exchange)
            {
                continue;
            }

            var wireTime = _options.WireTime(next.Frame.Size);
            _activity.Sending(wireTime);
            if (next.Exchange is { } exchange)
            {
                // Before the sending: an answer can be here before it returns.
                exchange.SentAt = _time.GetTimestamp();
                Timers.StartSingleTimer(nameof(AnswerOverdue), new AnswerOverdue(exchange), _options.AnswerTimeout + wireTime);
            }

            _line.Send(next.Frame.ToArray());
            _counters = _counters with { FramesSent = _counters.FramesSent + 1 };
            next.Asker?.Tell(new Transmitted(next.Frame));
        }
    }

    private void Receive(LineEvent.FrameReceived received)
    {
        var frame = received.Frame;
        if (_exchange is { SentAt: { } sentAt } exchange && received.At.Ticks >= sentAt && Answers(frame, exchange.Request))
        {
            End();
            exchange.Asker.Tell(new Answered(exchange.Request, frame, received.At));
            NextRequest();
            return;
        }

        if (_exchange is not null && frame.Destination == _exchange.Request.Frame.Source && ((byte)frame.Command & 0x80) != 0)
        {
            _counters = _counters with { UnmatchedAnswers = _counters.UnmatchedAnswers + 1 };
        }

        _session.Tell(new Heard(frame, received.At));
    }

    private static bool Answers(Frame frame, Request request) =>
        frame.Source == request.Frame.Destination && frame.Destination == request.Frame.Source
        && (frame.Command is Command.Error or Command.NoData
            || (frame.Command == request.Frame.Command.Answer()
                && (request.First is not { } first
                    || (ValueAnswer.TryParseHead(frame.Data.Span, out var head) && head.First == first))));

    private void Skip(LineEvent.BytesSkipped skipped)
    {
        var isChecksum = skipped.Skip.Reason == SkipReason.BadChecksum;
        _counters = _counters with
        {
            BytesSkipped = _counters.BytesSkipped + skipped.Skip.Bytes,
            ChecksumErrors = _counters.ChecksumErrors + (isChecksum ? 1 : 0),
        };
        _log.Debug("Skipped {Bytes} bytes: {Reason}", skipped.Skip.Bytes, skipped.Skip.Reason);
        if (_exchange is { SentAt: { } sentAt, Damaged: false } exchange && skipped.At.Ticks >= sentAt)
        {
            // Not at once even when it was long ago: the answer may be found right behind it.
            exchange.Damaged = true;
            Timers.StartSingleTimer(nameof(AnswerDamaged), new AnswerDamaged(exchange), DamagedSilence);
        }
    }

    private void RetryWhenSilent()
    {
        var wait = DamagedSilence - (_activity?.Silence ?? DamagedSilence);
        if (wait > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(nameof(AnswerDamaged), new AnswerDamaged(_exchange!), wait);
        }
        else
        {
            TryAgain();
        }
    }

    private void TryAgain()
    {
        var exchange = _exchange!;
        Timers.Cancel(nameof(AnswerOverdue));
        Timers.Cancel(nameof(AnswerDamaged));
        if (exchange.Attempt >= (exchange.Request.Attempts ?? _options.Attempts))
        {
            _log.Debug("No answer to {Frame} after {Attempts} attempts", exchange.Request.Frame, exchange.Attempt);
            End();
            exchange.Asker.Tell(new Unanswered(exchange.Request, exchange.Damaged));
            NextRequest();
            return;
        }

        exchange.SentAt = null;
        Timers.StartSingleTimer(nameof(Resend), new Resend(exchange), _options.RetryDelay * Math.Pow(2, exchange.Attempt - 1));
    }

    private void End()
    {
        _exchange = null;
        Timers.Cancel(nameof(AnswerOverdue));
        Timers.Cancel(nameof(AnswerDamaged));
        Timers.Cancel(nameof(Resend));
    }

    private void LoseLine()
    {
        _counters = _counters with { LinesLost = _counters.LinesLost + 1 };
        _line = null;
        _activity = null;
        _outgoing.Clear();

        // First: a session that knows why its requests fail keeps in mind that it held the token.
        _session.Tell(new LineState(false));
        GiveUpRequests();
    }

    private void GiveUpRequests()
    {
        if (_exchange is { } exchange)
        {
            End();
            exchange.Asker.Tell(new Unanswered(exchange.Request, exchange.Damaged));
        }

        while (_requests.TryDequeue(out var waiting))
        {
            waiting.Asker.Tell(new Unanswered(waiting.Request, false));
        }
    }

    private static bool IsTokenReturn(Frame frame) =>
        Service.TryFunction(frame, out var function) && function == ServiceFunction.TokenReturn;

    private DeviceStatus AddStatus(DeviceStatus status) => status with
    {
        Sections = status.Sections.Add("traffic", ImmutableSortedDictionary<string, object?>.Empty
            .Add("bytes_received", _activity?.Received ?? 0)
            .Add("frames_received", _counters.FramesReceived)
            .Add("frames_sent", _counters.FramesSent)
            .Add("bytes_skipped", _counters.BytesSkipped)
            .Add("checksum_errors", _counters.ChecksumErrors)
            .Add("requests", _counters.Requests)
            .Add("retries", _counters.Retries)
            .Add("timeouts", _counters.Timeouts)
            .Add("unmatched_answers", _counters.UnmatchedAnswers)
            .Add("lines_lost", _counters.LinesLost)),
    };

    /// <summary>Who else there is: the session that hears what we hear, and the connection that has the line.</summary>
    internal sealed record Wire(IActorRef Session, IActorRef Connection);

    /// <summary>A request in flight.</summary>
    private sealed class Exchange(Request request, IActorRef asker)
    {
        public Request Request { get; } = request;

        public IActorRef Asker { get; } = asker;

        public int Attempt { get; set; }

        public bool Damaged { get; set; }

        /// <summary>Null until the frame is on the wire: what arrived before can't be its answer.</summary>
        public long? SentAt { get; set; }
    }

    private sealed record Outgoing(Frame Frame, IActorRef? Asker, Exchange? Exchange = null, long? Until = null);

    private sealed record AnswerOverdue(Exchange Exchange);

    private sealed record AnswerDamaged(Exchange Exchange);

    private sealed record Resend(Exchange Exchange);

    private sealed record GapOver
    {
        public static readonly GapOver Instance = new();
    }
}

using Akka;
using Akka.Actor;
using Akka.Event;
using Econet.Actors.Devices;
using Econet.Actors.Gm3.Line;
using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Protocol;

/// <summary>
/// Speaks and listens: keeps the silence that the bus wants before each frame, has one request in flight, finds its answer, asks
/// again when there is none, and hands every other frame on to the session.
/// </summary>
internal sealed partial class ProtocolActor : UntypedActor, IWithTimers
{
    /// <summary>
    /// Damaged bytes and then this much silence: the answer was lost. An answer begins within 15 ms, so it is not still to come.
    /// </summary>
    private static readonly TimeSpan DamagedSilence = TimeSpan.FromMilliseconds(50);

    /// <summary>What framing has found behind a pause is here by then.</summary>
    private static readonly TimeSpan FramingTime = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Gm3Options _options;
    private readonly TimeProvider _time;
    private readonly Speaker _speaker;
    private readonly AnswerPatience _patience;
    private readonly Queue<(ProtocolMessages.Request Request, IActorRef Asker)> _requests = new();
    private readonly LineDoubt _doubt;
    private readonly OwedAnswers _owed;
    private readonly ToldStatus<TrafficStatus> _status = new(Context.Parent);
    private ProtocolCounters _counters;
    private IActorRef _session = ActorRefs.Nobody;
    private IActorRef _thermostat = ActorRefs.Nobody;
    private IActorRef _connection = ActorRefs.Nobody;
    private Exchange? _exchange;

    /// <summary>The exchange before: its answer may still come.</summary>
    private Exchange? _former;

    private int _gapTold;

    public ProtocolActor(Gm3Options options, TimeProvider time, SpeakerLicence licence)
    {
        _options = options;
        _time = time;
        _doubt = new LineDoubt(time);
        _owed = new OwedAnswers(time);
        _patience = new AnswerPatience(options.AnswerTimeout, options.SlowAnswerTimeout, time);
        var self = Self;
        _speaker = new Speaker(options, time, licence, () => self.Tell(GapOver.Instance));
        _gapTold = _speaker.Gap.Settled;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Gm3Options options, TimeProvider time, SpeakerLicence licence) =>
        Akka.Actor.Props.Create(() => new ProtocolActor(options, time, licence));

    // What is known of the line grows old while nobody says anything.
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, TimeSpan.Zero, LookInterval);

    protected override void PreRestart(Exception reason, object message)
    {
        _session.Tell(new ProtocolMessages.LineState(false));
        var (wire, self) = (new Wire(_session, _connection, _thermostat), Self);
        base.PreRestart(reason, message);
        self.Tell(wire);
    }

    protected override void PostStop() => _speaker.Dispose();

    protected override void OnReceive(object message)
    {
        Handle(message);
        if (message is Look or LineMessages.LineOpened or LineMessages.LineLost)
        {
            // Its counters change with every frame: that is no reason to wake the device each time.
            _status.Tell(new TrafficStatus(
                _counters, _speaker.BytesReceived, _speaker.Delay.Current, _speaker.Gap.Current, _patience.Current, _doubt.IsNoisy));
        }
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case Wire wire:
                _session = wire.Session;
                _connection = wire.Connection;
                _thermostat = wire.Thermostat;
                _connection.Tell(LineMessages.WhichLine.Instance);
                break;
            case LineMessages.LineOpened opened:
                _speaker.Open(opened.Line, opened.Activity);
                _doubt.LineOpened();
                _session.Tell(new ProtocolMessages.LineState(true));
                break;
            case LineMessages.LineLost:
                LoseLine();
                break;
            case LineEvent.FrameReceived received:
                Receive(received);
                break;
            case LineEvent.BytesSkipped skipped:
                Skip(skipped);
                break;
            case ProtocolMessages.Request request:
                _requests.Enqueue((request, Sender));
                NextRequest();
                break;
            case ProtocolMessages.Transmit transmit:
                if (Service.IsTokenReturn(transmit.Frame))
                {
                    // Without the token nothing may be asked again.
                    GiveUpRequests();
                }

                _speaker.Add(new Outgoing(
                    transmit.Frame, Asked: transmit.Asked?.Ticks, Confirm: transmit.Confirm is { } id ? (Sender, id) : null));
                SendWhenFree();
                break;
            case ProtocolMessages.StopAsking:
                GiveUpRequests();
                break;
            case GapOver:
                SendWhenFree();
                break;
            case AnswerOverdue overdue when overdue.Exchange == _exchange:
                EndTry(_exchange);
                break;
            case AnswerDamaged damaged when damaged.Exchange == _exchange:
                RetryWhenSilent();
                break;
            case AnswerOverdue or AnswerDamaged or NotUsed:
                break;
            case ProtocolMessages.TunedGap kept:
                _speaker.Gap.Restore(kept.Content.Span);
                _gapTold = _speaker.Gap.Settled;
                break;
            case LineMessages.FramingFailed failed:
                _connection.Tell(failed);
                break;
            case ProtocolMessages.GetLineState:
                Sender.Tell(new ProtocolMessages.LineState(_speaker.HasLine));
                break;
            case Look:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void SendWhenFree()
    {
        while (_speaker.TrySend(_exchange) is var (sent, wireTime))
        {
            _counters.FramesSent++;
            if (sent.Exchange is { } exchange)
            {
                _owed.Asked(exchange.Request);
                Timers.StartSingleTimer(nameof(AnswerOverdue), new AnswerOverdue(exchange), _patience.Current + wireTime);
            }

            if (sent.Confirm is var (asker, id))
            {
                asker.Tell(new ProtocolMessages.Transmitted(id));
            }
        }
    }

    private void Receive(LineEvent.FrameReceived received)
    {
        var frame = received.Frame;
        _doubt.FrameHeard();
        if (_speaker.Echoes.Take(frame, received.At))
        {
            _counters.Echoes++;
            return;
        }

        var tooLate = _speaker.Heard(received.At, received.IsFollowed);
        _counters.FramesReceived++;
        var owner = _owed.OwnerOf(frame);
        if (_exchange is { } exchange && exchange.IsAnsweredBy(frame, received.At.Ticks))
        {
            _speaker.Gap.Answered(exchange.Silence);
            TellGap();
            if (exchange.Attempt == 1)
            {
                // Of several tries nothing tells which one was answered.
                var took = _time.GetElapsedTime(exchange.SentAt!.Value, received.At.Ticks);
                _patience.Answered(took);
                _speaker.Delay.Answered(took - _options.WireTime(exchange.Request.Frame.Size + frame.Size));
            }

            exchange.IsAnswered = true;
            End();
            exchange.Asker.Tell(
                new ProtocolMessages.Answered(exchange.Request, frame, received.At, exchange.Attempt, _doubt.IsInDoubt(frame.Source)));
            NextRequest();
            return;
        }

        if ((_exchange?.AnsweredLateBy(frame) ?? _former?.AnsweredLateBy(frame)) is { } sentAt)
        {
            _patience.Answered(_time.GetElapsedTime(sentAt, received.At.Ticks));
        }

        if (_exchange is not null && frame.Destination == _exchange.Request.Frame.Source && ((byte)frame.Command & 0x80) != 0)
        {
            _counters.UnmatchedAnswers++;
        }

        if (owner == AnswerOwner.Another && frame.Destination == (_exchange ?? _former)?.Request.Frame.Source)
        {
            _doubt.StrangerHeard();
        }

        var heard = new ProtocolMessages.Heard(frame, received.At, _doubt.IsInDoubt(frame.Source), tooLate, owner);
        _session.Tell(heard);
        if (BusAddress.IsThermostat(frame.Destination) || frame.Destination == BusAddress.Broadcast)
        {
            _thermostat.Tell(heard);
        }
    }

    private void Skip(LineEvent.BytesSkipped skipped)
    {
        _counters.BytesSkipped += skipped.Skip.Bytes;
        _counters.ChecksumErrors += skipped.Skip.Reason == SkipReason.BadChecksum ? 1 : 0;
        _doubt.DamageHeard(skipped.At);
        _log.Debug("Skipped {Bytes} bytes: {Reason}", skipped.Skip.Bytes, skipped.Skip.Reason);
        if (_exchange is { SentAt: { } sentAt, Damaged: false } exchange && skipped.At.Ticks >= sentAt)
        {
            // Not at once even when it was long ago: the answer may be found right behind it.
            exchange.NoteDamage();
            Timers.StartSingleTimer(nameof(AnswerDamaged), new AnswerDamaged(exchange), DamagedSilence);
        }
    }

    private void LoseLine()
    {
        _counters.LinesLost++;
        _speaker.Close();

        // First: a session that knows why its requests fail keeps in mind that it held the token.
        _session.Tell(new ProtocolMessages.LineState(false));
        GiveUpRequests();
    }

    private void TellGap()
    {
        if (_gapTold != _speaker.Gap.Settled)
        {
            _gapTold = _speaker.Gap.Settled;
            _session.Tell(new ProtocolMessages.TunedGap(_speaker.Gap.Encode()));
        }
    }

    /// <summary>
    /// Who else there is: the session that hears what we hear, the connection that has the line, and the thermostat that hears what
    /// concerns thermostats.
    /// </summary>
    internal sealed record Wire(IActorRef Session, IActorRef Connection, IActorRef Thermostat) : ILocalMessage;

    private sealed record AnswerOverdue(Exchange Exchange) : ILocalMessage;

    private sealed record AnswerDamaged(Exchange Exchange) : ILocalMessage;

    private sealed record Look : ILocalMessage
    {
        public static readonly Look Instance = new();
    }

    private sealed record GapOver : ILocalMessage
    {
        public static readonly GapOver Instance = new();
    }
}

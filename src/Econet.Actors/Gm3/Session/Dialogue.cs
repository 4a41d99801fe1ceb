using Akka.Event;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Gm3.Work;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// What is said while it is our turn: one request after the other, until there is nothing left to ask, the time is over or nobody answers.
/// From that, and from what is heard besides, it knows whether the device answers at all.
/// </summary>
internal sealed class Dialogue(BusWork work, Gm3Options options, ILoggingAdapter log, TimeProvider time)
{
    /// <summary>The token goes back after this long even when there is more to do: others wait for it.</summary>
    private static readonly TimeSpan MaxHold = TimeSpan.FromSeconds(10);

    private readonly AnswerWatch _answers = new(options, time);
    private ushort _source;
    private Moment _since;

    /// <summary>The number of the request in flight.</summary>
    private long? _inFlight;

    /// <summary>Numbers up to this one have been given out: to this dialogue, or to that of a former self.</summary>
    private long _lastAsked = MessageId.Next();

    public CircuitBreaker Breaker => _answers.Breaker;

    /// <summary>False while the device is left alone, and why.</summary>
    public bool MayAsk => _answers.MayAsk;

    /// <inheritdoc cref="AnswerWatch.LeftAlone"/>
    public string LeftAlone => _answers.LeftAlone;

    /// <summary>As of the last <see cref="IsAliveNews"/>.</summary>
    public ParameterMessages.Alive Alive { get; private set; } = new(false);

    /// <summary>It is our turn, to speak from this address.</summary>
    /// <returns>The first request; null when there is none.</returns>
    public ProtocolMessages.Request? Begin(ushort source)
    {
        (_source, _since) = (source, time.Now());
        work.Begin();
        return Next();
    }

    /// <summary>Our turn is over, whatever is in flight.</summary>
    public void Interrupt()
    {
        _inFlight = null;
        work.Interrupt();
    }

    /// <summary>This is the request in flight. It is so no more.</summary>
    public bool Ends(ProtocolMessages.Request request)
    {
        var ends = request.Id == _inFlight;
        _inFlight = ends ? null : _inFlight;
        return ends;
    }

    /// <summary>This was asked before our turn ended, or by a former self: what came of it is of no use any more.</summary>
    public bool IsOver(ProtocolMessages.Request request) => request.Id <= _lastAsked;

    /// <returns>The next request; null when our turn is over.</returns>
    public ProtocolMessages.Request? Answered(ProtocolMessages.Answered answered)
    {
        Heard(answered.Answer, answered.At);
        if (Breaker.Succeeded())
        {
            log.Info("The device answers again");
        }

        var wasLearned = work.IsLearned;
        work.Answered(answered);
        if (!wasLearned && work.IsLearned)
        {
            log.Info(
                "Learned {Controller} parameters of the controller and {Panel} of the panel in {Seconds:F1} s with the token",
                work.Spaces.Controller.Parameters.Count, work.Spaces.Panel.Parameters.Count, time.Since(_since).TotalSeconds);
        }

        return Next();
    }

    /// <inheritdoc cref="Answered"/>
    public ProtocolMessages.Request? Unanswered(ProtocolMessages.Unanswered unanswered)
    {
        log.Debug("No answer to {Frame}", unanswered.Request.Frame);
        var after = work.Unanswered(unanswered);
        if (after == AfterSilence.ControllerSilent)
        {
            LoseController();
        }

        if (after is AfterSilence.ControllerSilent or AfterSilence.ControllerNotHeard && Breaker.Failed())
        {
            LeaveAlone();
        }

        return after == AfterSilence.GoOn ? Next() : null;
    }

    /// <summary>A frame was heard, whoever it is for.</summary>
    public void Heard(Frame frame, Moment at) => _answers.Heard(frame, at);

    /// <summary>There is another line: the device may be there again.</summary>
    public void LineOpened() => Breaker.TryNow();

    /// <summary>The line is gone, and with it what was known of who is there.</summary>
    public void LineLost() => work.Reconnected();

    /// <summary>Looks whether the device answers.</summary>
    /// <returns>True when that has changed.</returns>
    public bool IsAliveNews(bool isLineOpen)
    {
        if (_answers.HasFallenSilent)
        {
            LoseController();
        }

        var before = Alive;
        Alive = _answers.IsAlive(isLineOpen && work.IsLearned);
        return Alive != before;
    }

    private ProtocolMessages.Request? Next()
    {
        if (!_answers.MayAsk || time.Since(_since) >= MaxHold || work.Next(_source) is not { } request)
        {
            return null;
        }

        _inFlight = _lastAsked = MessageId.Next();
        return request with { Id = _lastAsked };
    }

    /// <summary>The breaker has opened: whoever waits for something is told so at once.</summary>
    private void LeaveAlone()
    {
        log.Debug("{Failures} requests in a row were not answered: nothing is asked until {Time:u}", Breaker.Failures, Breaker.TriesAt);
        work.Abandon(_answers.LeftAlone, EconetError.Unavailable);
        LoseController();
    }

    /// <summary>It is silent. When it speaks again it may be another one, or have restarted.</summary>
    private void LoseController()
    {
        _answers.Lost();
        work.Reconnected();
    }
}

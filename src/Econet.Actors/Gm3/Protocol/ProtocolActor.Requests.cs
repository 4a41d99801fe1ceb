using Akka.Actor;
using Akka.Event;

namespace Econet.Actors.Gm3.Protocol;

/// <content>The request in flight: its tries, and those that wait behind it.</content>
internal sealed partial class ProtocolActor
{
    private void NextRequest()
    {
        if (_exchange is not null || !_requests.TryDequeue(out var next))
        {
            return;
        }

        if (!_speaker.HasLine)
        {
            next.Asker.Tell(new ProtocolMessages.Unanswered(next.Request, false));
            NextRequest();
            return;
        }

        _counters.Requests++;
        _exchange = new Exchange(next.Request, next.Asker, next.Request.Attempts ?? _options.Attempts);
        Send(_exchange);
    }

    private void Send(Exchange exchange)
    {
        exchange.BeginTry();
        _speaker.Add(new Outgoing(exchange.Request.Frame, exchange));
        SendWhenFree();
    }

    private void RetryWhenSilent()
    {
        var wait = DamagedSilence - (_speaker.Silence ?? DamagedSilence);
        if (wait > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(nameof(AnswerDamaged), new AnswerDamaged(_exchange!), wait);
        }
        else
        {
            TryAgain(_exchange!);
        }
    }

    private void EndTry(Exchange exchange)
    {
        // An answer that has begun is waited for: framing finds its end, or that it has none.
        if (_speaker.HeardSince(exchange.SentAt!.Value) is { } silence && silence < _options.FrameTimeout
            && _time.GetElapsedTime(exchange.SentAt.Value) < _options.SlowAnswerTimeout)
        {
            Timers.StartSingleTimer(nameof(AnswerOverdue), new AnswerOverdue(exchange), _options.FrameTimeout + FramingTime - silence);
            return;
        }

        _counters.Timeouts++;
        _doubt.Missed(exchange.Request.Frame.Destination);
        TryAgain(exchange);
    }

    private void TryAgain(Exchange exchange)
    {
        Timers.Cancel(nameof(AnswerOverdue));
        Timers.Cancel(nameof(AnswerDamaged));
        if (exchange.Request.IsExpected || exchange.Damaged)
        {
            _speaker.Gap.Missed(exchange.Silence);
            TellGap();
        }

        if (exchange.IsLastTry)
        {
            _log.Debug("No answer to {Frame} after {Attempts} attempts", exchange.Request.Frame, exchange.Attempt);
            EndUnanswered(exchange);
            NextRequest();
            return;
        }

        _counters.Retries++;
        Send(exchange);
    }

    private void End()
    {
        (_former, _exchange) = (_exchange, null);
        Timers.Cancel(nameof(AnswerOverdue));
        Timers.Cancel(nameof(AnswerDamaged));
    }

    private void EndUnanswered(Exchange exchange)
    {
        End();
        exchange.Asker.Tell(new ProtocolMessages.Unanswered(exchange.Request, exchange.EverDamaged, _doubt.IsNoisy, exchange.Attempt));
    }

    private void GiveUpRequests()
    {
        if (_exchange is { } exchange)
        {
            EndUnanswered(exchange);
        }

        while (_requests.TryDequeue(out var waiting))
        {
            waiting.Asker.Tell(new ProtocolMessages.Unanswered(waiting.Request, false));
        }
    }
}

using System.Globalization;
using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Whether the device answers: when its controller was heard, and the breaker that leaves it alone. The port being open says nothing of it.
/// </summary>
internal sealed class AnswerWatch(Gm3Options options, TimeProvider time)
{
    private Moment? _heardAt;

    public CircuitBreaker Breaker { get; } = new(options.Breaker, time);

    public bool MayAsk => Breaker.State != BreakerState.Open;

    /// <summary>The controller was heard once, and not for too long now.</summary>
    public bool HasFallenSilent => _heardAt is { } heardAt && time.Since(heardAt) > options.SilentAfter;

    /// <summary>What somebody is told who wants to ask while nothing is asked.</summary>
    public string LeftAlone => string.Create(
        CultureInfo.InvariantCulture,
        $"Heat pump unavailable: {Breaker.Failures} {(Breaker.Failures == 1 ? "request was" : "requests in a row were")} not answered; the next attempt is at {Breaker.TriesAt:u}");

    public void Heard(Frame frame, Moment at)
    {
        if (frame.Source == options.ControllerAddress)
        {
            _heardAt = at;
            Breaker.SignOfLife();
        }
    }

    /// <summary>It counts as silent until it is heard again.</summary>
    public void Lost() => _heardAt = null;

    /// <param name="isReady">The line is open, and what is there is known.</param>
    public ParameterMessages.Alive IsAlive(bool isReady) => Breaker.State switch
    {
        BreakerState.Open => new ParameterMessages.Alive(false, LeftAlone),
        BreakerState.HalfOpen => new ParameterMessages.Alive(false),
        _ => new ParameterMessages.Alive(isReady && _heardAt is not null),
    };
}

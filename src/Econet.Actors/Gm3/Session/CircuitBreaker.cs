using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Session;

internal enum BreakerState
{
    /// <summary>All is asked as usual.</summary>
    Closed,

    /// <summary>Nothing is asked.</summary>
    Open,

    /// <summary>What is asked is a trial: the first failure opens it again.</summary>
    HalfOpen,
}

/// <summary>
/// Leaves a device alone that does not answer: every request to it would hold the bus for seconds. Notified of each request's end; requests
/// go one at a time, so trials do.
/// </summary>
internal sealed class CircuitBreaker(BreakerOptions options, TimeProvider time)
{
    private Moment? _triesAt;
    private int _passed;
    private bool _isEarly;
    private bool _wasEarly;

    public BreakerState State => _triesAt is not { } triesAt ? BreakerState.Closed
        : triesAt.Ticks > time.GetTimestamp() ? BreakerState.Open
        : BreakerState.HalfOpen;

    /// <summary>Failures in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>When a request is tried again, or could have been; null while closed.</summary>
    public DateTimeOffset? TriesAt => _triesAt?.Time;

    /// <summary>A request was answered.</summary>
    /// <returns>True when that has closed it.</returns>
    public bool Succeeded()
    {
        Failures = 0;
        if (State != BreakerState.HalfOpen || ++_passed < options.Trials)
        {
            return false;
        }

        _triesAt = null;
        _isEarly = _wasEarly = false;
        return true;
    }

    /// <summary>A request was not answered for good.</summary>
    /// <returns>True when that has opened it, or opened it again.</returns>
    public bool Failed()
    {
        Failures++;
        var opens = State switch
        {
            BreakerState.Closed => Failures >= options.Failures,
            BreakerState.HalfOpen => true,
            _ => false,
        };
        if (opens)
        {
            _triesAt = time.Later(time.Now(), options.Reset);
            _passed = 0;
            (_wasEarly, _isEarly) = (_isEarly, false);
        }

        return opens;
    }

    /// <summary>
    /// The device was heard answering somebody else. That is worth a trial before its time, once: one that answers others and not us is
    /// left alone for the whole time after it.
    /// </summary>
    public void SignOfLife()
    {
        if (State == BreakerState.Open && !_wasEarly)
        {
            TryNow();
            _isEarly = true;
        }
    }

    /// <summary>Something is different from when it opened: the line is another one.</summary>
    public void TryNow()
    {
        if (State == BreakerState.Open)
        {
            _triesAt = time.Now();
        }
    }
}

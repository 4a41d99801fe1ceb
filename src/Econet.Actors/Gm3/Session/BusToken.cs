using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Session;

/// <summary>Where the token is, as far as we can know, and for how long we have had it.</summary>
internal sealed class BusToken(TimeProvider time)
{
    private Moment? _takenAt;

    /// <summary>We may speak.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>It was handed to the protocol to give back, and is not on the wire yet.</summary>
    public bool IsReturning { get; private set; }

    /// <summary>The line went while it was held: the panel may still wait for us.</summary>
    public bool MayBeAwaited { get; private set; }

    public long Granted { get; private set; }

    /// <summary>How long it was held the last time.</summary>
    public TimeSpan LastHold { get; private set; }

    public void Take()
    {
        Granted++;
        (IsHeld, MayBeAwaited) = (true, false);
        _takenAt = time.Now();
    }

    /// <summary>It goes back now.</summary>
    public void Return()
    {
        (IsHeld, IsReturning) = (false, true);
        LastHold = _takenAt is { } takenAt ? time.Since(takenAt) : TimeSpan.Zero;
    }

    /// <summary>The return is on the wire.</summary>
    public void Returned() => IsReturning = false;

    /// <summary>It was granted to us when there was no line to give it back on.</summary>
    public void Missed() => MayBeAwaited = true;

    public void LineLost()
    {
        MayBeAwaited |= IsHeld || IsReturning;
        IsHeld = IsReturning = false;
    }

    /// <summary>Somebody speaks unasked, or it was given back once more: nobody waits for us.</summary>
    public void NotAwaited() => MayBeAwaited = false;
}

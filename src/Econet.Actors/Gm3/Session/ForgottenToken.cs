using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Tells when to give back a token that we do not know to have: the line went with it, an earlier run ended with a grant on its way, or the
/// bus has fallen silent, as it does when noise destroys a grant or a return. The panel waits for a token for ever.
/// </summary>
internal sealed class ForgottenToken(TimeProvider time)
{
    /// <summary>Gateways that notice a silence together speak so far apart, by their addresses.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly SilenceWatch _silence = new(time);

    /// <summary>The panel may wait for us: how long the bus has to be silent on a line that is just open.</summary>
    private TimeSpan? _after;

    private Moment? _forgottenAt;
    private Moment? _turnAt;
    private bool _isLineOpen;

    /// <summary>When <see cref="IsDue"/> is worth a look, if nothing happens before.</summary>
    public Moment? Due => _forgottenAt?.Ticks < _turnAt?.Ticks ? _forgottenAt : _turnAt ?? _forgottenAt;

    /// <inheritdoc cref="SilenceWatch.IsDead"/>
    public bool IsBusDead => _silence.IsDead;

    /// <summary>A silence is waited for, behind which a token is given back.</summary>
    public bool IsExpected => _forgottenAt is not null;

    /// <summary>This run is about to end, perhaps with a token of ours granted.</summary>
    public void LeftBehind() => Expect(SilenceWatch.AfterStop, time.Now());

    /// <summary>The last run may have ended so. It takes a while until that is known, and what was silent meanwhile counts.</summary>
    public void WasLeftBehind() => Expect(SilenceWatch.AfterStop, _silence.Since);

    /// <summary>A token was granted to us when there was no line to give it back on.</summary>
    public void Missed() => Expect(SilenceWatch.AfterLoss, time.Now());

    /// <summary>Somebody speaks unasked, so nobody waits for us.</summary>
    public void Heard(Moment at)
    {
        _silence.Heard(at);
        NotAwaited();
    }

    /// <summary>We have the token, or gave it back once more.</summary>
    public void NotAwaited() => (_after, _forgottenAt) = (null, null);

    /// <summary>We gave a token back: from now on others have to speak.</summary>
    public void Returned() => _silence.Restart();

    public void LineOpened()
    {
        _isLineOpen = true;
        _silence.Restart();
        _forgottenAt = _after is { } after ? time.Later(time.Now(), after) : null;
    }

    /// <param name="withToken">It was ours then, or our return was not sent yet.</param>
    public void LineLost(bool withToken)
    {
        (_isLineOpen, _forgottenAt, _turnAt) = (false, null, null);
        _after = withToken || _after is not null ? SilenceWatch.AfterLoss : null;
        _silence.Restart();
    }

    /// <summary>True once when a token is to be given back from this address.</summary>
    public bool IsDue(ushort address)
    {
        var isForgotten = IsOver(_forgottenAt);
        var isSilent = IsSilent(address);
        if (isForgotten || isSilent)
        {
            NotAwaited();
        }

        return isForgotten || isSilent;
    }

    private bool IsSilent(ushort address)
    {
        if (!_isLineOpen || !_silence.IsOver)
        {
            _turnAt = null;
            return false;
        }

        _turnAt ??= time.Later(time.Now(), Math.Max(0, address - BusAddress.FirstPeripheral) * Step);
        if (!IsOver(_turnAt))
        {
            return false;
        }

        _turnAt = null;
        _silence.Tried();
        return true;
    }

    private void Expect(TimeSpan after, Moment since)
    {
        _after = after;
        _forgottenAt = _isLineOpen ? time.Later(since, after) : null;
    }

    private bool IsOver(Moment? end) => end?.Ticks <= time.GetTimestamp();
}

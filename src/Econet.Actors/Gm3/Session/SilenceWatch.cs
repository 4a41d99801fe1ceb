using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Tells when a silent bus waits for a token of ours. The panel alone speaks at least every 10 s, and a token does not expire by itself:
/// a longer silence means that somebody was given it and did not give it back. With an address that is perhaps us: the line was away when
/// it was granted, noise destroyed the grant or our return, or we ended with it before. Once the bus has been heard for a while, a
/// silence well beyond the longest that it has of itself is enough.
/// </summary>
internal sealed class SilenceWatch(TimeProvider time)
{
    /// <summary>A line that comes back silent, after it went with the token held: the panel still waits for us.</summary>
    public static readonly TimeSpan AfterLoss = TimeSpan.FromMilliseconds(500);

    /// <summary>The same when the last run stopped with a grant perhaps on its way; panels pause for less between two rounds.</summary>
    public static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(3);

    /// <summary>What is allowed while the bus is not known, and at most.</summary>
    private static readonly TimeSpan AtFirst = TimeSpan.FromSeconds(12);

    /// <summary>No shorter silence tells anything; it is also more than a panel's pause grows by when it has nobody to grant a token.</summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>Where a return does not help, it is tried again ever more seldom, up to this.</summary>
    private static readonly TimeSpan AtLast = TimeSpan.FromMinutes(5);

    /// <summary>A panel that has waited goes on sooner than this. When it does not, the silence was its own.</summary>
    private static readonly TimeSpan Resumes = TimeSpan.FromMilliseconds(500);

    /// <summary>So many frames, at least some cycles of the panel, show how long it pauses.</summary>
    private const int FramesUntilKnown = 300;

    /// <summary>What was heard so many frames ago counts no more.</summary>
    private const int FramesRemembered = 2000;

    private Moment _since = time.Now();
    private Moment? _triedAt;
    private int _tries;
    private TimeSpan _longest;
    private TimeSpan _longestBefore;
    private int _frames;
    private bool _isKnown;

    /// <summary>It stayed silent although a token was given back that may have been ours.</summary>
    public bool IsDead => _tries > 0;

    /// <summary>Since when nobody has spoken, or the line is open.</summary>
    public Moment Since => _since;

    /// <summary>True when it has been silent for too long.</summary>
    public bool IsOver => time.Since(_triedAt ?? _since) > Allowed;

    private TimeSpan Allowed
    {
        get
        {
            var longest = _longest > _longestBefore ? _longest : _longestBefore;
            var usual = _isKnown ? (2 * longest) + Margin : AtFirst;
            var allowed = (usual < AtLeast ? AtLeast : usual < AtFirst ? usual : AtFirst) * Math.Pow(2, Math.Min(_tries, 10));
            return allowed < AtLast ? allowed : AtLast;
        }
    }

    /// <summary>Somebody spoke, and not because we asked, nor to give a token back.</summary>
    public void Heard(Moment at)
    {
        if (_triedAt is not { } triedAt || time.GetElapsedTime(triedAt.Ticks, at.Ticks) > Resumes)
        {
            Learn(time.GetElapsedTime(_since.Ticks, at.Ticks));
        }

        (_since, _triedAt, _tries) = (at, null, 0);
    }

    /// <summary>The line was opened, or we gave the token back: from now on others have to speak.</summary>
    public void Restart() => (_since, _triedAt) = (time.Now(), null);

    /// <summary>A token was given back that may have been ours; the next time is after twice the silence.</summary>
    public void Tried()
    {
        _triedAt = time.Now();
        _tries++;
    }

    private void Learn(TimeSpan silence)
    {
        _longest = silence > _longest ? silence : _longest;
        _isKnown |= ++_frames >= FramesUntilKnown;
        if (_frames >= FramesRemembered)
        {
            (_longestBefore, _longest, _frames) = (_longest, TimeSpan.Zero, 0);
        }
    }
}

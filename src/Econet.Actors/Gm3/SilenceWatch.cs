using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3;

/// <summary>
/// Tells when a silent bus waits for a token of ours. The panel alone speaks at least every 10 s, and a token does not expire by itself:
/// a longer silence means that somebody was given it and did not give it back. With an address that is perhaps us, ended before with the
/// token, or unheard when we returned it.
/// </summary>
internal sealed class SilenceWatch(TimeProvider time)
{
    /// <summary>A line that comes back silent, after it went with the token held: the panel still waits for us.</summary>
    public static readonly TimeSpan AfterLoss = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AtFirst = TimeSpan.FromSeconds(12);

    /// <summary>Where a return does not help, it is tried again ever more seldom, up to this.</summary>
    private static readonly TimeSpan AtLast = TimeSpan.FromMinutes(5);

    private Moment _since = time.Now();
    private TimeSpan _allowed = AtFirst;

    /// <summary>Somebody spoke, and not because we asked.</summary>
    public void Heard(Moment at)
    {
        _since = at;
        _allowed = AtFirst;
    }

    /// <summary>The line was opened, or we gave the token back: from now on others have to speak.</summary>
    public void Restart() => _since = time.Now();

    /// <summary>True when it has been silent for too long; the next time it takes twice as long.</summary>
    public bool IsOver()
    {
        if (time.Since(_since) <= _allowed)
        {
            return false;
        }

        Restart();
        var longer = _allowed * 2;
        _allowed = longer < AtLast ? longer : AtLast;
        return true;
    }
}

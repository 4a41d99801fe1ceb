namespace Econet.Actors.Gm3.Session;

/// <summary>
/// What the panel's rounds show of whether it counts us among its peripherals. A round goes from one device table to the next; whom the panel
/// asks and grants in it, and in which order, is the panel's own affair.
/// </summary>
internal sealed class PanelRounds
{
    /// <summary>So many rounds without an IDENTIFY to us or a grant: it has forgotten us.</summary>
    public const int UntilForgotten = 20;

    /// <summary>So many rounds without a grant, whatever else it says to us: it does not take us for somebody who wants tokens.</summary>
    public const int WithoutGrant = 60;

    /// <summary>So many rounds in which it neither granted us a token nor heard of us: it has none for us.</summary>
    private const int UntilUnknown = 3;

    /// <summary>So many grants back it is remembered how many rounds apart they were.</summary>
    private const int RememberedGrants = 4;

    private readonly Queue<int> _between = new();
    private int _sinceNamed;
    private int _sinceGrant;

    /// <summary>Rounds since it last heard of us, or granted us a token.</summary>
    private int _sinceContact;

    /// <summary>Rounds since the first IDENTIFY that we left unanswered after that; null before.</summary>
    private int? _sinceMissed;

    private bool _isListed;
    private bool _isStruckOff;
    private bool _isAskedAgain;

    /// <summary>It has forgotten us, or never grants a token.</summary>
    public bool HasForgotten => _sinceNamed >= UntilForgotten || _sinceGrant >= WithoutGrant;

    /// <summary>
    /// No grant is on its way to us. We left an IDENTIFY unanswered, and then either the panel's table does not name us any more, or
    /// as many rounds as lie between two grants went by without one; or it has not had to do with us for longer than that.
    /// </summary>
    public bool HasLetGo => _isStruckOff || _isAskedAgain || _sinceMissed > Usual || _sinceContact >= Math.Max(UntilUnknown, Usual + 1);

    /// <summary>How many rounds there are from one grant to the next.</summary>
    private int Usual => Math.Max(1, _between.DefaultIfEmpty().Max());

    /// <summary>The panel asked who we are, and is answered.</summary>
    public void Answered()
    {
        _sinceNamed = 0;
        BeInTouch();
    }

    /// <summary>The panel asked who we are, and is not answered.</summary>
    public void Missed()
    {
        _sinceNamed = 0;

        // Twice in a row is the same round, as panels ask again at once who does not answer.
        _isAskedAgain |= _sinceMissed >= Usual;
        _sinceMissed ??= 0;
    }

    /// <summary>The panel granted us a token.</summary>
    public void Granted()
    {
        if (_sinceGrant > 0)
        {
            _between.Enqueue(_sinceGrant);
        }

        if (_between.Count > RememberedGrants)
        {
            _between.Dequeue();
        }

        (_sinceNamed, _sinceGrant) = (0, 0);
        BeInTouch();
    }

    /// <summary>The panel told everybody which devices there are.</summary>
    public void Told(bool isListed)
    {
        (_sinceNamed, _sinceGrant, _sinceContact, _sinceMissed) = (_sinceNamed + 1, _sinceGrant + 1, _sinceContact + 1, _sinceMissed + 1);
        _isStruckOff |= _isListed && !isListed && _sinceMissed is not null;
        _isListed = isListed;
    }

    /// <summary>The line was away, or our address is another one: what was not heard meanwhile says nothing.</summary>
    public void Restart()
    {
        (_sinceNamed, _sinceGrant, _isListed) = (0, 0, false);
        BeInTouch();
    }

    private void BeInTouch() => (_sinceContact, _sinceMissed, _isStruckOff, _isAskedAgain) = (0, null, false, false);
}

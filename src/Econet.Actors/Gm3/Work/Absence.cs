using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Work;

/// <summary>A device of which nothing is to be had: others don't wait for it, and it is asked again less and less often.</summary>
internal sealed class Absence(TimeProvider time)
{
    /// <summary>So many requests for structures in vain, in one form and the other, are no accident.</summary>
    private const int EnoughForms = 6;

    /// <summary>How long a device without structures is left alone: with each time in vain for longer, and then for an hour.</summary>
    private static readonly TimeSpan[] Rests =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), Repertoire.AskedAgainAfter];

    private int _formsInVain;
    private int _silences;
    private Moment? _restsUntil;

    /// <summary>Others go on without it.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>It answers nothing.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>It is not asked for anything now.</summary>
    public bool IsResting => _restsUntil is { } until && time.GetTimestamp() < until.Ticks;

    /// <summary>It was asked for structures before, in vain, but not often: an answer may have been lost.</summary>
    public bool IsAskedAnew => _formsInVain is > 0 and < EnoughForms;

    /// <summary>All is known of it, or another one may be there now.</summary>
    public void End()
    {
        IsGivenUp = IsSilent = false;
        _restsUntil = null;
    }

    /// <summary>It has answered something.</summary>
    public void Answered() => (_silences, IsSilent) = (0, false);

    /// <summary>It has told structures.</summary>
    public void ToldStructures() => _formsInVain = 0;

    /// <summary>It answers nothing.</summary>
    /// <param name="rest">How long it is left alone for the first time; for twice as long with each further one.</param>
    public void FellSilent(TimeSpan rest)
    {
        IsSilent = true;
        var longer = rest * Math.Pow(2, Math.Min(_silences++, 10));
        GiveUp(longer < Repertoire.AskedAgainAfter ? longer : Repertoire.AskedAgainAfter);
    }

    /// <summary>It is there, and does not tell its structures in one form. After both it is given up.</summary>
    public void FormInVain()
    {
        if (++_formsInVain % 2 == 0)
        {
            GiveUp(Rests[Math.Min((_formsInVain / 2) - 1, Rests.Length - 1)]);
        }
    }

    private void GiveUp(TimeSpan rest)
    {
        IsGivenUp = true;
        _restsUntil = time.Later(time.Now(), rest);
    }
}

using Econet.Gm3;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// How a device is asked for its structures. Where an answer can't be read, or does not come, they are asked for one by one, until the one that is
/// to blame is found: it must not hide those behind it.
/// </summary>
/// <param name="withRange">The controller tells structures with ranges, the panel without; another form is tried where that is left unanswered.</param>
internal sealed class StructureQuest(bool withRange)
{
    /// <summary>What one request asks for at most; a device answers with as many as fit.</summary>
    public const byte MostAsked = 100;

    /// <summary>About as many as an answer holds: of so many, the one that made it unreadable is among them.</summary>
    private const int MostInOneAnswer = 50;

    /// <summary>The ways to ask for the first structures: all of them, from here on the first alone, and from here on the second; each in both forms.</summary>
    private const int WaysAlone = 2;
    private const int WaysBehind = 4;
    private const int WaysToAsk = 6;

    /// <summary>How many are still asked for one by one.</summary>
    private int _oneByOne;

    /// <summary>Which of the ways to ask for the first structures it is.</summary>
    private int _way;

    /// <summary>The last answer that could not be read, to a request for one.</summary>
    private Frame? _unreadable;

    /// <summary>The way they are asked for now was answered with an error.</summary>
    private bool _hasSaidError;

    public bool WithRange { get; private set; } = withRange;

    public Command Command => WithRange ? Command.GetParamsStructWithRange : Command.GetParamsStruct;

    public bool IsOneByOne => _oneByOne > 0;

    /// <summary>The next structure was left unanswered: the one behind it is asked for.</summary>
    public bool IsLookingBehind { get; private set; }

    /// <summary>Begins anew, in this form.</summary>
    public void Reset(bool inFormWithRange)
    {
        WithRange = inFormWithRange;
        (_way, _oneByOne, _unreadable, _hasSaidError, IsLookingBehind) = (0, 0, null, false, false);
    }

    /// <summary>
    /// The first structures stay unanswered: they are asked for in the other form. Where both are in vain, one of the first may be to blame, so that
    /// the very first is asked for alone, and then the one behind it.
    /// </summary>
    public void AskOtherwise()
    {
        WithRange = !WithRange;
        _way = (_way + 1) % WaysToAsk;
        _hasSaidError = false;
        (_oneByOne, IsLookingBehind) = (_way >= WaysAlone ? MostAsked : 0, _way >= WaysBehind);
    }

    /// <summary>
    /// The request for the next structures stays unanswered, although the device is there: the next is asked for alone, then the one behind it.
    /// </summary>
    /// <returns>False when that has been tried.</returns>
    public bool LookFurther()
    {
        if (IsLookingBehind)
        {
            return false;
        }

        (IsLookingBehind, _oneByOne) = IsOneByOne ? (true, _oneByOne) : (false, MostAsked);
        return true;
    }

    /// <summary>An answer was an error, although no structure is known yet: nothing is told this way. In doubt that counts once it was said twice.</summary>
    public bool IsRefused(bool inDoubt)
    {
        var isSure = !inDoubt || _hasSaidError;
        _hasSaidError = true;
        return isSure;
    }

    /// <summary>An answer can't be read. Which structure is to blame shows when they are asked for one by one; said twice, it is the next.</summary>
    public bool IsNextUnreadable(Frame answer)
    {
        if (!IsOneByOne)
        {
            (_oneByOne, _unreadable) = (MostInOneAnswer, null);
            return false;
        }

        var isSaidAgain = _unreadable is { } before && before.Command == answer.Command && before.Data.Span.SequenceEqual(answer.Data.Span);
        _unreadable = answer;
        return isSaidAgain;
    }

    /// <summary>The next structure is left out, or there is none.</summary>
    public void StopLookingBehind() => (_unreadable, IsLookingBehind) = (null, false);

    /// <summary>So many were told.</summary>
    public void Told(int count) => _oneByOne = Math.Max(0, _oneByOne - count);

    /// <summary>The device tells nothing one by one either.</summary>
    public void AskForMany() => _oneByOne = 0;
}

using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// Follows what others ask and answer, so that an answer counts only right behind the request that it fits: a value answer alone does not
/// say what it was asked for.
/// </summary>
internal sealed class Overheard(TimeProvider time)
{
    /// <summary>An answer begins within 15 ms and takes less than 90.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(500);

    private (Frame Request, Moment At)? _request;

    /// <summary>What we say is not heard here, so what was heard before is not answered any more.</summary>
    public void Interrupt() => _request = null;

    /// <summary>The request that <paramref name="frame"/> answers, when it came right behind it.</summary>
    public Frame? Hear(Frame frame, Moment at)
    {
        var before = _request;
        _request = null;
        if (frame.Command is Command.GetParams or Command.ModifyParam)
        {
            _request = (frame, at);
            return null;
        }

        return before is { } asked && frame.Command == asked.Request.Command.Answer()
            && frame.Source == asked.Request.Destination && frame.Destination == asked.Request.Source
            && time.GetElapsedTime(asked.At.Ticks, at.Ticks) <= AnswerTime
            ? asked.Request
            : null;
    }
}

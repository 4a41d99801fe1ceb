using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Parameters;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// A token that was granted to an address which somebody else may use as well. It is theirs when they use it or give it back; when nobody does for a
/// while it is ours. How long is left to chance, so that two who do the same do not do it at the same time; and who had the last one waits longer, so
/// that they take turns.
/// </summary>
internal sealed class ContestedToken(TimeProvider time, Random chance)
{
    /// <summary>Whoever has work to do has begun by now.</summary>
    private static readonly TimeSpan BeforeReturn = TimeSpan.FromMilliseconds(900);

    private static readonly TimeSpan ReturnSpread = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan BeforeUse = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan UseSpread = TimeSpan.FromMilliseconds(270);

    /// <summary>What is heard is this much older where two share an adapter that holds bytes back.</summary>
    private static readonly TimeSpan BetweenTurns = TimeSpan.FromMilliseconds(100);

    private bool _hadTheLast;

    /// <summary>The address that it was granted to; null when there is none.</summary>
    public ushort? Address { get; private set; }

    /// <summary>It may be worked with, not only given back.</summary>
    public bool IsUsable { get; private set; }

    /// <summary>When it is ours.</summary>
    public Moment? Due { get; private set; }

    public bool IsDue => Due?.Ticks <= time.GetTimestamp();

    public void Take(ushort address, bool usable)
    {
        if (Address != address || IsUsable != usable)
        {
            (Address, IsUsable) = (address, usable);
            Restart();
        }
    }

    /// <summary>There is a line again: what was said meanwhile was not heard.</summary>
    public void Restart() => Due = Address is null ? null : time.Later(
        time.Now(),
        IsUsable
            ? BeforeUse + (_hadTheLast ? UseSpread + BetweenTurns : TimeSpan.Zero) + (UseSpread * chance.NextDouble())
            : BeforeReturn + (ReturnSpread * chance.NextDouble()));

    /// <summary>
    /// Any frame of others was heard. But for a grant said twice, and an answer to what we asked before, it shows that the token is used, or back.
    /// </summary>
    public void Heard(ProtocolMessages.Heard heard)
    {
        if (Address is { } address && heard.Answers != AnswerOwner.Us && !(Service.IsTokenGrant(heard.Frame) && heard.Frame.Destination == address))
        {
            _hadTheLast = false;
            (Address, Due) = (null, null);
        }
    }

    /// <summary>It is ours.</summary>
    /// <returns>The address that it was granted to.</returns>
    public ushort Win()
    {
        var address = Address!.Value;
        _hadTheLast = IsUsable;
        (Address, Due) = (null, null);
        return address;
    }
}

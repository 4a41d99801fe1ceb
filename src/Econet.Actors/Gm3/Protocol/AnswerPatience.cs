namespace Econet.Actors.Gm3.Protocol;

/// <summary>
/// How long to wait for an answer before the silence is taken for none: twice as long as the slowest answer of late took, between two bounds.
/// Devices answer within 15 ms, so this is about adapters; one that is slow shows it by answers that come when nobody waits for them any more.
/// </summary>
internal sealed class AnswerPatience(TimeSpan shortest, TimeSpan longest, TimeProvider time)
{
    /// <summary>What was seen weighs half as much after so long.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(10);

    private TimeSpan _slowest;
    private long _seenAt;

    public TimeSpan Current
    {
        get
        {
            var twice = 2 * Slowest;
            return twice < shortest ? shortest : twice > longest ? longest : twice;
        }
    }

    private TimeSpan Slowest => _slowest * Math.Pow(0.5, time.GetElapsedTime(_seenAt) / HalfLife);

    /// <summary>An answer took this long, from the sending of its request to its last byte.</summary>
    public void Answered(TimeSpan after)
    {
        if (after >= Slowest)
        {
            (_slowest, _seenAt) = (after < longest ? after : longest, time.GetTimestamp());
        }
    }
}

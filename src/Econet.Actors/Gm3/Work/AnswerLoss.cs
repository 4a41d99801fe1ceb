namespace Econet.Actors.Gm3.Work;

/// <summary>Whether answers get lost on the line: then a single silence says little about the device that was asked.</summary>
internal sealed class AnswerLoss(TimeProvider time)
{
    /// <summary>So long after an answer was lost the next silence may be another loss.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private long? _lostAt;

    public bool IsLikely => _lostAt is { } at && time.GetElapsedTime(at) < Memory;

    /// <summary>An answer was lost, or may have been.</summary>
    public void Note() => _lostAt = time.GetTimestamp();
}

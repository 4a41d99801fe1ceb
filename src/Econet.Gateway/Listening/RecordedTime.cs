namespace Econet.Gateway.Listening;

/// <summary>The clock of a recording: it stands where the recording does.</summary>
internal sealed class RecordedTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    /// <summary>Goes on to <paramref name="at"/>. A recorder whose clock was set back does not take it back.</summary>
    public void GoTo(DateTimeOffset at) => _now = at > _now ? at : _now;
}

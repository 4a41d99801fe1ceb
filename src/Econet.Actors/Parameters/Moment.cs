namespace Econet.Actors.Parameters;

/// <summary>
/// A point in time twice: the wall clock's for people, the monotonic one's for ages, because a clock that is set (a Raspberry Pi
/// without one, at boot) must make no value older or younger.
/// </summary>
/// <param name="Ticks">As <see cref="TimeProvider.GetTimestamp"/> counts.</param>
internal readonly record struct Moment(long Ticks, DateTimeOffset Time);

internal static class Moments
{
    public static Moment Now(this TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

    /// <summary>How long ago <paramref name="moment"/> was.</summary>
    public static TimeSpan Since(this TimeProvider time, Moment moment) => time.GetElapsedTime(moment.Ticks);

    /// <summary>When this was, for what was noted before a restart. A clock that was set back since must not put it into the future.</summary>
    public static Moment Past(this TimeProvider time, DateTimeOffset noted) => new(
        time.GetTimestamp() - (long)(Math.Max(0, (time.GetUtcNow() - noted).TotalSeconds) * time.TimestampFrequency), noted);

    /// <summary>The moment <paramref name="span"/> after <paramref name="moment"/>.</summary>
    public static Moment Later(this TimeProvider time, Moment moment, TimeSpan span) =>
        new(moment.Ticks + (long)(span.TotalSeconds * time.TimestampFrequency), moment.Time + span);
}

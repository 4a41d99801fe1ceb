namespace Econet.Actors.Gm3;

/// <summary>
/// When the line was last busy, with others' bytes or our own. Written by the thread of the port as bytes arrive, so that the gap
/// before speaking is measured from the wire and not from a mailbox.
/// </summary>
internal sealed class LineActivity(TimeProvider time)
{
    // Two, because a byte heard in between does not end our own sending.
    private long _heardAt = time.GetTimestamp();
    private long _sendingUntil = time.GetTimestamp();
    private long _received;

    /// <summary>Bytes received since the line was opened.</summary>
    public long Received => Volatile.Read(ref _received);

    public void BytesReceived(int count)
    {
        Volatile.Write(ref _heardAt, time.GetTimestamp());
        Interlocked.Add(ref _received, count);
    }

    /// <summary>We begin to send now, and the line is ours for <paramref name="duration"/>.</summary>
    public void Sending(TimeSpan duration) =>
        Volatile.Write(ref _sendingUntil, time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency));

    /// <summary>How long the line has been silent; negative while our own bytes are still on it.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Math.Max(Volatile.Read(ref _heardAt), Volatile.Read(ref _sendingUntil)));
}

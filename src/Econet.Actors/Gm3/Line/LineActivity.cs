namespace Econet.Actors.Gm3.Line;

/// <summary>
/// When the line was last busy, with others' bytes or our own. Written by the thread of the port as bytes arrive, so that the gap
/// before speaking is measured from the wire and not from a mailbox. Our own bytes that an adapter brings back are nobody's.
/// </summary>
internal sealed class LineActivity(TimeProvider time)
{
    private readonly Lock _lock = new();

    // Two, because a byte heard in between does not end our own sending.
    private long _heardAt = time.GetTimestamp();
    private long _sendingUntil = time.GetTimestamp();
    private long _received;
    private ReadOnlyMemory<byte> _expectedEcho;

    /// <summary>Bytes of others received since the line was opened.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>When the last byte of others arrived, as <see cref="TimeProvider.GetTimestamp"/> counts.</summary>
    public long HeardAt => Volatile.Read(ref _heardAt);

    /// <param name="at">When they arrived, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    /// <returns>How many of them are of others.</returns>
    public int BytesReceived(ReadOnlySpan<byte> bytes, long at)
    {
        lock (_lock)
        {
            var others = bytes.Length - TakeEcho(bytes);
            if (others > 0)
            {
                _heardAt = at;
                _received += others;
            }

            return others;
        }
    }

    /// <summary>We begin to send <paramref name="bytes"/> now, and the line is ours for <paramref name="duration"/>.</summary>
    public void Sending(ReadOnlyMemory<byte> bytes, TimeSpan duration)
    {
        lock (_lock)
        {
            _sendingUntil = time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
            _expectedEcho = bytes;
        }
    }

    /// <summary>How long the line has been silent; negative while our own bytes are still on it.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_lock)
            {
                return time.GetElapsedTime(Math.Max(_heardAt, _sendingUntil));
            }
        }
    }

    /// <summary>How many bytes at the front are our own come back. With the first that is not, no more are expected.</summary>
    private int TakeEcho(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, _expectedEcho.Length);
        var isEcho = count > 0 && time.GetElapsedTime(_sendingUntil) <= OwnEchoes.Patience
            && bytes[..count].SequenceEqual(_expectedEcho.Span[..count]);
        _expectedEcho = isEcho ? _expectedEcho[count..] : default;
        return isEcho ? count : 0;
    }
}

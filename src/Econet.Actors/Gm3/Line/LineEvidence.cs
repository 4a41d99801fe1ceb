using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Line;

/// <summary>
/// What a port has brought since the last whole frame, for finding out why there is none. Written by the thread of the port and by the framing,
/// and read by the connection.
/// </summary>
internal sealed class LineEvidence(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly byte[] _ring = new byte[LineSample.MaxRecent];
    private long _bytes;
    private Moment? _firstAt;
    private Moment? _lastAt;
    private bool _framed;

    public void Received(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var now = time.Now();
            _firstAt ??= now;
            _lastAt = now;
            foreach (var value in bytes[^Math.Min(bytes.Length, _ring.Length)..])
            {
                _ring[_bytes++ % _ring.Length] = value;
            }
        }
    }

    /// <summary>A whole frame was found: what came before it tells nothing any more.</summary>
    public void FrameFound()
    {
        lock (_lock)
        {
            (_bytes, _firstAt, _framed) = (0, null, true);
        }
    }

    /// <summary>What has come so far, and whether a frame was found since this was last asked.</summary>
    public LineSample Take()
    {
        lock (_lock)
        {
            var recent = new byte[Math.Min(_bytes, _ring.Length)];
            for (var i = 0; i < recent.Length; i++)
            {
                recent[i] = _ring[(_bytes - recent.Length + i) % _ring.Length];
            }

            var sample = new LineSample(_bytes, _firstAt, _lastAt, _framed, recent);
            _framed = false;
            return sample;
        }
    }

    /// <summary>Another line begins.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            (_bytes, _firstAt, _framed) = (0, null, false);
        }
    }
}

/// <summary>What a port has brought that makes no frame.</summary>
/// <param name="Bytes">How many bytes came since the last frame.</param>
/// <param name="FirstAt">When the first of them came.</param>
/// <param name="LastAt">When the last byte of all came, be it of a frame or not; null when there never was one.</param>
/// <param name="Framed">There was a frame since the sample before.</param>
/// <param name="Recent">The last of the bytes, <see cref="MaxRecent"/> at most.</param>
internal sealed record LineSample(long Bytes, Moment? FirstAt, Moment? LastAt, bool Framed, ReadOnlyMemory<byte> Recent)
{
    public const int MaxRecent = 4096;

    public static LineSample Nothing { get; } = new(0, null, null, false, default);
}

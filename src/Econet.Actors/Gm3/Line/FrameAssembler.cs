using System.Buffers;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Line;

/// <summary>Collects the pieces in which bytes arrive and hands out the frames in them; keeps no more than one unfinished frame.</summary>
internal sealed class FrameAssembler
{
    private byte[] _buffer = new byte[2 * Frame.MaxSize];
    private int _start;
    private int _end;

    /// <summary>How many of the bytes appended so far were given out, as frames or as skips.</summary>
    public long Taken { get; private set; }

    /// <summary>True while a frame has begun and not ended.</summary>
    public bool HasPartial => _end > _start;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_end + bytes.Length > _buffer.Length)
        {
            var kept = _end - _start;
            var target = kept + bytes.Length > _buffer.Length ? new byte[kept + bytes.Length] : _buffer;
            _buffer.AsSpan(_start, kept).CopyTo(target);
            (_buffer, _start, _end) = (target, 0, kept);
        }

        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>
    /// Takes the next frame, or the bytes that were passed over before it as one skip (with the first one's reason).
    /// False when more bytes are needed.
    /// </summary>
    public bool TryNext(out Frame? frame, out Skip skipped)
    {
        skipped = default;
        while (true)
        {
            var unread = Unread;
            var before = _start;
            var status = FrameReader.Read(ref unread, out frame, out var skip);
            if (status == FrameReadStatus.Skipped)
            {
                _start = _end - (int)unread.Length;
                skipped = new Skip(skipped.Bytes + skip.Bytes, skipped.Bytes == 0 ? skip.Reason : skipped.Reason);
                continue;
            }

            if (skipped.Bytes > 0)
            {
                // The frame behind the skip stays for the next call.
                frame = null;
                _start = before;
                Taken += skipped.Bytes;
                return true;
            }

            _start = _end - (int)unread.Length;
            Taken += _start - before;
            return status == FrameReadStatus.Frame;
        }
    }

    /// <summary>The frame that has begun will not go on: looks for others behind its beginning.</summary>
    public Skip Abandon()
    {
        var unread = Unread;
        var skip = FrameReader.Abandon(ref unread);
        _start = _end - (int)unread.Length;
        Taken += skip.Bytes;
        return skip;
    }

    private ReadOnlySequence<byte> Unread => new(_buffer, _start, _end - _start);
}

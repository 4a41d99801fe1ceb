using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Line;

/// <summary>Frames and skips with the time at which the last byte of each arrived, be they found long after it.</summary>
/// <param name="framed">Notified of each frame, before it is handed on; null when nobody wants to know.</param>
internal sealed class TimedFrames(Action? framed)
{
    private readonly FrameAssembler _assembler = new();

    /// <summary>Up to which byte each piece went that is not all taken, and when it arrived.</summary>
    private readonly Queue<(long End, Moment At)> _arrivals = new();

    private long _appended;

    /// <summary>True while a frame has begun and not ended.</summary>
    public bool HasPartial => _assembler.HasPartial;

    public void Append(ReceivedBytes received)
    {
        _assembler.Append(received.Bytes.Span);
        _appended += received.Bytes.Length;
        _arrivals.Enqueue((_appended, received.At));
    }

    /// <summary>Adds what is found in the bytes so far.</summary>
    public void Collect(List<LineEvent> events)
    {
        while (_assembler.TryNext(out var frame, out var skip))
        {
            events.Add(frame is null
                ? new LineEvent.BytesSkipped(skip, Arrival())
                : new LineEvent.FrameReceived(frame, Arrival(), IsFollowed: _assembler.HasPartial));
            if (frame is not null)
            {
                framed?.Invoke();
            }
        }
    }

    /// <summary>Nothing that has begun goes on: gives it up, and adds what is found behind its beginning.</summary>
    public void GiveUp(List<LineEvent> events)
    {
        while (_assembler.HasPartial)
        {
            var skip = _assembler.Abandon();
            events.Add(new LineEvent.BytesSkipped(skip, Arrival()));
            Collect(events);
        }
    }

    /// <summary>When the last byte arrived that was taken.</summary>
    private Moment Arrival()
    {
        while (_arrivals.TryPeek(out var piece) && piece.End < _assembler.Taken)
        {
            _arrivals.Dequeue();
        }

        return _arrivals.Peek().At;
    }
}

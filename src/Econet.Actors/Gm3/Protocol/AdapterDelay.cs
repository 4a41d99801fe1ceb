namespace Econet.Actors.Gm3.Protocol;

/// <summary>
/// How long the adapter holds back what it carries, both ways together: what answers take beyond their time on the wire and the most that a device
/// thinks. Judged by the quicker ones of the last answers: some devices are slow, and an adapter that collects bytes until its buffer is full hands
/// some on at once.
/// </summary>
internal sealed class AdapterDelay(TimeProvider time)
{
    /// <summary>Controllers begin to answer after 8 ms, panels after 15 ms.</summary>
    private static readonly TimeSpan DeviceBegins = TimeSpan.FromMilliseconds(15);

    /// <summary>What was seen longer ago says nothing: another adapter may be there.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    private const int Remembered = 20;
    private const int Quicker = 5;

    private readonly Queue<TimeSpan> _taken = [];
    private long _seenAt;
    private TimeSpan _delay;

    /// <summary>Zero while it is not known.</summary>
    public TimeSpan Current => IsKnown ? _delay : TimeSpan.Zero;

    /// <summary>The longest that one of the last answers took to begin; null while it is not known.</summary>
    public TimeSpan? Slowest => IsKnown ? _taken.Max() : null;

    private bool IsKnown => _taken.Count >= Quicker && time.GetElapsedTime(_seenAt) <= Memory;

    /// <summary>From the last byte of a request to the first of its answer it took this long, as we saw it.</summary>
    public void Answered(TimeSpan after)
    {
        _taken.Enqueue(after);
        if (_taken.Count > Remembered)
        {
            _taken.Dequeue();
        }

        _seenAt = time.GetTimestamp();
        var delay = _taken.Order().ElementAt(_taken.Count * Quicker / (Remembered + 1)) - DeviceBegins;
        _delay = delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }
}

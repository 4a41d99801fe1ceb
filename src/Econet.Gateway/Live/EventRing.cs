namespace Econet.Gateway.Live;

/// <summary>The last events, numbered without a gap; the newest takes the place of the oldest. Not for several threads at once.</summary>
/// <param name="start">The number before the first event's.</param>
internal sealed class EventRing(int capacity, long start)
{
    private readonly FeedEvent[] _events = new FeedEvent[capacity];
    private long _count;

    /// <summary>The number of the newest event; before there is one, the number it will follow.</summary>
    public long Last => start + _count;

    /// <summary>Whoever has everything up to this number, and nothing after it, can be given the rest.</summary>
    public bool CanFollow(long sequence) => sequence <= Last && sequence >= Last - Math.Min(_count, capacity);

    public void Append(FeedEvent happened)
    {
        _count++;
        _events[Last % capacity] = happened;
    }

    /// <summary>What follows on <paramref name="sequence"/>, which has to be one that <see cref="CanFollow"/>.</summary>
    public void CopyAfter(long sequence, int most, List<FeedEvent> into)
    {
        var end = Math.Min(Last, sequence + most);
        for (var next = sequence + 1; next <= end; next++)
        {
            into.Add(_events[next % capacity]);
        }
    }
}

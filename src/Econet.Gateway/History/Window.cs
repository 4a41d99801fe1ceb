namespace Econet.Gateway.History;

/// <summary>What was recorded of all series of a device from one moment to another: what is written at once.</summary>
internal sealed class Window
{
    private readonly Dictionary<SeriesKey, Recorded> _samples = [];

    /// <param name="epoch">Which of the times this is that this gateway has the device; 0 without a cluster.</param>
    /// <param name="number">Grows with each window of one process.</param>
    /// <param name="continues">The recording went on without a break since the window before: values from then still hold.</param>
    public Window(string device, long epoch, long number, long start, bool continues) =>
        (Device, Epoch, Number, Start, End, Continues) = (device, epoch, number, start, start, continues);

    public string Device { get; }

    public long Epoch { get; }

    public long Number { get; }

    public long Start { get; }

    public long End { get; set; }

    public bool Continues { get; }

    /// <summary>Nothing comes to it any more.</summary>
    public bool IsComplete { get; set; }

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    public IEnumerable<KeyValuePair<SeriesKey, IReadOnlyList<Sample>>> Samples =>
        _samples.Select(series => KeyValuePair.Create(series.Key, (IReadOnlyList<Sample>)series.Value.Samples));

    public IReadOnlyList<Sample> Of(SeriesKey key) => _samples.GetValueOrDefault(key)?.Samples ?? [];

    public void Add(SeriesKey key, Sample sample)
    {
        if (!_samples.TryGetValue(key, out var recorded))
        {
            _samples[key] = recorded = new Recorded();
        }

        var samples = recorded.Samples;
        if (samples is [.., var last] && last.At == sample.At)
        {
            samples[^1] = sample;
            recorded.Changes++;
            return;
        }

        samples.Add(sample);
        recorded.Changes++;
        Count++;
    }

    /// <summary>The window as it is now, with those series of which something is not written yet.</summary>
    public Window Unwritten()
    {
        var copy = new Window(Device, Epoch, Number, Start, Continues) { End = End, IsComplete = IsComplete };
        foreach (var (key, recorded) in _samples)
        {
            if (recorded.Written < recorded.Changes)
            {
                copy._samples[key] = new Recorded { Samples = IsComplete ? recorded.Samples : [.. recorded.Samples], Changes = recorded.Changes };
                copy.Count += recorded.Samples.Count;
            }
        }

        return copy;
    }

    /// <summary>A copy of this window was written.</summary>
    public void Note(Window written)
    {
        foreach (var (key, recorded) in written._samples)
        {
            _samples[key].Written = Math.Max(_samples[key].Written, recorded.Changes);
        }
    }

    private sealed class Recorded
    {
        public List<Sample> Samples { get; init; } = [];

        /// <summary>How often something came to them.</summary>
        public int Changes { get; set; }

        /// <summary>So much of that is written.</summary>
        public int Written { get; set; }
    }
}

/// <summary>Tells a series from all others.</summary>
internal readonly record struct SeriesKey(string Device, string Key);

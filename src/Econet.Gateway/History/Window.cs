namespace Econet.Gateway.History;

/// <summary>What was recorded of all series from one moment to another: what is written at once.</summary>
internal sealed class Window
{
    private readonly Dictionary<SeriesKey, List<Sample>> _samples = [];

    /// <param name="continues">The recording went on without a break since the window before: values from then still hold.</param>
    public Window(long start, bool continues) => (Start, End, Continues) = (start, start, continues);

    public long Start { get; }

    public long End { get; set; }

    public bool Continues { get; }

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    public IEnumerable<KeyValuePair<SeriesKey, List<Sample>>> Samples => _samples;

    public IReadOnlyList<Sample> Of(SeriesKey key) => _samples.GetValueOrDefault(key) ?? [];

    public void Add(SeriesKey key, Sample sample)
    {
        if (!_samples.TryGetValue(key, out var samples))
        {
            _samples[key] = samples = [];
        }

        if (samples is [.., var last] && last.At == sample.At)
        {
            samples[^1] = sample;
            return;
        }

        samples.Add(sample);
        Count++;
    }
}

/// <summary>Tells a series from all others.</summary>
internal readonly record struct SeriesKey(string Device, string Key);

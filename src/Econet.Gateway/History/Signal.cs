namespace Econet.Gateway.History;

/// <summary>
/// What is known of one value over time: samples in ascending order, and until when the last one holds. Before the first sample, and after the end,
/// nothing is known. It is put together from windows in the order in which they were recorded.
/// </summary>
internal sealed class Signal
{
    private readonly List<Sample> _samples = [];

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>What is known ends here; milliseconds since 1970.</summary>
    public long End { get; private set; } = long.MinValue;

    /// <summary>Adds what was recorded from <paramref name="start"/> to <paramref name="end"/>.</summary>
    /// <param name="continues">The recording went on without a break since the window before: the value from then still holds.</param>
    /// <param name="samples">Ascending, and none before the start.</param>
    public void Add(long start, long end, bool continues, IEnumerable<Sample> samples)
    {
        if (start < End)
        {
            // The clock was put back: what is recorded now of a time takes the place of what was recorded of it before.
            _samples.RemoveAll(sample => sample.At >= start);
            End = start;
        }

        if (!continues || start != End)
        {
            Append(Sample.Gap(Math.Min(start, End)));
        }

        foreach (var sample in samples)
        {
            Append(sample);
        }

        End = end;
    }

    /// <summary>The number that holds at a moment; not a number where nothing is known.</summary>
    public double At(long moment)
    {
        if (moment >= End)
        {
            return double.NaN;
        }

        var (low, high) = (0, _samples.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _samples[middle].At <= moment ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? double.NaN : _samples[low - 1].Value;
    }

    /// <summary>The stretches of one number, gaps among them, from <paramref name="from"/> to <paramref name="to"/>, none of them empty.</summary>
    public IEnumerable<Stretch> Between(long from, long to)
    {
        var begin = from;
        var value = double.NaN;
        foreach (var sample in _samples)
        {
            if (sample.At >= Math.Min(to, End))
            {
                break;
            }

            if (sample.At > begin)
            {
                yield return new Stretch(begin, sample.At, value);
                begin = sample.At;
            }

            value = sample.Value;
        }

        var known = Math.Clamp(End, begin, to);
        if (known > begin)
        {
            yield return new Stretch(begin, known, value);
        }

        if (to > known)
        {
            yield return new Stretch(known, to, double.NaN);
        }
    }

    private void Append(Sample sample)
    {
        if (_samples is [.., var last])
        {
            if (last.At >= sample.At)
            {
                _samples.RemoveAt(_samples.Count - 1);
                Append(sample with { At = last.At });
                return;
            }

            if (last.Value.Equals(sample.Value))
            {
                return;
            }
        }
        else if (sample.IsGap)
        {
            return;
        }

        _samples.Add(sample);
    }
}

/// <summary>The time from <paramref name="Start"/> to <paramref name="End"/>, in which a value was one number, or nothing was known.</summary>
internal readonly record struct Stretch(long Start, long End, double Value)
{
    public bool IsGap => double.IsNaN(Value);

    public long Length => End - Start;
}

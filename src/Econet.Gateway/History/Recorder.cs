using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Live;

namespace Econet.Gateway.History;

/// <summary>
/// Hears what changes, and keeps it in memory until it is on the disk. Nobody waits for the disk. For several threads.
/// </summary>
internal sealed class Recorder : IDeviceEvents
{
    /// <summary>A clock that differs by more from the time that has passed was set, and does not only run badly.</summary>
    public static readonly TimeSpan MostDrift = TimeSpan.FromMinutes(1);

    /// <summary>As many samples are kept for a disk that takes none, about 16 MB; of more, the oldest are lost.</summary>
    public const int MostWaiting = 500_000;

    private readonly Selection _selection;
    private readonly VocabularySource _vocabulary;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Device, int Index), Track> _tracks = [];
    private readonly Dictionary<SeriesKey, Series> _series = [];
    private readonly List<Window> _closed = [];
    private Window _open;
    private long _now;
    private long _stamp;

    public Recorder(Selection selection, VocabularySource vocabulary, TimeProvider time)
    {
        (_selection, _vocabulary, _time) = (selection, vocabulary, time);
        (_now, _stamp) = (Moments.Of(time.GetUtcNow()), time.GetTimestamp());
        _open = new Window(_now, continues: false);
    }

    /// <summary>The series that were recorded since the start.</summary>
    public IReadOnlyList<Series> Series
    {
        get
        {
            lock (_gate)
            {
                return [.. _series.Values];
            }
        }
    }

    /// <summary>The open window holds so many samples that it should be written before its time.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _open.Count >= MostWaiting / 4;
            }
        }
    }

    public void Take(IDevice device, DeviceEvent happened) => Take(device.Id, happened);

    public void Take(string device, DeviceEvent happened)
    {
        lock (_gate)
        {
            var now = Advance();
            switch (happened)
            {
                case SnapshotTaken { Snapshot: var snapshot }:
                    Begin(device, snapshot, now);
                    break;
                case ParameterChanged changed when _tracks.TryGetValue((device, changed.Index), out var track):
                    Record(track, changed.Value, changed.Quality, now);
                    break;
            }
        }
    }

    public void Gone(string device)
    {
        lock (_gate)
        {
            End(_tracks.Where(track => track.Key.Device == device).ToList(), Advance());
        }
    }

    /// <summary>Looks at the clock. To be called every minute, or a jump of the clock may look like time that passed.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            Advance();
        }
    }

    /// <summary>Ends the window, so that what it holds can be written.</summary>
    /// <returns>All windows that wait to be written, the oldest first; they stay here until <see cref="Forget"/>.</returns>
    public IReadOnlyList<Window> Close()
    {
        lock (_gate)
        {
            var now = Advance();
            Cut(now, now, continues: true);
            var waiting = _closed.Sum(window => window.Count);
            while (_closed.Count > 1 && waiting > MostWaiting)
            {
                waiting -= _closed[0].Count;
                _closed.RemoveAt(0);
            }

            return [.. _closed];
        }
    }

    /// <summary>These windows are on the disk.</summary>
    public void Forget(IReadOnlyList<Window> written)
    {
        lock (_gate)
        {
            _closed.RemoveAll(written.Contains);
        }
    }

    /// <summary>What is known of series and not written yet, by windows, the oldest first.</summary>
    public IReadOnlyList<UnwrittenWindow> Unwritten(IReadOnlyCollection<SeriesKey> keys)
    {
        lock (_gate)
        {
            _open.End = Advance();
            return [.. _closed.Append(_open).Select(window => new UnwrittenWindow(
                window.Start, window.End, window.Continues, keys.ToDictionary(key => key, key => (IReadOnlyList<Sample>)[.. window.Of(key)])))];
        }
    }

    private void Begin(string device, DeviceSnapshot snapshot, long now)
    {
        var vocabulary = _vocabulary.Current;
        var former = _tracks.Where(track => track.Key.Device == device).ToDictionary(track => track.Key, track => track.Value);
        foreach (var parameter in snapshot.Parameters)
        {
            var meaning = parameter.Definition.MeaningIn(vocabulary);
            if (_selection.Of(device, parameter, meaning) is not { } series)
            {
                continue;
            }

            former.TryGetValue((device, parameter.Index), out var track);
            if (track?.Series.Key != series.Key)
            {
                track = new Track(series, meaning);
            }
            else
            {
                former.Remove((device, parameter.Index));
                (track.Series, track.Meaning) = (series, meaning);
            }

            _tracks[(device, parameter.Index)] = track;
            _series[series.Id] = series;
            Record(track, parameter.Value, parameter.Quality, now);
        }

        End(former.Where(track => _tracks[track.Key] == track.Value).ToList(), now);
    }

    private void End(List<KeyValuePair<(string Device, int Index), Track>> tracks, long now)
    {
        foreach (var (key, track) in tracks)
        {
            Record(track, double.NaN, now);
            _tracks.Remove(key);
        }
    }

    private void Record(Track track, Values.Value value, Quality quality, long now) => Record(
        track,
        quality == Quality.Good && track.Meaning.NumberOf(value) is { } number ? Math.Round(number, Math.Min(track.Series.Digits, 15)) : double.NaN,
        now);

    private void Record(Track track, double number, long now)
    {
        if (!track.Value.Equals(number))
        {
            track.Value = number;
            _open.Add(track.Series.Id, new Sample(now, number));
        }
    }

    /// <summary>Follows the clock: past midnight, so that a day is complete in itself, and where it jumps.</summary>
    /// <returns>The time of what happens now, never before what was recorded last.</returns>
    private long Advance()
    {
        var (now, elapsed) = (Moments.Of(_time.GetUtcNow()), (long)_time.GetElapsedTime(_stamp).TotalMilliseconds);
        _stamp = _time.GetTimestamp();
        if (Math.Abs(now - _now - elapsed) > MostDrift.TotalMilliseconds)
        {
            Cut(_now, now, continues: false);
        }
        else
        {
            now = Math.Max(now, _now);
            for (var midnight = Moments.Floor(_now, Moments.Day) + Moments.Day; midnight <= now; midnight += Moments.Day)
            {
                Cut(midnight, midnight, continues: true);
            }
        }

        return _now = now;
    }

    /// <param name="continues">Time went on from the one window to the other.</param>
    private void Cut(long end, long start, bool continues)
    {
        if (end > _open.Start)
        {
            _open.End = end;
            _closed.Add(_open);
        }
        else if (continues)
        {
            return;
        }

        _open = new Window(start, continues);
        if (continues && start % Moments.Day != 0)
        {
            return;
        }

        foreach (var track in _tracks.Values.Where(track => !double.IsNaN(track.Value)))
        {
            _open.Add(track.Series.Id, new Sample(start, track.Value));
        }
    }

    /// <summary>A parameter that is recorded now.</summary>
    private sealed class Track(Series series, Meaning meaning)
    {
        public Series Series { get; set; } = series;

        public Meaning Meaning { get; set; } = meaning;

        /// <summary>What holds now; not a number where nothing is known.</summary>
        public double Value { get; set; } = double.NaN;
    }
}

/// <summary>A window that is not on the disk yet, with some of its series.</summary>
internal sealed record UnwrittenWindow(long Start, long End, bool Continues, IReadOnlyDictionary<SeriesKey, IReadOnlyList<Sample>> Samples);

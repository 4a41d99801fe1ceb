using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;

namespace Econet.Gateway.History;

/// <summary>
/// What is recorded of one device: the values that hold now, and the window that they go to. The window never claims more than was certain: it ends where this gateway
/// last knew that it has the device and was awake, and what holds later begins another one behind a gap. Not for several threads at once.
/// </summary>
/// <param name="stamp">The present, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
/// <param name="number">The number of the next window.</param>
/// <param name="ended">Takes windows that end.</param>
internal sealed class DeviceLog(string device, long stamp, Func<long> number, Action<Window> ended)
{
    private readonly Dictionary<int, Track> _tracks = [];
    private long? _epoch;
    private bool _isCertain;
    private bool _hasSnapshot;

    /// <summary>Null while nothing is recorded: no snapshot was taken yet, or the device is not certainly this gateway's.</summary>
    public Window? Open { get; private set; }

    /// <summary>When this was looked at last, as <see cref="TimeProvider.GetTimestamp"/> counts.</summary>
    public long Stamp { get; private set; } = stamp;

    /// <summary>Goes on to a moment: past midnight, so that a day is complete in itself, and not across what may not be claimed.</summary>
    /// <param name="epoch">In which the gateway has the device now; null when that is not certain.</param>
    /// <param name="stamp">The moment, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    /// <param name="wasAwake">The gateway has looked often enough since the last time to know that values held.</param>
    public void Follow(long? epoch, long now, long stamp, bool wasAwake)
    {
        Stamp = stamp;
        _isCertain = epoch is not null;
        var isAnother = epoch is not null && _epoch is not null && epoch != _epoch;
        _epoch = epoch ?? _epoch;
        if (!_isCertain || isAnother || !wasAwake)
        {
            End();
        }

        if (isAnother)
        {
            // Another node has had the device: what held before is not known to hold. It begins with a snapshot.
            _tracks.Clear();
            _hasSnapshot = false;
        }

        if (Open is null)
        {
            Begin(now);
            return;
        }

        for (var midnight = Moments.Floor(Open.End, Moments.Day) + Moments.Day; midnight <= now; midnight += Moments.Day)
        {
            Cut(midnight);
        }

        Open.End = now;
    }

    /// <summary>Ends the window, and goes on with another one.</summary>
    public void Cut()
    {
        if (Open is { } open && open.End > open.Start)
        {
            Cut(open.End);
        }
    }

    /// <summary>Ends the window: nothing more comes to it.</summary>
    public void End()
    {
        if (Open is { } open)
        {
            Open = null;
            Hand(open);
        }
    }

    public void Take(DeviceSnapshot snapshot, Selection selection, Vocabularies vocabulary, long now, Action<Series> recorded)
    {
        _hasSnapshot = true;
        if (Open is null)
        {
            Begin(now);
        }

        var former = _tracks.ToDictionary();
        foreach (var parameter in snapshot.Parameters)
        {
            var meaning = parameter.Definition.MeaningIn(vocabulary);
            if (selection.Of(device, parameter, meaning) is not { } series)
            {
                continue;
            }

            former.TryGetValue(parameter.Index, out var track);
            if (track?.Series.Key != series.Key)
            {
                track = new Track(series, meaning);
            }
            else
            {
                former.Remove(parameter.Index);
                (track.Series, track.Meaning) = (series, meaning);
            }

            _tracks[parameter.Index] = track;
            recorded(series);
            Record(track, parameter.Value, parameter.Quality, now);
        }

        foreach (var (index, track) in former.Where(track => _tracks[track.Key] == track.Value))
        {
            Record(track, double.NaN, now);
            _tracks.Remove(index);
        }
    }

    public void Take(ParameterChanged changed, long now)
    {
        if (_tracks.TryGetValue(changed.Index, out var track))
        {
            Record(track, changed.Value, changed.Quality, now);
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
            Open?.Add(track.Series.Id, new Sample(now, number));
        }
    }

    private void Begin(long now)
    {
        if (_isCertain && _hasSnapshot)
        {
            Open = new Window(device, _epoch!.Value, number(), now, continues: false);
            AddPresent(Open);
        }
    }

    private void Cut(long end)
    {
        var open = Open!;
        open.End = end;
        Open = new Window(device, open.Epoch, number(), end, continues: true) { End = end };
        if (end % Moments.Day == 0)
        {
            AddPresent(Open);
        }

        Hand(open);
    }

    private void Hand(Window window)
    {
        window.IsComplete = true;
        if (window.End > window.Start)
        {
            ended(window);
        }
    }

    private void AddPresent(Window window)
    {
        foreach (var track in _tracks.Values.Where(track => !double.IsNaN(track.Value)))
        {
            window.Add(track.Series.Id, new Sample(window.Start, track.Value));
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

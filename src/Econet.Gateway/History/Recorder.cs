using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Live;

namespace Econet.Gateway.History;

/// <summary>
/// Hears what changes, and keeps it in memory until it is written. Nobody waits for the disk, or for a database. For several threads.
/// </summary>
internal sealed class Recorder : IDeviceEvents
{
    /// <summary>A clock that differs by more from the time that has passed was set, and does not only run badly.</summary>
    public static readonly TimeSpan MostDrift = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A node of a cluster that has not looked at its clock for longer was stopped: its leases were over, and what its devices did meanwhile it does not know. A lease
    /// lasts a second less.
    /// </summary>
    public static readonly TimeSpan MostUnseen = TimeSpan.FromSeconds(5);

    /// <summary>As many samples are kept while none can be written, about 16 MB; of more, the oldest are lost.</summary>
    public const int MostWaiting = 500_000;

    private readonly Selection _selection;
    private readonly VocabularySource _vocabulary;
    private readonly TimeProvider _time;
    private readonly Func<string, long?>? _epochOf;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeviceLog> _logs = [];
    private readonly Dictionary<SeriesKey, Series> _series = [];
    private readonly List<Window> _complete = [];
    private bool _hasLeft;
    private long _windows;
    private long _now;
    private long _stamp;

    /// <param name="epochOf">
    /// In a cluster: which of the times this is that this node has a device; null when it can't be sure to have it. What is not its own it does not record, so that
    /// each moment is recorded once. Without it all devices are its own.
    /// </param>
    public Recorder(Selection selection, VocabularySource vocabulary, TimeProvider time, Func<string, long?>? epochOf = null)
    {
        (_selection, _vocabulary, _time, _epochOf) = (selection, vocabulary, time, epochOf);
        (_now, _stamp) = (Moments.Of(time.GetUtcNow()), time.GetTimestamp());
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

    /// <summary>The open windows hold so many samples that they should be written before their time.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return IsOpenFull;
            }
        }
    }

    /// <summary>A device is not recorded any more since windows were collected last: whoever has it now should find what there is of it.</summary>
    public bool HasLeft
    {
        get
        {
            lock (_gate)
            {
                return _hasLeft;
            }
        }
    }

    public void Take(IDevice device, DeviceEvent happened) => Take(device.Id, happened);

    public void Take(string device, DeviceEvent happened)
    {
        lock (_gate)
        {
            var now = Advance();
            if (!_logs.TryGetValue(device, out var log))
            {
                if (happened is not SnapshotTaken)
                {
                    return;
                }

                _logs[device] = log = new DeviceLog(device, _stamp, () => _windows++, _complete.Add);
            }

            Follow(device, log);
            switch (happened)
            {
                case SnapshotTaken { Snapshot: var snapshot }:
                    log.Take(snapshot, _selection, _vocabulary.Current, now, series => _series[series.Id] = series);
                    break;
                case ParameterChanged changed:
                    log.Take(changed, now);
                    break;
            }
        }
    }

    public void Gone(string device)
    {
        lock (_gate)
        {
            Advance();
            if (_logs.Remove(device, out var log))
            {
                Follow(device, log);
                log.End();
                _hasLeft = true;
            }
        }
    }

    /// <summary>Looks at the clock, and whose the devices are. To be called every minute, in a cluster every second, or what was not looked at is a gap.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            FollowAll();
        }
    }

    /// <summary>What can be written: windows that have ended, and those that are open as they are so far, with what was not written of them yet.</summary>
    /// <param name="length">An open window that is at least so long ends, and all do when they hold too much.</param>
    /// <returns>The oldest first; what is in them stays here until <see cref="Forget"/>.</returns>
    public IReadOnlyList<Window> Collect(TimeSpan length)
    {
        lock (_gate)
        {
            FollowAll();
            var isFull = IsOpenFull;
            foreach (var log in _logs.Values)
            {
                if (log.Open is { } open && (isFull || open.End - open.Start >= length.TotalMilliseconds))
                {
                    log.Cut();
                }
            }

            var waiting = _complete.Sum(window => window.Count);
            while (_complete.Count > 1 && waiting > MostWaiting)
            {
                waiting -= _complete[0].Count;
                _complete.RemoveAt(0);
            }

            _hasLeft = false;
            return [.. _complete.Concat(Open()).Where(window => window.End > window.Start).Select(window => window.Unwritten())];
        }
    }

    /// <summary>These windows are written.</summary>
    public void Forget(IReadOnlyList<Window> written)
    {
        lock (_gate)
        {
            var numbers = written.ToDictionary(window => window.Number);
            _complete.RemoveAll(window => numbers.TryGetValue(window.Number, out var copy) && copy.IsComplete);
            foreach (var window in _complete.Concat(Open()))
            {
                if (numbers.TryGetValue(window.Number, out var copy))
                {
                    window.Note(copy);
                }
            }
        }
    }

    /// <summary>What is known of series of a device and is not, or not all, written yet, by windows, the oldest first.</summary>
    public IReadOnlyList<UnwrittenWindow> Unwritten(string device, IReadOnlyCollection<SeriesKey> keys)
    {
        lock (_gate)
        {
            Advance();
            if (_logs.TryGetValue(device, out var log))
            {
                Follow(device, log);
            }

            return [.. _complete.Where(window => window.Device == device).Concat(log?.Open is { } open ? [open] : []).Select(window => new UnwrittenWindow(
                window.Epoch, window.Start, window.End, window.Continues, keys.ToDictionary(key => key, key => (IReadOnlyList<Sample>)[.. window.Of(key)])))];
        }
    }

    private bool IsOpenFull => Open().Sum(window => window.Count) >= MostWaiting / 4;

    private IEnumerable<Window> Open() => _logs.Values.Select(log => log.Open).OfType<Window>();

    private void FollowAll()
    {
        Advance();
        foreach (var (device, log) in _logs)
        {
            Follow(device, log);
        }
    }

    private void Follow(string device, DeviceLog log)
    {
        var wasRecorded = log.Open is not null;
        var wasAwake = _epochOf is null || _time.GetElapsedTime(log.Stamp, _stamp) <= MostUnseen;
        log.Follow(_epochOf is null ? 0 : _epochOf(device), _now, _stamp, wasAwake);
        _hasLeft |= wasRecorded && log.Open is null;
    }

    /// <summary>Follows the clock. Where it jumps, what holds goes on behind a gap.</summary>
    /// <returns>The time of what happens now, never before what was recorded last.</returns>
    private long Advance()
    {
        var (now, elapsed) = (Moments.Of(_time.GetUtcNow()), (long)_time.GetElapsedTime(_stamp).TotalMilliseconds);
        _stamp = _time.GetTimestamp();
        var hasJumped = Math.Abs(now - _now - elapsed) > MostDrift.TotalMilliseconds;
        _now = hasJumped ? now : Math.Max(now, _now);
        if (hasJumped)
        {
            foreach (var (device, log) in _logs)
            {
                log.End();
                Follow(device, log);
            }
        }

        return _now;
    }
}

/// <summary>A window that is not all written yet, with some of its series.</summary>
internal sealed record UnwrittenWindow(long Epoch, long Start, long End, bool Continues, IReadOnlyDictionary<SeriesKey, IReadOnlyList<Sample>> Samples);

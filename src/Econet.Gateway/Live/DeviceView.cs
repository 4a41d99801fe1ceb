using System.Collections.Immutable;
using System.Globalization;
using Econet.Actors.Messages;
using Econet.Gateway.Http;

namespace Econet.Gateway.Live;

/// <summary>What the feed has sent of one device so far. Not for several threads at once.</summary>
internal sealed class DeviceView
{
    private readonly Dictionary<int, ParameterChanged> _changes = [];
    private readonly Dictionary<int, string[]> _names = [];
    private SnapshotTaken? _taken;
    private HealthChanged? _health;

    /// <summary>The device's number of its last event that the feed has sent.</summary>
    public long Sequence { get; private set; }

    public void Apply(DeviceEvent happened)
    {
        Sequence = happened.Sequence;
        switch (happened)
        {
            case SnapshotTaken taken:
                _taken = taken;
                _health = null;
                _changes.Clear();
                _names.Clear();
                break;
            case ParameterChanged change:
                _changes[change.Index] = change;
                break;
            case HealthChanged health:
                _health = health;
                break;
        }
    }

    /// <summary>All that clients may call the parameter.</summary>
    public string[] NamesOf(int index, string key)
    {
        if (!_names.TryGetValue(index, out var names))
        {
            var known = _taken is { } taken ? Find(taken.Snapshot.Parameters, index) : null;
            _names[index] = names = known is null ? [key, index.ToString(CultureInfo.InvariantCulture)] : NamesFilter.NamesOf(known);
        }

        return names;
    }

    /// <summary>
    /// The device as the feed has sent it up to now; null before the first event.
    /// </summary>
    /// <param name="fresh">
    /// What the device says of itself: newer in what no event tells, the times of readings and the limits. It may be older than the
    /// last events; where it is ahead of them, or of another run of the device, it does not fit and is left.
    /// </param>
    public DeviceSnapshot? Now(SnapshotTaken? fresh)
    {
        if (_taken is null)
        {
            return null;
        }

        var (sequence, snapshot) = fresh is not null && fresh.Sequence >= _taken.Sequence && fresh.Sequence <= Sequence
            ? (fresh.Sequence, fresh.Snapshot)
            : (_taken.Sequence, _taken.Snapshot);
        if (_health is { } health && health.Sequence > sequence)
        {
            snapshot = snapshot with { Alive = health.Alive, Problems = health.Problems };
        }

        return _changes.Values.Any(change => change.Sequence > sequence)
            ? snapshot with { Parameters = [.. snapshot.Parameters.Select(p => Newer(p, sequence))] }
            : snapshot;
    }

    private ParameterValue Newer(ParameterValue parameter, long sequence) =>
        _changes.TryGetValue(parameter.Index, out var change) && change.Sequence > sequence
            ? parameter with { Value = change.Value, Quality = change.Quality, ReadAt = change.ReadAt, ChangedAt = change.ChangedAt }
            : parameter;

    private static ParameterValue? Find(ImmutableArray<ParameterValue> parameters, int index)
    {
        var (low, high) = (0, parameters.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (parameters[middle].Index.CompareTo(index))
            {
                case 0:
                    return parameters[middle];
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return null;
    }
}

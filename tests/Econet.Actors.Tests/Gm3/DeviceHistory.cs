using Econet.Actors.TestKit;
using Econet.Actors.Vocabulary;
using Econet.Gm3;
using Econet.Simulation.Gm3;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

/// <summary>
/// What a simulated device really held, and when, for all its parameters: looked at every <see cref="Interval"/>, and at every write.
/// Times are ticks of the virtual time, at whose beginning the simulator was made.
/// </summary>
internal sealed class DeviceHistory
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>A forgetful device holds what was written for less than a reading back takes.</summary>
    private static readonly TimeSpan ForgetsAfter = TimeSpan.FromMilliseconds(5);

    private readonly VirtualTime _time;
    private readonly Gm3Simulator _bus;
    private readonly int[] _indices;
    private readonly Dictionary<int, List<(long From, Value Value)>> _held = [];
    private readonly List<(int Index, long At)> _forgotten = [];
    private IReadOnlyList<ReceivedWrite> _writes = [];

    public DeviceHistory(VirtualTime time, Gm3Simulator bus)
    {
        (_time, _bus) = (time, bus);
        var controllers = 0;
        while (Exists(controllers))
        {
            controllers++;
        }

        _indices = [.. Enumerable.Range(0, controllers), .. Enumerable.Range(10_000, bus.ParameterCount - controllers)];
        foreach (var index in _indices)
        {
            _held[index] = [(long.MinValue, bus.Truth(index))];
        }
    }

    /// <summary>Writes that the device received, whether it took them or not.</summary>
    public IReadOnlyList<ReceivedWrite> Writes => _writes;

    public void Sample()
    {
        var known = _writes.Count;
        _writes = _bus.Writes;
        foreach (var write in _writes.Skip(known).Where(write => write.Accepted && !IsForgotten(write)))
        {
            Note(write.Index, write.At.Ticks, write.Value);
        }

        foreach (var index in _indices)
        {
            Note(index, _time.GetTimestamp(), _bus.Truth(index));
        }
    }

    /// <summary>The device holds this value from now on, whatever it did before.</summary>
    public void Force(int index, Value value)
    {
        Sample();
        _bus.Force(index, value);
        Note(index, _time.GetTimestamp(), value);
    }

    /// <summary>
    /// The device is about to say that it takes a write, and will hold what it held before anyway. To be called while it receives
    /// the write.
    /// </summary>
    public void Forget(int index)
    {
        var before = _bus.Truth(index);
        _forgotten.Add((index, _time.GetTimestamp()));
        _time.CreateTimer(_ => _bus.Force(index, before), null, ForgetsAfter, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The device held a value like this at some moment between the two.</summary>
    public bool Held(int index, Func<Value, bool> like, long from, long to)
    {
        var held = _held[index];
        for (var i = held.Count - 1; i >= 0; i--)
        {
            var until = i + 1 < held.Count ? held[i + 1].From : long.MaxValue;
            if (until < from)
            {
                return false;
            }

            // What the device came to hold between two looks is known from the second one on.
            if (held[i].From == long.MinValue || held[i].From - Interval.Ticks <= to)
            {
                if (like(held[i].Value))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>How long a value of this parameter may be served as good without another reading.</summary>
    public TimeSpan MaxAge(int index)
    {
        var definition = _bus.Definition(index);
        var worn = index < 10_000 && (definition.Flags & ParameterFlags.NonVolatile) != 0;
        return definition.Type == ParameterType.String && !definition.Writable ? TimeSpan.FromHours(3)
            : definition.Writable || worn ? TimeSpan.FromSeconds(180)
            : Meaning(index).Poll == PollClass.Measured ? TimeSpan.FromSeconds(10)
            : TimeSpan.FromSeconds(90);
    }

    public Meaning Meaning(int index)
    {
        var definition = _bus.Definition(index);
        return Vocabularies.BuiltIn.Of(Vocabularies.Gm3).Of(index, definition.Name, Unit.Of(definition.Unit), definition.Type);
    }

    /// <summary>The last values that the device held, for a message.</summary>
    public string Tell(int index) => string.Join(
        ", ", _held[index].TakeLast(6).Select(h => h.From < 0 ? $"{h.Value}" : $"{h.Value} from {TimeSpan.FromTicks(h.From).TotalSeconds:F1}"));

    private void Note(int index, long at, Value value)
    {
        var held = _held[index];
        if (held[^1].Value != value)
        {
            held.Add((at, value));
        }
    }

    private bool IsForgotten(ReceivedWrite write) =>
        _forgotten.Exists(f => f.Index == write.Index && Math.Abs(f.At - write.At.Ticks) < TimeSpan.TicksPerMillisecond * 2);

    private bool Exists(int index)
    {
        try
        {
            return _bus.Definition(index).Name is not null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }
}

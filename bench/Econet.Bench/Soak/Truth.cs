using Econet.Simulation.Gm3;
using Econet.Values;

namespace Econet.Bench.Soak;

/// <summary>
/// What the simulated device held lately under which name, and when: looked at every <see cref="Interval"/>, and at every write.
/// </summary>
internal sealed class Truth(Gm3Simulator bus)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>What was longer ago than any value but a constant may be good for is forgotten.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Dictionary<int, List<(TimeSpan Earliest, TimeSpan From, string Name, Value Value)>> _held = [];
    private int _writesSeen;

    /// <summary>From one look to the next; in real time that can be long.</summary>
    private TimeSpan _lastLook;

    private TimeSpan _lookBefore;

    /// <summary>Looks at what is held now.</summary>
    /// <param name="now">Time since the simulator was made.</param>
    public void Look(TimeSpan now)
    {
        (_lookBefore, _lastLook) = (_lastLook, now);
        var writes = bus.Writes;
        foreach (var write in writes.Skip(_writesSeen).Where(write => write.Accepted))
            Note(write.Index, write.At, write.Value, now);
        _writesSeen = writes.Count;

        foreach (var (index, value) in bus.Values)
            Note(index, now, value, now);
    }

    /// <summary>Whether a value like this was held at some moment between the two.</summary>
    public bool Held(int index, Func<string, Value, bool> like, TimeSpan from, TimeSpan to) =>
        LastHeld(index, like, to) is { } last && last >= from;

    /// <summary>When a value like this was held last, not later than <paramref name="now"/>; null when not in memory.</summary>
    public TimeSpan? LastHeld(int index, Func<string, Value, bool> like, TimeSpan now)
    {
        if (!_held.TryGetValue(index, out var held))
            return null;

        for (var i = held.Count - 1; i >= 0; i--)
        {
            if (held[i].Earliest <= now && like(held[i].Name, held[i].Value))
                return i + 1 < held.Count && held[i + 1].From < now ? held[i + 1].From : now;
        }

        return null;
    }

    public string Tell(int index) => !_held.TryGetValue(index, out var held)
        ? "nothing"
        : string.Join(", ", held.TakeLast(6).Select(h => $"{h.Name} {h.Value} from {h.From.TotalSeconds:F1}"));

    private void Note(int index, TimeSpan at, Value value, TimeSpan now)
    {
        var name = bus.Definition(index).Name;
        if (!_held.TryGetValue(index, out var held))
        {
            _held[index] = [(TimeSpan.Zero, TimeSpan.Zero, name, value)];
            return;
        }

        if (held[^1].Value == value && held[^1].Name == name)
            return;

        // It came to hold this at some time between two looks.
        held.Add((at < now ? at : _lookBefore, at, name, value));
        var old = held.FindIndex(1, h => h.From > now - Kept) - 1;
        if (old > 20)
            held.RemoveRange(0, old);
    }
}

using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Bench.Soak;

/// <summary>Holds what is served against what the device really held.</summary>
internal sealed class ValueChecks(SoakHouse house, Truth truth, SoakOptions options)
{
    private const int PanelBase = 10_000;

    /// <summary>Ages are looked at every second by the gateway, and an answer is on its way for a while.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1.5);

    private readonly Dictionary<int, (TimeSpan ReadAt, Value Value)> _checked = [];
    private readonly HashSet<int> _overdue = [];

    /// <summary>From the moment when the device looks at what it holds to the one when the gateway has read it.</summary>
    public TimeSpan Transit { get; } =
        (options.Real ? TimeSpan.FromSeconds(1.5) : TimeSpan.FromMilliseconds(300)) + options.LongestDelay;

    public long Samples { get; private set; }

    public long Good { get; private set; }

    public long Alive { get; private set; }

    public long Snapshots { get; private set; }

    /// <summary>Values that the device did not hold when they were read, or not within the age that good allows.</summary>
    public List<string> Wrong { get; } = [];

    public bool AreTrue => Wrong.Count == 0;

    /// <summary>Of measured values, whatever their quality: how long ago what is served was so.</summary>
    public Ages MeasuredAge { get; } = new();

    /// <summary>Of measured values: how long ago the device confirmed them.</summary>
    public Ages MeasuredRead { get; } = new();

    public long MeasuredGood { get; private set; }

    public void Check(DeviceSnapshot snapshot)
    {
        Snapshots++;
        Alive += snapshot.Alive ? 1 : 0;
        var now = house.Now;
        foreach (var served in snapshot.Parameters)
        {
            if (served.ReadAt is { } readAt)
                Check(served, house.Since(readAt), now);
        }
    }

    private void Check(ParameterValue served, TimeSpan readAt, TimeSpan now)
    {
        Samples++;
        var isGood = served.Quality is Quality.Good or Quality.Absent;
        Good += isGood ? 1 : 0;
        bool Like(string name, Value held) => name == served.Name && (served.Value.IsNone ? held.SaysNone : held == served.Value);

        var isNew = !_checked.TryGetValue(served.Index, out var known) || known != (readAt, served.Value);
        _checked[served.Index] = (readAt, served.Value);
        if (isNew && !truth.Held(served.Index, Like, readAt - Transit, readAt))
            Tell(served, readAt, now, "was not held then");
        var isOverdue = isGood && now - readAt > MaxAge(served) + Slack;
        if (!isOverdue)
            _overdue.Remove(served.Index);
        else if (_overdue.Add(served.Index))
            Tell(served, readAt, now, $"is good after more than {MaxAge(served)}");

        if (!IsMeasured(served))
            return;

        MeasuredGood += isGood ? 1 : 0;
        MeasuredRead.Add(now - readAt);
        MeasuredAge.Add(now - (truth.LastHeld(served.Index, Like, now) ?? readAt));
    }

    private void Tell(ParameterValue served, TimeSpan readAt, TimeSpan now, string what) => Wrong.Add(
        $"at {now.TotalSeconds:F1} s {served.Key}@{served.Index} = {served.Value} {served.Quality}, read at "
        + $"{readAt.TotalSeconds:F1} s, {what}: {truth.Tell(served.Index)}");

    private static TimeSpan MaxAge(ParameterValue served)
    {
        var definition = served.Definition;
        return definition.Type == ParameterType.String && !definition.Writable ? TimeSpan.FromHours(3)
            : definition.Writable || (served.Index < PanelBase && definition.NonVolatile) ? TimeSpan.FromMinutes(3)
            : IsMeasured(served) ? TimeSpan.FromSeconds(10)
            : TimeSpan.FromSeconds(90);
    }

    private static bool IsMeasured(ParameterValue served) =>
        served is { Index: < PanelBase, Writable: false, Definition.NonVolatile: false }
        && served.Type != ParameterType.String
        && served.Definition.MeaningIn(Vocabularies.BuiltIn.Of(Vocabularies.Gm3)).Poll == PollClass.Measured;
}

using Econet.Actors.Parameters;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>What the plan of polling knows of one value: how often it is due, when it was read, and whether it is wanted at once.</summary>
/// <param name="size">See <see cref="Size"/>.</param>
internal sealed class PolledValue(int size)
{
    /// <summary>A state that changed is polled more often for that long.</summary>
    private static readonly TimeSpan MovingFor = TimeSpan.FromHours(1);

    private static readonly TimeSpan MovingInterval = TimeSpan.FromSeconds(5);

    /// <summary>Somebody else who reads a value does so with every cycle of the panel: within this time it comes again by itself.</summary>
    private static readonly TimeSpan OthersCycle = TimeSpan.FromSeconds(3.3);

    private static readonly Schedule[] Schedules =
    [
        new(PollClass.Constant, TimeSpan.FromHours(1), TimeSpan.FromHours(3)),
        new(PollClass.Setting, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3)),
        new(PollClass.State, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90)),
    ];

    public PollClass Class { get; set; }

    public Meaning Meaning { get; set; } = null!;

    /// <summary>Bytes in an answer: flags and value.</summary>
    public int Size { get; set; } = size;

    public Value Last { get; set; }

    public long? ReadAt { get; set; }

    public long? MovedAt { get; set; }

    public bool ByOthers { get; set; }

    /// <summary>To be read as soon as possible; until it was.</summary>
    public bool Urgent { get; set; }

    /// <summary>The last reading is not believed before another one agrees.</summary>
    public bool Unsure { get; set; }

    /// <summary>The device leaves it unanswered, and what is asked for along with it.</summary>
    public bool IsUnanswered { get; set; }

    /// <summary>It is asked for with this token.</summary>
    public bool Planned { get; set; }

    /// <summary>How long it may be taken for good without another reading; <paramref name="measured"/> for one that is measured.</summary>
    public TimeSpan MaxAge(TimeSpan measured) => Class == PollClass.Measured ? measured : Schedules[(int)Class].MaxAge;

    /// <summary>It must be asked for with this token.</summary>
    public bool IsDue(bool measured, TimeProvider time, long now) =>
        !IsUnanswered && (Urgent || ReadAt is null || (measured && IsMeasuredDue(time, now)));

    /// <summary>How overdue it is, in its intervals; below 1 it is not. Zero for what is planned already or due with every token.</summary>
    public double Overdue(TimeProvider time, long now)
    {
        if (Planned || IsUnanswered || ReadAt is not { } readAt || Class == PollClass.Measured)
        {
            return 0;
        }

        var schedule = Schedules[(int)Class];
        var moves = Class == PollClass.State && MovedAt is { } moved && time.GetElapsedTime(moved, now) < MovingFor;
        var age = time.GetElapsedTime(readAt, now);
        return (age / (moves ? MovingInterval : schedule.Interval)) + (age > schedule.MaxAge * 0.75 ? PollPlan.NearlyStale : 0);
    }

    /// <summary>The value was read, by us or by somebody else.</summary>
    /// <param name="inDoubt">A change is not believed before it was read a second time.</param>
    public void Note(Value value, long ticks, bool byOthers, bool inDoubt, TimeProvider time)
    {
        Unsure = this is { Unsure: true, ReadAt: { } before }
            ? !Plausibility.Agree(Meaning, Last, value, time.GetElapsedTime(before, ticks))
            : inDoubt && (ReadAt is null || Last != value);
        if (ReadAt is not null && Last != value)
        {
            MovedAt = ticks;
        }

        (Last, ReadAt, ByOthers) = (value, ticks, byOthers);
        Urgent = Unsure;
    }

    private bool IsMeasuredDue(TimeProvider time, long now) =>
        Class == PollClass.Measured && (!ByOthers || time.GetElapsedTime(ReadAt!.Value, now) > OthersCycle);

    private sealed record Schedule(PollClass Class, TimeSpan Interval, TimeSpan MaxAge);
}

using Econet.Actors.Parameters;
using Econet.Actors.Vocabulary;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// When each value of one space is due, and how to ask for the due ones in few requests. Measured values are due with every token,
/// states (everything else that a device shows) every half minute, or every few seconds once they have been seen to move, settings every
/// minute, constants every hour; all after a reconnect. What others have asked for counts as asked for.
/// </summary>
internal sealed class PollPlan(
    ParameterSpace space, AnswerSize answerSize, UnansweredValues unanswered, Gm3Options options, TimeProvider time)
{
    /// <summary>Added to how overdue a value is that will be stale soon: it is read even when polling has had its time.</summary>
    public const double NearlyStale = 1000;

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

    private Entry[] _entries = [];
    private SystemVocabulary? _vocabulary;

    /// <summary>What one request takes besides its values.</summary>
    private TimeSpan Overhead => options.LongestGap + space.AnswerLatency + options.WireTime((2 * Frame.MinSize) + 6);

    /// <summary>The structures have been learned again: nothing has been read yet.</summary>
    public void Reset()
    {
        _entries = [.. space.Structures.Select(structure => new Entry(SizeOf(structure)))];
        _vocabulary = null;
        LookUp();
        MarkUnanswered();
    }

    /// <summary>What the parameter means.</summary>
    public Meaning Meaning(int wireIndex) => _entries[wireIndex].Meaning;

    /// <summary>The device left a request for these unanswered: those that are to blame are asked for by themselves.</summary>
    public void LeftUnanswered(ParameterSelection selection)
    {
        unanswered.Add(selection);
        MarkUnanswered();
    }

    /// <summary>The first <paramref name="count"/> values of what <see cref="UnansweredValues.Next"/> said were answered.</summary>
    public void ProbeAnswered(int count)
    {
        unanswered.Answered(count);
        MarkUnanswered();
    }

    /// <summary>What <see cref="UnansweredValues.Next"/> said was left unanswered.</summary>
    public void ProbeLeftUnanswered()
    {
        unanswered.LeftUnanswered();
        MarkUnanswered();
    }

    /// <summary>The line was away: everything may have changed.</summary>
    public void Forget()
    {
        foreach (var entry in _entries)
        {
            entry.ReadAt = null;
        }
    }

    /// <summary>Read this one with the next request.</summary>
    public void Refresh(int wireIndex) => _entries[wireIndex].Urgent = true;

    /// <summary>Values were read, by us or by somebody else.</summary>
    /// <param name="inDoubt">What has changed is not believed before it was read a second time.</param>
    /// <returns>True when there are such values: they are to be read again soon.</returns>
    public bool Note(int first, ReadOnlySpan<FlaggedValue> values, long ticks, bool byOthers, bool inDoubt)
    {
        var anyUnsure = false;
        for (var i = 0; i < values.Length; i++)
        {
            var entry = _entries[first + i];
            var value = values[i].Value;
            entry.Unsure = IsUnsure(entry, value, ticks, inDoubt);
            if (entry.ReadAt is not null && entry.Last != value)
            {
                entry.MovedAt = ticks;
            }

            if (value.Type == ParameterType.String)
            {
                entry.Size = SizeOf(value);
            }

            (entry.Last, entry.ReadAt, entry.ByOthers) = (value, ticks, byOthers);
            entry.Urgent = entry.Unsure;
            anyUnsure |= entry.Unsure;
        }

        return anyUnsure;
    }

    /// <summary>How long a value may be taken for good without another reading.</summary>
    public TimeSpan MaxAge(int wireIndex) =>
        _entries[wireIndex].Class == PollClass.Measured ? options.MaxAge : Schedules[(int)_entries[wireIndex].Class].MaxAge;

    /// <summary>What must be asked with this token: all that was never read, or asked for, or is measured and due.</summary>
    public List<ParameterSelection> Due(bool measured)
    {
        LookUp();
        var now = time.GetTimestamp();
        foreach (var entry in _entries)
        {
            entry.Planned = !entry.IsUnanswered && (entry.Urgent || entry.ReadAt is null || (measured && IsMeasuredDue(entry, now)));
        }

        return Merge(entry => entry.Planned, 0);
    }

    /// <summary>How overdue the most overdue of the others is, in its intervals; below 1 nothing is.</summary>
    public double MostOverdue()
    {
        var now = time.GetTimestamp();
        return _entries.Length == 0 ? 0 : _entries.Max(entry => Overdue(entry, now));
    }

    /// <summary>One request for the most overdue one, and for the overdue ones behind it that fit.</summary>
    public ParameterSelection NextOverdue()
    {
        var now = time.GetTimestamp();
        var first = Array.IndexOf(_entries, _entries.MaxBy(entry => Overdue(entry, now)));
        var selection = Merge(entry => Overdue(entry, now) >= 1, first)[0];
        for (var i = 0; i < selection.Count; i++)
        {
            _entries[selection.First + i].Planned = true;
        }

        return selection;
    }

    /// <summary>How long a request and its answer hold the bus.</summary>
    public TimeSpan Cost(ParameterSelection selection) => Overhead + options.WireTime(Bytes(selection));

    /// <summary>About how many bytes of data answer it.</summary>
    public int Bytes(ParameterSelection selection)
    {
        var bytes = 0;
        for (var i = 0; i < selection.Count; i++)
        {
            bytes += _entries[selection.First + i].Size;
        }

        return bytes;
    }

    /// <summary>As much of it, from its beginning, as fits into one answer of today's size, but one value at least.</summary>
    public ParameterSelection Fit(ParameterSelection selection)
    {
        int count = 1, bytes = _entries[selection.First].Size;
        while (count < selection.Count && (bytes += _entries[selection.First + count].Size) <= answerSize.Bytes)
        {
            count++;
        }

        return selection with { Count = (byte)count };
    }

    /// <summary>The vocabulary may be another one than before: its file was read again.</summary>
    private void LookUp()
    {
        var vocabulary = options.Vocabulary.Current.Of(Vocabularies.Gm3);
        if (ReferenceEquals(vocabulary, _vocabulary))
        {
            return;
        }

        _vocabulary = vocabulary;
        for (var i = 0; i < _entries.Length; i++)
        {
            var structure = space.Structures[i];
            var meaning = vocabulary.Of(space.Index(i), structure.Name, Unit.Of(structure.Unit), structure.Type);
            (_entries[i].Meaning, _entries[i].Class) = (meaning, meaning.Poll ?? ClassOf(structure));
        }
    }

    private static PollClass ClassOf(ParameterStructure structure) =>
        structure.Type == ParameterType.String && !structure.Writable ? PollClass.Constant
        : structure.Writable || (structure.Flags & ParameterFlags.NonVolatile) != 0 ? PollClass.Setting
        : PollClass.State;

    private static int SizeOf(ParameterStructure structure) => 1 + (structure.Type == ParameterType.String ? 24 : structure.Type.Size());

    private static int SizeOf(Value text) => 2 + System.Text.Encoding.UTF8.GetByteCount(text.ToText());

    private void MarkUnanswered()
    {
        for (var i = 0; i < _entries.Length; i++)
        {
            _entries[i].IsUnanswered = unanswered.Holds(i);
        }
    }

    private bool IsUnsure(Entry entry, Value value, long ticks, bool inDoubt) =>
        entry is { Unsure: true, ReadAt: { } before }
            ? !Plausibility.Agree(entry.Meaning, entry.Last, value, time.GetElapsedTime(before, ticks))
            : inDoubt && (entry.ReadAt is null || entry.Last != value);

    private bool IsMeasuredDue(Entry entry, long now) =>
        entry.Class == PollClass.Measured && (!entry.ByOthers || time.GetElapsedTime(entry.ReadAt!.Value, now) > OthersCycle);

    private double Overdue(Entry entry, long now)
    {
        if (entry.Planned || entry.IsUnanswered || entry.ReadAt is not { } readAt || entry.Class == PollClass.Measured)
        {
            return 0;
        }

        var schedule = Schedules[(int)entry.Class];
        var moves = entry.Class == PollClass.State && entry.MovedAt is { } moved && time.GetElapsedTime(moved, now) < MovingFor;
        var age = time.GetElapsedTime(readAt, now);
        return (age / (moves ? MovingInterval : schedule.Interval)) + (age > schedule.MaxAge * 0.75 ? NearlyStale : 0);
    }

    /// <summary>As few requests as make sense: the values between two wanted ones are asked along where that is cheaper than to ask again.</summary>
    private List<ParameterSelection> Merge(Func<Entry, bool> wanted, int from)
    {
        var selections = new List<ParameterSelection>();
        int first = -1, last = -1, size = 0, between = 0;
        for (var i = from; i < _entries.Length; i++)
        {
            if (!space.Types[i].IsKnown() || _entries[i].IsUnanswered)
            {
                Close();
                continue;
            }

            between += _entries[i].Size;
            if (!wanted(_entries[i]))
            {
                continue;
            }

            var extends = first >= 0 && i - first < byte.MaxValue && size + between <= answerSize.Bytes
                && options.WireTime(between - _entries[i].Size) < Overhead;
            if (!extends)
            {
                Close();
                first = i;
                between = _entries[i].Size;
            }

            (last, size, between) = (i, size + between, 0);
        }

        Close();
        return selections;

        void Close()
        {
            if (first >= 0)
            {
                selections.Add(new ParameterSelection((byte)(last - first + 1), (ushort)first));
            }

            (first, size, between) = (-1, 0, 0);
        }
    }

    private sealed record Schedule(PollClass Class, TimeSpan Interval, TimeSpan MaxAge);

    private sealed class Entry(int size)
    {
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
    }
}

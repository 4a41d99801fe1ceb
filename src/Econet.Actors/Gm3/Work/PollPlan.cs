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

    private PolledValue[] _entries = [];
    private SystemVocabulary? _vocabulary;

    /// <summary>What one request takes besides its values.</summary>
    private TimeSpan Overhead => options.LongestGap + space.AnswerLatency + options.WireTime((2 * Frame.MinSize) + 6);

    /// <summary>The structures have been learned again: nothing has been read yet.</summary>
    public void Reset()
    {
        _entries = [.. space.Structures.Select(structure => new PolledValue(SizeOf(structure)))];
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
            entry.Note(value, ticks, byOthers, inDoubt, time);
            anyUnsure |= entry.Unsure;
            if (value.Type == ParameterType.String)
            {
                entry.Size = SizeOf(value);
            }
        }

        return anyUnsure;
    }

    /// <summary>How long a value may be taken for good without another reading.</summary>
    public TimeSpan MaxAge(int wireIndex) => _entries[wireIndex].MaxAge(options.MaxAge);

    /// <summary>What must be asked with this token: all that was never read, or asked for, or is measured and due.</summary>
    public List<ParameterSelection> Due(bool measured)
    {
        LookUp();
        var now = time.GetTimestamp();
        foreach (var entry in _entries)
        {
            entry.Planned = entry.IsDue(measured, time, now);
        }

        return Merge(entry => entry.Planned, 0);
    }

    /// <summary>How overdue the most overdue of the others is, in its intervals; below 1 nothing is.</summary>
    public double MostOverdue()
    {
        var now = time.GetTimestamp();
        return _entries.Length == 0 ? 0 : _entries.Max(entry => entry.Overdue(time, now));
    }

    /// <summary>One request for the most overdue one, and for the overdue ones behind it that fit.</summary>
    public ParameterSelection NextOverdue()
    {
        var now = time.GetTimestamp();
        var first = Array.IndexOf(_entries, _entries.MaxBy(entry => entry.Overdue(time, now)));
        var selection = Merge(entry => entry.Overdue(time, now) >= 1, first)[0];
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

    /// <summary>As few requests as make sense: the values between two wanted ones are asked along where that is cheaper than to ask again.</summary>
    private List<ParameterSelection> Merge(Func<PolledValue, bool> wanted, int from)
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
}

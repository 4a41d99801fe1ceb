using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>Reads the panel's alarm log, entry by entry: after the start, every few minutes, and when the panel shows a change.</summary>
internal sealed class AlarmReader(TimeProvider time)
{
    private const int MostEntries = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Requests for one reading of the log: each entry twice at most, and some that were damaged.</summary>
    private const int MostRequests = (2 * MostEntries) + 20;

    private readonly List<AlarmRecord> _read = [];
    private IReadOnlyList<AlarmRecord> _log = [];
    private (int Index, AlarmLogEntry Entry, AlarmRecord? Alarm)? _unsure;
    private AlarmRecord? _unreadable;
    private bool _wasInvalid;
    private int _requests;
    private Moment? _readAt;
    private int _next = MostEntries;
    private bool _again;

    /// <summary>The entry to ask for; null when nothing is due.</summary>
    public byte? Next => _next < MostEntries ? (byte)_next : null;

    /// <summary>A token has come.</summary>
    public void Begin()
    {
        if (_again || _readAt is not { } at || time.Since(at) >= Interval)
        {
            _again = false;
            _next = 0;
            _requests = 0;
            _read.Clear();
            (_unreadable, _wasInvalid) = (null, false);
        }
    }

    /// <summary>The last time that the log was asked for, nothing of it could be read.</summary>
    public bool IsUnreadable { get; private set; }

    public void ReadSoon() => _again = true;

    /// <summary>Enough for now.</summary>
    public void Rest()
    {
        _next = MostEntries;
        _readAt = time.Now();
    }

    /// <param name="inDoubt">An entry that was not there before counts once it was read twice.</param>
    /// <returns>The whole log, newest first, once its end is reached.</returns>
    public IReadOnlyList<AlarmRecord>? Take(byte index, Frame answer, bool inDoubt)
    {
        AlarmRecord? alarm = null;
        var entry = answer.Command switch
        {
            Command.ServiceAnswer => AlarmLog.ParseAnswer(answer.Data.Span, out alarm),
            Command.NoData => AlarmLogEntry.EndOfLog,
            _ => AlarmLogEntry.Invalid,
        };
        if (inDoubt && ++_requests < MostRequests && !IsKnown(index, alarm) && _unsure != (index, entry, alarm))
        {
            _unsure = (index, entry, alarm);
            return null;
        }

        var isOver = entry == AlarmLogEntry.EndOfLog || index + 1 == MostEntries;
        if (entry == AlarmLogEntry.Invalid)
        {
            // The next one tells whether the log goes on after it.
            isOver |= _wasInvalid;
            _unreadable = answer.Data.IsEmpty || _wasInvalid ? null : AlarmRecord.Unreadable(answer.Data.Span);
            _wasInvalid = true;
        }
        else
        {
            Add(_unreadable);
            Add(alarm);
            (_unreadable, _wasInvalid) = (null, false);
        }

        if (!isOver)
        {
            _next = index + 1;
            return null;
        }

        Rest();
        if (entry == AlarmLogEntry.Invalid && _read.Count == 0)
        {
            // What was read before stays; the next time may be better.
            IsUnreadable = true;
            return null;
        }

        IsUnreadable = false;
        _log = [.. _read];
        return NewestFirst();
    }

    private void Add(AlarmRecord? alarm)
    {
        if (alarm is not null)
        {
            _read.Add(alarm);
        }
    }

    /// <summary>An alarm that does not tell when it began keeps its place behind the one before it.</summary>
    private AlarmRecord[] NewestFirst()
    {
        var began = DateTime.MaxValue;
        var keys = _read.ConvertAll(alarm => began = alarm.From ?? began);
        return [.. _read.Zip(keys).OrderByDescending(entry => entry.Second).Select(entry => entry.First)];
    }

    private bool IsKnown(int index, AlarmRecord? alarm) => alarm is not null && index < _log.Count && _log[index] == alarm;
}

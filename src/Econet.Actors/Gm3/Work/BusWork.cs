using System.Collections.Immutable;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Gm3.Protocol.ProtocolMessages;
using static Econet.Actors.Parameters.ParameterMessages;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// Decides what to do with the token, one request after the other: writes and their reading back, whose device it is, learning its
/// structures, values that are due, alarms. Plain logic; the session moves the messages.
/// </summary>
internal sealed class BusWork
{
    private readonly IBusWorkSink _sink;
    private readonly ushort _panel;
    private readonly ValueReader _reader = new();
    private readonly WriteWork _writes;
    private readonly Discovery _discovery;
    private readonly Polling _polling;
    private readonly AlarmReader _alarms;
    private readonly Overheard _overheard;
    private BusStep? _step;
    private bool _writesStuck;

    public BusWork(DeviceSpaces spaces, Gm3Options options, TimeProvider time, IBusWorkSink sink)
    {
        Spaces = spaces;
        _sink = sink;
        _panel = options.PanelAddress;
        _alarms = new AlarmReader(time);
        _overheard = new Overheard(time);
        _discovery = new Discovery(Spaces);
        _writes = new WriteWork(SpaceOf, _reader, sink, options, time);
        _polling = new Polling(Spaces, options, time);
    }

    public DeviceSpaces Spaces { get; }

    /// <summary>The structures are known, and belong to the device that is there.</summary>
    public bool IsLearned => _discovery.IsOver;

    public int WritesWaiting => _writes.Waiting;

    /// <summary>Value answers that were not taken, by reason.</summary>
    public IReadOnlyDictionary<string, long> Refused => _reader.Refused;

    /// <summary>The line was away: another device may be there now, and everything may have changed.</summary>
    public void Reconnected()
    {
        foreach (var space in Spaces)
        {
            space.Doubt();
        }
    }

    /// <summary>A token has come: starts what is due.</summary>
    public void Begin()
    {
        _step = null;
        _writesStuck = false;
        _discovery.Begin();
        _overheard.Interrupt();
        _alarms.Begin();
        if (IsLearned)
        {
            _polling.Begin();
        }
    }

    /// <summary>The next request to send from our address, or null when there is nothing left to do.</summary>
    public Request? Next(ushort source)
    {
        _step ??= NextStep();
        if (_step is BusStep.Write { Job: var job })
        {
            _writes.Sending(job);
        }

        return _step?.From(source);
    }

    public void Queue(QueuedWrite write) => _writes.Queue(write);

    /// <summary>Ends this write unless it was sent.</summary>
    public void Withdraw(long id) => _writes.Withdraw(id);

    /// <summary>Ends the writes that have waited too long.</summary>
    public void ExpireWrites() => _writes.ExpireOld();

    /// <summary>Ends all writes: nobody will bring them to the device any more.</summary>
    public void Abandon(string reason, EconetError? error = null)
    {
        Interrupt();
        _writes.Abandon(reason, error);
    }

    /// <summary>Nobody knows what was read before: every value is due.</summary>
    public void ReadAll()
    {
        foreach (var space in Spaces)
        {
            space.Plan.Forget();
        }
    }

    /// <summary>Read this parameter as soon as the bus allows.</summary>
    public void Refresh(int index) => SpaceOf(index)?.Refresh(index);

    public void Answered(Answered answered)
    {
        var step = _step;
        _step = null;
        NoteSize(step, answered);
        switch (step)
        {
            case BusStep.Write write:
                _step = _writes.Answered(write, answered);
                break;
            case BusStep.ReadBack readBack:
                _step = _writes.ReadBack(readBack, answered, out var isStuck);
                _writesStuck |= isStuck;
                break;
            case BusStep.Identify or BusStep.Structures:
                Learn(step, answered);
                break;
            case BusStep.Values values:
                _polling.Read(values, Take(values.Space, answered.Answer, values.Selection, answered.At, byOthers: false, answered.InDoubt));
                break;
            case BusStep.AlarmEntry { Index: var index }:
                if (_alarms.Take(index, answered.Answer, answered.InDoubt) is { } log)
                {
                    _sink.AlarmsRead(log);
                }

                break;
        }
    }

    /// <summary>
    /// The request in flight got no answer. Where damaged bytes show that somebody answers, the work goes on, with smaller requests; else all
    /// waits for the next token.
    /// </summary>
    /// <returns>True when there is something to go on with.</returns>
    public bool Unanswered(Unanswered unanswered)
    {
        var step = _step;
        _step = null;
        NoteLost(step, unanswered.Tries);
        switch (step)
        {
            case BusStep.Write or BusStep.ReadBack:
                _step = _writes.Unanswered(step, unanswered);
                return _step is not null;
            case BusStep.Identify or BusStep.Structures when unanswered.Damaged:
                return true;
            case BusStep.Identify { Space: var space } when !unanswered.Noisy:
                space.IdentifyFailed();
                return false;
            case BusStep.Values values when unanswered.Damaged:
                _polling.Failed(values);
                return true;
            case BusStep.AlarmEntry:
                _alarms.Rest();
                return false;
            default:
                return false;
        }
    }

    /// <summary>The token, or the line, is gone: whatever was in flight waits for the next.</summary>
    public void Interrupt()
    {
        _writes.Interrupted(_step);
        _step = null;
    }

    /// <summary>Values that somebody else asked for, or wrote, are values all the same.</summary>
    public void Hear(Heard heard)
    {
        if (_overheard.Hear(heard.Frame, heard.At) is not { } request || SpaceAt(heard.Frame.Source) is not { } space)
        {
            return;
        }

        if (ParameterSelection.TryParse(request.Data.Span, out var selection) && request.Command == Command.GetParams)
        {
            Take(space, heard.Frame, selection, heard.At, byOthers: true, heard.InDoubt);
        }
        else if (Modify.TryParse(request.Data.Span, out var write) && Modify.IsAccepted(heard.Frame))
        {
            TakeWritten(space, write, heard);
        }
    }

    private BusStep? NextStep()
    {
        if (!IsLearned)
        {
            return _discovery.Next();
        }

        return (_writesStuck ? null : _writes.Next())
            ?? _polling.Next()
            ?? (_alarms.Next is { } index ? new BusStep.AlarmEntry(_panel, index) : null);
    }

    private void Learn(BusStep step, Answered answered)
    {
        if (_discovery.Answered(step, answered) == Identification.Another)
        {
            Abandon("The device is another one than before");
            _sink.Replaced();
        }

        if (IsLearned)
        {
            _sink.Learned();
            _polling.Begin();
        }
    }

    private static void NoteSize(BusStep? step, Answered answered)
    {
        NoteLost(step, answered.Tries - 1);
        step?.Asked?.AnswerSize.Whole(answered.Answer.Data.Length);
    }

    private static void NoteLost(BusStep? step, int tries)
    {
        for (var lost = 0; lost < tries; lost++)
        {
            step?.Asked?.AnswerSize.Lost(step.AnswerBytes);
        }
    }

    /// <summary>
    /// Somebody else's write that the device took: its value is known, and read again all the same, before anything else while the line is in
    /// doubt.
    /// </summary>
    private void TakeWritten(DeviceSpace space, Modify write, Heard heard)
    {
        var wireIndex = write.WireIndex;
        if (wireIndex < space.Parameters.Count && write.TryValue(space.Parameters.Types[wireIndex], out var value))
        {
            var reading = new Reading(space.Parameters.Index(wireIndex), value, space.Plan.MaxAge(wireIndex));
            _sink.Read(new Readings([reading], heard.At, heard.InDoubt));
            space.Refresh(reading.Index);
        }
    }

    private int Take(DeviceSpace space, Frame answer, ParameterSelection asked, Moment at, bool byOthers, bool inDoubt)
    {
        // Of another controller than before, nothing is taken until its definitions have been told.
        if (!IsLearned || !_reader.TryRead(space, answer, asked, out var values))
        {
            return 0;
        }

        if (space.ShowsAlarmChange(asked.First, values))
        {
            _alarms.ReadSoon();
        }

        space.HasUrgent |= space.Plan.Note(asked.First, values, at.Ticks, byOthers, inDoubt);
        var readings = ImmutableArray.CreateBuilder<Reading>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var wireIndex = asked.First + i;
            readings.Add(new Reading(space.Parameters.Index(wireIndex), values[i].Value, space.Plan.MaxAge(wireIndex)));
        }

        _sink.Read(new Readings(readings.MoveToImmutable(), at, inDoubt));
        return values.Length;
    }

    private DeviceSpace? SpaceOf(int index) => Spaces.FirstOrDefault(space => space.Parameters.Holds(index));

    private DeviceSpace? SpaceAt(ushort address) => Spaces.FirstOrDefault(space => space.Parameters.Address == address && IsLearned);
}

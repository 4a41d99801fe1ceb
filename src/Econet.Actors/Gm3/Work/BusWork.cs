using System.Collections.Immutable;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Messages;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// Decides what to do with the token, one request after the other: writes and their reading back, whose device it is, learning its
/// structures, values that are due, alarms. Plain logic; the session moves the messages.
/// </summary>
internal sealed class BusWork
{
    private readonly IBusWorkSink _sink;
    private readonly ValueReader _reader = new();
    private readonly WriteWork _writes;
    private readonly Discovery _discovery;
    private readonly Polling _polling;
    private readonly AlarmReader _alarms;
    private readonly Overheard _overheard;
    private readonly ValueIntake _intake;
    private readonly Inquiry _inquiry;

    /// <summary>The devices that were ready when it was last told that all is known; null since something is not.</summary>
    private HashSet<DeviceSpace>? _ready;

    /// <summary>The devices whose parameters have been told.</summary>
    private readonly HashSet<DeviceSpace> _told = [];

    private BusStep? _step;
    private ushort _source;
    private bool _writesStuck;

    public BusWork(DeviceSpaces spaces, Gm3Options options, TimeProvider time, IBusWorkSink sink)
    {
        (Spaces, _sink) = (spaces, sink);
        _alarms = new AlarmReader(time);
        _overheard = new Overheard(time);
        _discovery = new Discovery(Spaces);
        _writes = new WriteWork(SpaceOf, _reader, sink, options, time);
        _polling = new Polling(Spaces, options, time);
        _intake = new ValueIntake(_reader, _polling, _alarms, sink);
        _inquiry = new Inquiry(Spaces, _writes, _polling, _alarms, sink, options.Breaker.Reset);
    }

    public DeviceSpaces Spaces { get; }

    /// <summary>The structures are known, and belong to the device that is there.</summary>
    public bool IsLearned => _discovery.IsOver;

    /// <inheritdoc cref="AlarmReader.IsUnreadable"/>
    public bool AlarmsAreUnreadable => _alarms.IsUnreadable;

    public int WritesWaiting => _writes.Waiting;

    /// <summary>Value answers that were not taken, by reason.</summary>
    public ImmutableSortedDictionary<string, long> Refused => _reader.Refused;

    /// <summary>The line was away: another device may be there now, and everything may have changed.</summary>
    public void Reconnected()
    {
        foreach (var space in Spaces)
        {
            space.Doubt();
        }

        _ready = null;
    }

    /// <summary>A token has come: starts what is due.</summary>
    public void Begin()
    {
        _step = null;
        _writesStuck = false;
        _inquiry.Begin();
        foreach (var space in Spaces)
        {
            space.BeginToken();
        }

        _discovery.Begin();
        _overheard.Interrupt();
        _alarms.Begin();
        if (IsLearned)
        {
            _polling.Begin();
        }
    }

    /// <summary>The next request to send from our address, or null when there is nothing left to do.</summary>
    public ProtocolMessages.Request? Next(ushort source)
    {
        _source = source;
        _inquiry.Asking();
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

    public void Answered(ProtocolMessages.Answered answered)
    {
        if (_step is not { } step)
        {
            return;
        }

        _step = null;
        step.Lost(answered.Tries - 1);
        step.Asked?.AnswerSize.Whole(answered.Answer.Data.Length);
        _inquiry.IsThere(step.Space);
        switch (step)
        {
            case BusStep.Write write:
                _step = _writes.Answered(write, answered);
                break;
            case BusStep.ReadBack readBack:
                _step = _writes.ReadBack(readBack, answered, out var isStuck);
                _writesStuck |= isStuck;
                break;
            case BusStep.Identify or BusStep.Sample or BusStep.Structures:
                Learn(step, answered);
                break;
            case BusStep.Values values:
                _intake.Answered(values, answered);
                break;
            case BusStep.AlarmEntry { Index: var index }:
                _inquiry.Answers(step.Space, RequestKind.Alarms);
                if (_alarms.Take(index, answered.Answer, answered.InDoubt) is { } log)
                {
                    _sink.AlarmsRead(log);
                }

                break;
        }

        NoteLearned();
    }

    /// <summary>The request in flight got no answer.</summary>
    public AfterSilence Unanswered(ProtocolMessages.Unanswered unanswered)
    {
        if (_step is not { } step)
        {
            return AfterSilence.Rest;
        }

        _step = null;
        var after = _inquiry.Unanswered(step, unanswered, out _step);
        NoteLearned();
        return after;
    }

    /// <summary>The token, or the line, is gone: whatever was in flight waits for the next.</summary>
    public void Interrupt()
    {
        _inquiry.Interrupt();
        _writes.Interrupted(_step);
        _step = null;
    }

    /// <summary>Values that somebody else asked for, or wrote, are values anyway.</summary>
    public void Hear(ProtocolMessages.Heard heard)
    {
        _inquiry.Hear(heard.Frame, _step, _source);
        if (_overheard.Hear(heard.Frame, heard.At) is not { } request || SpaceAt(heard.Frame.Source) is not { } space)
        {
            return;
        }

        if (ParameterSelection.TryParse(request.Data.Span, out var selection) && request.Command == Command.GetParams)
        {
            _intake.Take(space, heard.Frame, selection, heard.At, byOthers: true, heard.InDoubt);
        }
        else if (Modify.TryParse(request.Data.Span, out var write) && Modify.IsAccepted(heard.Frame))
        {
            _intake.TakeWritten(space, write, heard);
        }
    }

    private BusStep? NextStep()
    {
        if (!IsLearned)
        {
            return _discovery.Next();
        }

        return (_writesStuck || _inquiry.IsReadingBackInVain ? null : _writes.Next())
            ?? _polling.Next()
            ?? _discovery.Next()
            ?? _discovery.NextInSpareTime()
            ?? NextAlarm();
    }

    private BusStep.AlarmEntry? NextAlarm() =>
        _alarms.Next is { } index && !Spaces.Panel.IsResting && Spaces.Panel.Repertoire.MayAsk(RequestKind.Alarms) ? new(Spaces.Panel, index) : null;

    private void Learn(BusStep step, ProtocolMessages.Answered answered)
    {
        if (_discovery.Answered(step, answered) == Identification.Another)
        {
            Abandon("This is another device than before");
            _sink.Replaced();
        }

        if (step is BusStep.Identify)
        {
            _sink.Noted(step.Space);
        }
    }

    /// <summary>Tells when all is known that is to be had, and again when a device that was left out is known as well.</summary>
    private void NoteLearned()
    {
        _told.RemoveWhere(space => space.Parameters.Count == 0);
        if (!IsLearned)
        {
            _ready = null;
            return;
        }

        var ready = Spaces.Where(space => space.IsReady).ToHashSet();
        if (_ready is not null && ready.IsSubsetOf(_ready))
        {
            return;
        }

        _ready = ready;
        if (!ready.IsSubsetOf(_told))
        {
            // Other parameters than before: of none of them is a value known.
            ReadAll();
            _told.UnionWith(ready);
        }

        _sink.Learned();
        _polling.Begin();
    }

    private DeviceSpace? SpaceOf(int index) => Spaces.FirstOrDefault(space => space.Parameters.Holds(index));

    private DeviceSpace? SpaceAt(ushort address) => Spaces.FirstOrDefault(space => space.Parameters.Address == address && IsLearned && space.IsReady);
}

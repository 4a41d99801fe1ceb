using System.Collections.Immutable;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Gm3.ProtocolMessages;
using static Econet.Actors.Parameters.ParameterMessages;

namespace Econet.Actors.Gm3;

/// <summary>Where the results of the work with the token go.</summary>
internal interface IBusWorkSink
{
    void Learned(ImmutableArray<ParameterDefinition> definitions);

    void Read(Readings readings);

    void Ended(QueuedWrite job, WriteOutcome outcome, Value held, Moment at, string? reason);

    void AlarmsRead(IReadOnlyList<AlarmRecord> alarms);
}

/// <summary>
/// Decides what to do with the token, one request after the other: writes and their reading back, learning the structures,
/// alarms, polling. Plain logic; the session moves the messages.
/// </summary>
internal sealed class BusWork
{
    /// <summary>What one request asks for; a device answers with as many as fit.</summary>
    private const byte AskedAtOnce = 100;

    private const int MaxAlarms = 100;

    private readonly Gm3Options _options;
    private readonly TimeProvider _time;
    private readonly IBusWorkSink _sink;
    private readonly WriteQueue _writes = new();
    private readonly List<AlarmRecord> _alarms = [];
    private readonly Dictionary<ValueAnswerFault, long> _refused = [];
    private (ushort Asker, ushort Asked, ParameterSelection Selection)? _overheard;
    private Step? _step;
    private Moment? _polledAt;
    private Moment? _alarmsAt;
    private int _pollSpace = int.MaxValue;
    private int _pollNext;
    private int _alarmNext = int.MaxValue;
    private bool _stalled;

    public BusWork(Gm3Options options, TimeProvider time, IBusWorkSink sink)
    {
        _options = options;
        _time = time;
        _sink = sink;
        Controller = new ParameterSpace(options.ControllerAddress, withRange: true, offset: 0, order: 0);
        Panel = new ParameterSpace(options.PanelAddress, withRange: false, ParameterSpace.PanelOffset, order: 1);
        Spaces = [Controller, Panel];
    }

    public ParameterSpace Controller { get; }

    public ParameterSpace Panel { get; }

    public ImmutableArray<ParameterSpace> Spaces { get; }

    public bool IsLearned => Controller.IsComplete && Panel.IsComplete;

    public int WritesWaiting => _writes.Count;

    /// <summary>Value answers that were not taken, by reason.</summary>
    public IReadOnlyDictionary<ValueAnswerFault, long> Refused => _refused;

    /// <summary>How often the alarm log is read.</summary>
    public static TimeSpan AlarmInterval { get; } = TimeSpan.FromMinutes(5);

    /// <summary>A token has come: starts what is due.</summary>
    public void Begin()
    {
        _step = null;
        _stalled = false;
        if (_polledAt is not { } polled || _time.Since(polled) >= _options.PollInterval)
        {
            _polledAt = _time.Now();
            (_pollSpace, _pollNext) = (0, 0);
        }

        if (_alarmsAt is not { } read || _time.Since(read) >= AlarmInterval)
        {
            _alarmNext = 0;
            _alarms.Clear();
        }
    }

    /// <summary>The next request to send from our address, or null when there is nothing left to do.</summary>
    public Request? Next(ushort source)
    {
        _step ??= NextStep();
        return _step switch
        {
            Step.Modify modify => Sent(modify.Job, source),
            Step.ReadBack { Space: var space, Job: var job } =>
                Ask(source, space, Command.GetParams, new ParameterSelection(1, space.WireIndex(job.Write.Index))),
            Step.Structures { Space: var space } =>
                Ask(source, space, space.StructureCommand, new ParameterSelection(AskedAtOnce, (ushort)space.Count)),
            Step.Values { Space: var space, Selection: var selection } => Ask(source, space, Command.GetParams, selection),
            Step.AlarmEntry { Index: var index } => new Request(
                new Frame(_options.PanelAddress, source, Command.Service, AlarmLog.WriteRequest(index))),
            _ => null,
        };
    }

    public void Queue(QueuedWrite job)
    {
        if (SpaceOf(job.Write.Index) is null)
        {
            _sink.Ended(job, WriteOutcome.TimedOut, default, _time.Now(), "The parameter is not known on the bus");
        }
        else if (_writes.Add(job) is { } superseded)
        {
            _sink.Ended(superseded, WriteOutcome.Superseded, default, _time.Now(), null);
        }
    }

    /// <summary>Ends the writes that have waited too long.</summary>
    public void ExpireWrites()
    {
        foreach (var job in _writes.TakeExpired(_time, _options.WriteTimeout))
        {
            _sink.Ended(job, WriteOutcome.TimedOut, default, _time.Now(), null);
        }
    }

    public void Answered(Answered answered)
    {
        var step = _step;
        _step = null;
        switch (step)
        {
            case Step.Modify { Job: var job, Space: var space } when Modify.IsAccepted(answered.Answer):
                job.Acknowledged = true;
                _step = new Step.ReadBack(space, job);
                break;
            case Step.Modify { Job: var job }:
                _sink.Ended(job, WriteOutcome.Refused, default, answered.At, "The controller refused the write");
                break;
            case Step.ReadBack { Job: var job, Space: var space }:
                Verify(job, space, answered);
                break;
            case Step.Structures { Space: var space }:
                if (!space.Accept(answered.Answer))
                {
                    // Asking for the same again at once would go on for ever where a device keeps answering so.
                    _stalled = true;
                }
                else if (IsLearned)
                {
                    _sink.Learned([.. Spaces.SelectMany(s => s.Definitions())]);
                }

                break;
            case Step.Values { Space: var space, Selection: var selection }:
                var taken = Take(space, answered.Answer, selection, answered.At);
                _pollNext += taken > 0 ? taken : selection.Count;
                break;
            case Step.AlarmEntry { Index: var index }:
                TakeAlarm(index, answered.Answer);
                break;
        }
    }

    /// <summary>
    /// The request in flight got no answer. A write may have been taken all the same, so it is read back; all else waits for the next
    /// token.
    /// </summary>
    /// <returns>True when there is a request to go on with.</returns>
    public bool Unanswered()
    {
        var step = _step;
        _step = null;
        switch (step)
        {
            case Step.Modify { Job: var job, Space: var space }:
                _step = new Step.ReadBack(space, job);
                return true;
            case Step.ReadBack { Job: var job }:
                PutBack(job);
                break;
            case Step.AlarmEntry:
                _alarmNext = int.MaxValue;
                break;
        }

        _polledAt = null;
        return false;
    }

    /// <summary>The token, or the line, is gone: whatever was in flight waits for the next.</summary>
    public void Interrupt()
    {
        if (_step is Step.Modify { Job: var sent })
        {
            PutBack(sent);
        }
        else if (_step is Step.ReadBack { Job: var unread })
        {
            PutBack(unread);
        }

        _step = null;
        _polledAt = null;
    }

    /// <summary>
    /// Values that somebody else asked for are values all the same: takes them when the answer fits the request that was heard before it.
    /// </summary>
    public void Hear(Frame frame, Moment at)
    {
        if (frame.Command == Command.GetParams)
        {
            _overheard = ParameterSelection.TryParse(frame.Data.Span, out var selection)
                ? (frame.Source, frame.Destination, selection)
                : null;
        }
        else if (frame.Command == Command.GetParamsAnswer && _overheard is { } request)
        {
            _overheard = null;
            var space = Spaces.FirstOrDefault(s => s.Address == frame.Source);
            if (space is { IsComplete: true } && frame.Source == request.Asked && frame.Destination == request.Asker)
            {
                Take(space, frame, request.Selection, at);
            }
        }
    }

    private Step? NextStep()
    {
        if (_writes.Next() is { } job)
        {
            return new Step.Modify(SpaceOf(job.Write.Index)!, job);
        }

        if (Spaces.FirstOrDefault(space => !space.IsComplete) is { } unknown)
        {
            return _stalled ? null : new Step.Structures(unknown);
        }

        for (; _pollSpace < Spaces.Length; _pollSpace++, _pollNext = 0)
        {
            if (Spaces[_pollSpace].ReadableFrom(_pollNext, AskedAtOnce) is { } selection)
            {
                _pollNext = selection.First;
                return new Step.Values(Spaces[_pollSpace], selection);
            }
        }

        return _alarmNext < MaxAlarms ? new Step.AlarmEntry((byte)_alarmNext) : null;
    }

    private static Request Ask(ushort source, ParameterSpace space, Command command, ParameterSelection selection) =>
        new(new Frame(space.Address, source, command, selection.ToArray()), selection.First);

    private Request Sent(QueuedWrite job, ushort source)
    {
        var space = SpaceOf(job.Write.Index)!;
        job.Attempts++;
        var data = Modify.Write(space.WireIndex(job.Write.Index), job.Write.Value);
        return new Request(new Frame(space.Address, source, Command.ModifyParam, data), Attempts: 1);
    }

    private void Verify(QueuedWrite job, ParameterSpace space, Answered answered)
    {
        var first = space.WireIndex(job.Write.Index);
        if (!Decode(space, answered.Answer, new ParameterSelection(1, first), out var values))
        {
            PutBack(job);
            return;
        }

        var held = values[0].Value;
        if (held == job.Write.Value)
        {
            _sink.Ended(job, WriteOutcome.Verified, held, answered.At, null);
        }
        else if (!job.Acknowledged && job.Attempts < _options.Attempts)
        {
            _step = new Step.Modify(space, job);
        }
        else
        {
            _sink.Ended(job, job.Acknowledged ? WriteOutcome.Mismatch : WriteOutcome.TimedOut, held, answered.At, null);
        }
    }

    private void PutBack(QueuedWrite job)
    {
        if (!_writes.PutBack(job))
        {
            _sink.Ended(job, WriteOutcome.Superseded, default, _time.Now(), null);
        }
    }

    private int Take(ParameterSpace space, Frame answer, ParameterSelection asked, Moment at)
    {
        if (!Decode(space, answer, asked, out var values))
        {
            return 0;
        }

        var readings = ImmutableArray.CreateBuilder<Reading>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            readings.Add(new Reading(space.Index(asked.First + i), values[i].Value));
        }

        _sink.Read(new Readings(readings.MoveToImmutable(), at));
        return values.Length;
    }

    /// <summary>Only an answer that comes out exactly, begins where it was asked to and holds no more than was asked is taken.</summary>
    private bool Decode(ParameterSpace space, Frame answer, ParameterSelection asked, out FlaggedValue[] values)
    {
        values = [];
        if (answer.Command != Command.GetParamsAnswer)
        {
            return false;
        }

        var fault = ValueAnswer.Parse(answer.Data.Span, space.Types, out var first, out values);
        if (fault == ValueAnswerFault.None && (first != asked.First || values.Length > asked.Count || values.Length == 0))
        {
            fault = ValueAnswerFault.UnknownParameter;
        }

        if (fault != ValueAnswerFault.None)
        {
            _refused[fault] = _refused.GetValueOrDefault(fault) + 1;
        }

        return fault == ValueAnswerFault.None;
    }

    private void TakeAlarm(byte index, Frame answer)
    {
        var entry = answer.Command == Command.ServiceAnswer
            ? AlarmLog.ParseAnswer(answer.Data.Span, out var alarm)
            : Invalid(out alarm);
        if (entry == AlarmLogEntry.Alarm)
        {
            _alarms.Add(alarm!);
            _alarmNext = index + 1;
            if (_alarmNext < MaxAlarms)
            {
                return;
            }
        }

        // A panel that has no log, or a damaged entry, ends the reading as the log's end does.
        _alarmNext = int.MaxValue;
        _alarmsAt = _time.Now();
        _sink.AlarmsRead([.. _alarms.OrderByDescending(a => a.From)]);
    }

    private static AlarmLogEntry Invalid(out AlarmRecord? alarm)
    {
        alarm = null;
        return AlarmLogEntry.Invalid;
    }

    private ParameterSpace? SpaceOf(int index) => Spaces.FirstOrDefault(space => space.Holds(index));

    /// <summary>What the request in flight is for.</summary>
    private abstract record Step
    {
        public sealed record Modify(ParameterSpace Space, QueuedWrite Job) : Step;

        public sealed record ReadBack(ParameterSpace Space, QueuedWrite Job) : Step;

        public sealed record Structures(ParameterSpace Space) : Step;

        public sealed record Values(ParameterSpace Space, ParameterSelection Selection) : Step;

        public sealed record AlarmEntry(byte Index) : Step;
    }
}

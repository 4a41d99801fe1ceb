using System.Collections.Immutable;
using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using static Econet.Actors.Gm3.ProtocolMessages;
using static Econet.Actors.Parameters.ParameterMessages;

namespace Econet.Actors.Gm3;

/// <summary>Where the results of the work with the token go.</summary>
internal interface IBusWorkSink
{
    /// <summary>All structures are known, and belong to the device that is there.</summary>
    void Learned();

    void Read(Readings readings);

    void Progressed(QueuedWrite write, WriteStatus status);

    void Ended(QueuedWrite write, WriteStatus outcome, Value held, Moment at, string? reason);

    void AlarmsRead(IReadOnlyList<AlarmRecord> alarms);
}

/// <summary>
/// Decides what to do with the token, one request after the other: writes and their reading back, whose device it is, learning its
/// structures, values that are due, alarms. Plain logic; the session moves the messages.
/// </summary>
internal sealed class BusWork
{
    /// <summary>What one request for structures asks for; a device answers with as many as fit.</summary>
    private const byte StructuresAtOnce = 100;

    private readonly Gm3Options _options;
    private readonly TimeProvider _time;
    private readonly IBusWorkSink _sink;
    private readonly WriteQueue _writes = new();
    private readonly Queue<(DeviceSpace Space, ParameterSelection Selection)> _polls = new();
    private readonly Dictionary<string, long> _refused = [];
    private readonly AlarmReader _alarms;
    private (ushort Asker, ushort Asked, ParameterSelection Selection)? _overheard;
    private (ushort Asker, ushort Asked, Modify Write)? _overheardWrite;
    private Step? _step;
    private Moment? _polledAt;
    private bool _stalled;

    public BusWork(Gm3Options options, TimeProvider time, IBusWorkSink sink)
    {
        _options = options;
        _time = time;
        _sink = sink;
        _alarms = new AlarmReader(time);
        Spaces = [DeviceSpace.Controller(options, time), DeviceSpace.Panel(options, time)];
    }

    /// <summary>The controller's, then the panel's.</summary>
    public ImmutableArray<DeviceSpace> Spaces { get; }

    /// <summary>The structures are known, and belong to the device that is there.</summary>
    public bool IsLearned => Spaces.All(space => space.IsReady);

    public int WritesWaiting => _writes.Count;

    /// <summary>Value answers that were not taken, by reason.</summary>
    public IReadOnlyDictionary<string, long> Refused => _refused;

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
        _stalled = false;
        _polls.Clear();
        _alarms.Begin();
        if (IsLearned)
        {
            PlanPolls();
        }
    }

    /// <summary>The next request to send from our address, or null when there is nothing left to do.</summary>
    public Request? Next(ushort source)
    {
        _step ??= NextStep();
        return _step switch
        {
            Step.Modify modify => Sent(modify, source),
            Step.ReadBack { Space: var space, Job: var job } =>
                Ask(source, space, Command.GetParams, new ParameterSelection(1, space.Parameters.WireIndex(job.Write.Index))),
            Step.Identity { Space: var space } => new Request(new Frame(space.Parameters.Address, source, Command.GetSettings)),
            Step.Structures { Space: var space } => Ask(
                source, space, space.Parameters.StructureCommand, new ParameterSelection(StructuresAtOnce, (ushort)space.Parameters.Count)),
            Step.Values { Space: var space, Selection: var selection } => Ask(source, space, Command.GetParams, selection),
            Step.AlarmEntry { Index: var index } => new Request(
                new Frame(_options.PanelAddress, source, Command.Service, AlarmLog.WriteRequest(index))),
            _ => null,
        };
    }

    public void Queue(QueuedWrite write)
    {
        if (SpaceOf(write.Write.Index) is null)
        {
            _sink.Ended(write, WriteStatus.Expired, default, _time.Now(), "The parameter is not known on the bus");
        }
        else if (_writes.Add(write) is { } superseded)
        {
            _sink.Ended(superseded, WriteStatus.Superseded, default, _time.Now(), null);
        }
    }

    /// <summary>Ends the writes that have waited too long.</summary>
    public void ExpireWrites()
    {
        foreach (var write in _writes.TakeExpired(_time, _options.WriteTimeout))
        {
            var doubt = write.Attempts > 0 || write.ReadFirst
                ? "It was sent, and could not be read back in time: the device may hold the value"
                : "It could not be sent in time";
            _sink.Ended(write, WriteStatus.Expired, default, _time.Now(), doubt);
        }
    }

    /// <summary>Ends all writes: nobody will bring them to the device any more.</summary>
    public void Abandon(string reason)
    {
        Interrupt();
        while (_writes.Next() is { } write)
        {
            _sink.Ended(write, WriteStatus.Expired, default, _time.Now(), reason);
        }
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
        switch (step)
        {
            case Step.Modify { Job: var job, Space: var space } when Modify.IsAccepted(answered.Answer):
                job.Acknowledged = true;
                _sink.Progressed(job, WriteStatus.Acknowledged);
                _step = new Step.ReadBack(space, job);
                break;
            case Step.Modify { Job: var job }:
                _sink.Ended(job, WriteStatus.Refused, default, answered.At, "The controller refused the write");
                break;
            case Step.ReadBack { Job: var job, Space: var space }:
                Verify(job, space, answered);
                break;
            case Step.Identity { Space: var space }:
                if (!space.Identify(answered.Answer))
                {
                    Abandon("The device is another one than before");
                }

                LearnedPerhaps();
                break;
            case Step.Structures { Space: var space }:
                // Asking for the same again at once would go on for ever where a device keeps answering so.
                _stalled = !space.Learn(answered.Answer);
                LearnedPerhaps();
                break;
            case Step.Values { Space: var space, Selection: var selection }:
                TakeRest(space, selection, Take(space, answered.Answer, selection, answered.At, byOthers: false));
                break;
            case Step.AlarmEntry { Index: var index }:
                if (_alarms.Take(index, answered.Answer) is { } log)
                {
                    _sink.AlarmsRead(log);
                }

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
        if (_step is Step.Modify { Job: var job, Space: var space })
        {
            _step = new Step.ReadBack(space, job);
            return true;
        }

        if (_step is Step.Identity silent)
        {
            silent.Space.IdentifyFailed();
        }
        else if (_step is Step.AlarmEntry)
        {
            _alarms.Rest();
        }

        Interrupt();
        return false;
    }

    /// <summary>The token, or the line, is gone: whatever was in flight waits for the next.</summary>
    public void Interrupt()
    {
        if (_step is Step.Modify { Job: var sent })
        {
            sent.ReadFirst = true;
            PutBack(sent);
        }
        else if (_step is Step.ReadBack { Job: var unread })
        {
            unread.ReadFirst = true;
            PutBack(unread);
        }

        _step = null;
    }

    /// <summary>
    /// Values that somebody else asked for are values all the same: takes them when the answer fits the request that was heard before it.
    /// A write of somebody else's makes its parameter due.
    /// </summary>
    public void Hear(Frame frame, Moment at)
    {
        switch (frame.Command)
        {
            case Command.GetParams:
                _overheard = ParameterSelection.TryParse(frame.Data.Span, out var selection)
                    ? (frame.Source, frame.Destination, selection)
                    : null;
                break;
            case Command.GetParamsAnswer when _overheard is { } request:
                _overheard = null;
                if (frame.Source == request.Asked && frame.Destination == request.Asker && SpaceAt(frame.Source) is { } space)
                {
                    Take(space, frame, request.Selection, at, byOthers: true);
                }

                break;
            case Command.ModifyParam:
                _overheardWrite = Modify.TryParse(frame.Data.Span, out var modify)
                    ? (frame.Source, frame.Destination, modify)
                    : null;
                break;
            case Command.ModifyParamAnswer when _overheardWrite is { } write:
                _overheardWrite = null;
                if (frame.Source == write.Asked && frame.Destination == write.Asker && Modify.IsAccepted(frame)
                    && SpaceAt(frame.Source) is { } written)
                {
                    TakeWritten(written, write.Write, at);
                }

                break;
        }
    }

    private Step? NextStep()
    {
        if (IsLearned && _writes.Next() is { } job)
        {
            var space = SpaceOf(job.Write.Index)!;
            return job.ReadFirst ? new Step.ReadBack(space, job) : new Step.Modify(space, job);
        }

        if (Spaces.FirstOrDefault(space => !space.IsReady) is { } unknown)
        {
            return _stalled ? null : unknown.IsIdentified ? new Step.Structures(unknown) : new Step.Identity(unknown);
        }

        if (_polls.Count == 0)
        {
            PlanUrgent();
        }

        return _polls.TryDequeue(out var poll) ? new Step.Values(poll.Space, poll.Selection)
            : _alarms.Next is { } index ? new Step.AlarmEntry(index)
            : null;
    }

    private void LearnedPerhaps()
    {
        if (IsLearned)
        {
            _sink.Learned();
            PlanPolls();
        }
    }

    private void PlanPolls()
    {
        var measured = _polledAt is not { } polled || _time.Since(polled) >= _options.PollInterval;
        if (measured)
        {
            _polledAt = _time.Now();
        }

        var budget = _options.PollBudget;
        foreach (var space in Spaces)
        {
            foreach (var selection in space.Plan.Due(measured))
            {
                budget -= space.Plan.Cost(selection);
                _polls.Enqueue((space, selection));
            }
        }

        // What is left of the time goes to the rest, in whole requests, the most overdue first.
        while (Spaces.MaxBy(space => space.Plan.MostOverdue())!.Plan is var plan && plan.MostOverdue() is >= 1 and var overdue)
        {
            var space = Spaces.First(s => s.Plan == plan);
            var selection = plan.NextOverdue();
            budget -= plan.Cost(selection);
            if (budget < TimeSpan.Zero && overdue < PollPlan.NearlyStale)
            {
                break;
            }

            _polls.Enqueue((space, selection));
        }
    }

    private void PlanUrgent()
    {
        foreach (var space in Spaces.Where(space => space.HasUrgent))
        {
            space.HasUrgent = false;
            foreach (var selection in space.Plan.Due(measured: false))
            {
                _polls.Enqueue((space, selection));
            }
        }
    }

    private static Request Ask(ushort source, DeviceSpace space, Command command, ParameterSelection selection) =>
        new(new Frame(space.Parameters.Address, source, command, selection.ToArray()), selection.First);

    private Request Sent(Step.Modify step, ushort source)
    {
        var (space, job) = step;
        job.Attempts++;
        _sink.Progressed(job, WriteStatus.Sent);
        var data = Modify.Write(space.Parameters.WireIndex(job.Write.Index), job.Write.Value);
        return new Request(new Frame(space.Parameters.Address, source, Command.ModifyParam, data), Attempts: 1);
    }

    private void Verify(QueuedWrite job, DeviceSpace space, Answered answered)
    {
        var first = space.Parameters.WireIndex(job.Write.Index);
        if (!Decode(space, answered.Answer, new ParameterSelection(1, first), out var values))
        {
            job.ReadFirst = true;
            PutBack(job);
            return;
        }

        var held = values[0].Value;
        if (held == job.Write.Value)
        {
            space.Plan.Note(first, values, answered.At.Ticks, byOthers: false);
            space.RefreshLimitedBy(first);
            _sink.Ended(job, WriteStatus.Verified, held, answered.At, null);
        }
        else if (!job.Acknowledged && job.Write.MaySend && job.Attempts < _options.Attempts)
        {
            job.ReadFirst = false;
            _step = new Step.Modify(space, job);
        }
        else
        {
            _sink.Ended(
                job, job.Acknowledged ? WriteStatus.Mismatch : WriteStatus.Expired, held, answered.At,
                job.Acknowledged ? null : $"The device did not take it, and holds {held}");
        }
    }

    /// <summary>Somebody else's write that the device took: its value is known, and read again all the same.</summary>
    private void TakeWritten(DeviceSpace space, Modify write, Moment at)
    {
        var wireIndex = write.WireIndex;
        if (wireIndex < space.Parameters.Count && write.TryValue(space.Parameters.Types[wireIndex], out var value))
        {
            _sink.Read(new Readings([new Reading(space.Parameters.Index(wireIndex), value, space.Plan.MaxAge(wireIndex))], at));
            space.Refresh(space.Parameters.Index(wireIndex));
        }
    }

    private void PutBack(QueuedWrite job)
    {
        if (!_writes.PutBack(job))
        {
            _sink.Ended(job, WriteStatus.Superseded, default, _time.Now(), null);
        }
    }

    /// <summary>A device that answered with less than was asked has the rest still to tell.</summary>
    private void TakeRest(DeviceSpace space, ParameterSelection asked, int taken)
    {
        if (taken > 0 && taken < asked.Count)
        {
            _polls.Enqueue((space, new ParameterSelection((byte)(asked.Count - taken), (ushort)(asked.First + taken))));
        }
    }

    private int Take(DeviceSpace space, Frame answer, ParameterSelection asked, Moment at, bool byOthers)
    {
        if (!space.IsReady || !Decode(space, answer, asked, out var values))
        {
            return 0;
        }

        if (space.ShowsAlarmChange(asked.First, values))
        {
            _alarms.ReadSoon();
        }

        space.Plan.Note(asked.First, values, at.Ticks, byOthers);
        var readings = ImmutableArray.CreateBuilder<Reading>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var wireIndex = asked.First + i;
            readings.Add(new Reading(space.Parameters.Index(wireIndex), values[i].Value, space.Plan.MaxAge(wireIndex)));
        }

        _sink.Read(new Readings(readings.MoveToImmutable(), at));
        return values.Length;
    }

    /// <summary>Only an answer that comes out exactly, begins where it was asked to and holds no more than was asked is taken.</summary>
    private bool Decode(DeviceSpace space, Frame answer, ParameterSelection asked, out FlaggedValue[] values)
    {
        values = [];
        if (answer.Command != Command.GetParamsAnswer)
        {
            return false;
        }

        var fault = ValueAnswer.Parse(answer.Data.Span, space.Parameters.Types, out var first, out values);
        var reason = fault != ValueAnswerFault.None ? fault.ToString()
            : first != asked.First || values.Length > asked.Count || values.Length == 0 ? "NotAsked"
            : null;
        if (reason is not null)
        {
            _refused[reason] = _refused.GetValueOrDefault(reason) + 1;
        }

        return reason is null;
    }

    private DeviceSpace? SpaceOf(int index) => Spaces.FirstOrDefault(space => space.Parameters.Holds(index));

    private DeviceSpace? SpaceAt(ushort address) => Spaces.FirstOrDefault(space => space.Parameters.Address == address && space.IsReady);

    /// <summary>What the request in flight is for.</summary>
    private abstract record Step
    {
        public sealed record Modify(DeviceSpace Space, QueuedWrite Job) : Step;

        public sealed record ReadBack(DeviceSpace Space, QueuedWrite Job) : Step;

        public sealed record Identity(DeviceSpace Space) : Step;

        public sealed record Structures(DeviceSpace Space) : Step;

        public sealed record Values(DeviceSpace Space, ParameterSelection Selection) : Step;

        public sealed record AlarmEntry(byte Index) : Step;
    }
}

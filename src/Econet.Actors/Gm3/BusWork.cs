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
    private readonly Gm3Options _options;
    private readonly TimeProvider _time;
    private readonly IBusWorkSink _sink;
    private readonly WriteQueue _writes = new();
    private readonly Queue<(DeviceSpace Space, ParameterSelection Selection)> _polls = new();
    private readonly Dictionary<string, long> _refused = [];
    private readonly AlarmReader _alarms;
    private readonly Overheard _overheard = new();
    private BusStep? _step;
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
        if (_step is BusStep.Write { Job: var job })
        {
            job.Attempts++;
            _sink.Progressed(job, WriteStatus.Sent);
        }

        return _step?.From(source);
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
            case BusStep.Write { Job: var job, Space: var space } when Modify.IsAccepted(answered.Answer):
                job.Acknowledged = true;
                _sink.Progressed(job, WriteStatus.Acknowledged);
                _step = new BusStep.ReadBack(space, job);
                break;
            case BusStep.Write { Job: var job }:
                _sink.Ended(job, WriteStatus.Refused, default, answered.At, "The controller refused the write");
                break;
            case BusStep.ReadBack { Job: var job, Space: var space }:
                Verify(job, space, answered);
                break;
            case BusStep.Identify { Space: var space }:
                if (!space.Identify(answered.Answer))
                {
                    Abandon("The device is another one than before");
                }

                LearnedPerhaps();
                break;
            case BusStep.Structures { Space: var space }:
                // Asking for the same again at once would go on for ever where a device keeps answering so.
                _stalled = !space.Learn(answered.Answer);
                LearnedPerhaps();
                break;
            case BusStep.Values { Space: var space, Selection: var selection }:
                TakeRest(space, selection, Take(space, answered.Answer, selection, answered.At, byOthers: false));
                break;
            case BusStep.AlarmEntry { Index: var index }:
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
        if (_step is BusStep.Write { Job: var job, Space: var space })
        {
            _step = new BusStep.ReadBack(space, job);
            return true;
        }

        if (_step is BusStep.Identify silent)
        {
            if (silent.Space.IdentifyFailed())
            {
                Abandon("The device does not tell who it is");
            }
        }
        else if (_step is BusStep.AlarmEntry)
        {
            _alarms.Rest();
        }

        Interrupt();
        return false;
    }

    /// <summary>The token, or the line, is gone: whatever was in flight waits for the next.</summary>
    public void Interrupt()
    {
        if (_step is BusStep.Write { Job: var sent })
        {
            sent.ReadFirst = true;
            PutBack(sent);
        }
        else if (_step is BusStep.ReadBack { Job: var unread })
        {
            unread.ReadFirst = true;
            PutBack(unread);
        }

        _step = null;
    }

    /// <summary>Values that somebody else asked for, or wrote, are values all the same.</summary>
    public void Hear(Frame frame, Moment at)
    {
        if (_overheard.Values(frame) is { } selection && SpaceAt(frame.Source) is { } read)
        {
            Take(read, frame, selection, at, byOthers: true);
        }
        else if (_overheard.Write(frame) is { } write && SpaceAt(frame.Source) is { } written)
        {
            TakeWritten(written, write, at);
        }
    }

    private BusStep? NextStep()
    {
        if (IsLearned && !_stalled && _writes.Next() is { } job)
        {
            var space = SpaceOf(job.Write.Index)!;
            return job.ReadFirst ? new BusStep.ReadBack(space, job) : new BusStep.Write(space, job);
        }

        if (Spaces.FirstOrDefault(space => !space.IsReady) is { } unknown)
        {
            return _stalled ? null : unknown.IsIdentified ? new BusStep.Structures(unknown) : new BusStep.Identify(unknown);
        }

        if (_polls.Count == 0)
        {
            PlanUrgent();
        }

        return _polls.TryDequeue(out var poll) ? new BusStep.Values(poll.Space, poll.Selection)
            : _alarms.Next is { } index ? new BusStep.AlarmEntry(_options.PanelAddress, index)
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
        while (Spaces.Select(space => (space, space.Plan.MostOverdue())).MaxBy(s => s.Item2) is (var space, >= 1 and var overdue))
        {
            var selection = space.Plan.NextOverdue();
            budget -= space.Plan.Cost(selection);
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

    private void Verify(QueuedWrite job, DeviceSpace space, Answered answered)
    {
        var first = space.Parameters.WireIndex(job.Write.Index);
        if (!Decode(space, answered.Answer, new ParameterSelection(1, first), out var values))
        {
            // A device that can't tell what it holds is not asked again and again while others wait for the token.
            _stalled = true;
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
            _step = new BusStep.Write(space, job);
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
}

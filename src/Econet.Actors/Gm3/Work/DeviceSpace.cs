using System.Text;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// One device on the bus as we know it: its structures, whether they are those of the device that is there, what it leaves unanswered, and when
/// its values are due. It is known by its first structures, and by what it says of itself where it says so.
/// </summary>
internal sealed class DeviceSpace
{
    /// <summary>So many answers that can't be read show that the structures are wrong.</summary>
    private const int EnoughUnreadable = 3;

    private readonly TimeProvider _time;
    private readonly DeviceIdentity _identity = new();
    private readonly AlarmSigns _alarmSigns = new();
    private readonly Absence _absence;
    private int _unreadable;
    private Moment? _resetAt;

    private DeviceSpace(string name, ParameterSpace parameters, AnswerLoss loss, Gm3Options options, TimeProvider time)
    {
        Name = name;
        _time = time;
        _absence = new Absence(time);
        Parameters = parameters;
        Repertoire = new Repertoire(loss, time);
        AnswerSize = new AnswerSize(parameters.AnswerLimit);
        Unanswered = new UnansweredValues(time, Repertoire);
        Plan = new PollPlan(parameters, AnswerSize, Unanswered, options, time);
    }

    public string Name { get; }

    public ParameterSpace Parameters { get; }

    public Repertoire Repertoire { get; }

    public UnansweredValues Unanswered { get; }

    public PollPlan Plan { get; }

    public AnswerSize AnswerSize { get; }

    public FlagsCheck Flags { get; } = new();

    /// <summary>The structures that are known are those of the device that is there.</summary>
    public bool IsVerified { get; private set; }

    /// <summary>The structures are known, all of them, and the device's that is there.</summary>
    public bool IsReady => IsVerified && Parameters.IsComplete && !OughtToTell;

    /// <summary>It is ready, or nothing more is to be had of it for now: others don't wait for it.</summary>
    public bool IsSettled => IsReady || _absence.IsGivenUp;

    /// <inheritdoc cref="Absence.IsSilent"/>
    public bool IsSilent => _absence.IsSilent;

    /// <inheritdoc cref="Absence.IsResting"/>
    public bool IsResting => _absence.IsResting;

    /// <inheritdoc cref="Absence.IsAskedAnew"/>
    public bool IsAskedAnew => _absence.IsAskedAnew;

    /// <summary>It is there, and does not tell what its parameters are.</summary>
    public bool HasNoStructures => _absence.IsGivenUp && !IsSilent && Parameters.Count == 0;

    /// <summary>Its values can be asked for.</summary>
    public bool IsReadable => IsReady && !IsResting && Repertoire.MayAsk(RequestKind.Values);

    /// <summary>Something is to be read without waiting for its turn.</summary>
    public bool HasUrgent { get; set; }

    public string IdentityDocument => $"identity/{Name}";

    public string StructureDocument => $"structures/{Name}";

    public string UnansweredDocument => $"unanswered/{Name}";

    public byte[] Identity => _identity.Said ?? [];

    /// <summary>It has said who it is, now or in an earlier run.</summary>
    public bool HasTold => _identity.Said is not null;

    /// <summary>It has said who it is before, so it is asked before its values are read.</summary>
    private bool OughtToTell => HasTold && !_identity.WasAsked;

    public static DeviceSpace Controller(AnswerLoss loss, Gm3Options options, TimeProvider time) => new(
        "controller",
        new ParameterSpace(options.ControllerAddress, withRange: true, offset: 0, order: 0, 850, TimeSpan.FromMilliseconds(8)),
        loss, options, time);

    public static DeviceSpace Panel(AnswerLoss loss, Gm3Options options, TimeProvider time) => new(
        "panel",
        new ParameterSpace(
            options.PanelAddress, withRange: false, ParameterSpace.PanelOffset, order: 1, 165, TimeSpan.FromMilliseconds(15)),
        loss, options, time);

    /// <summary>Takes what was stored; it counts once the device has shown that it is the same.</summary>
    public void Restore(byte[]? structures, byte[]? identity, byte[]? unanswered)
    {
        if (structures is null || !Parameters.TryRestore(structures))
        {
            return;
        }

        _identity.Restore(identity);
        foreach (var line in Encoding.UTF8.GetString(unanswered ?? []).Split('\n'))
        {
            Repertoire.Restore(line);
            Unanswered.Restore(line, Parameters.Count);
        }

        Begin();
    }

    /// <summary>What it leaves unanswered, for <see cref="Restore"/>.</summary>
    public byte[] EncodeUnanswered() => Encoding.UTF8.GetBytes(string.Join('\n', Repertoire.Lines().Concat(Unanswered.Lines())));

    /// <summary>A token has come.</summary>
    public void BeginToken()
    {
        _identity.BeginToken();
        Unanswered.Begin();
    }

    /// <summary>Another device may be there now.</summary>
    public void Doubt()
    {
        IsVerified = false;
        _identity.Doubt();
        _absence.End();
        Plan.Forget();
    }

    /// <summary>What to ask until it is ready; null when it is, or is not to be asked now.</summary>
    public BusStep? NextToLearn() =>
        IsResting || IsReady ? null
        : Parameters.Count == 0 ? new BusStep.Structures(this)
        : !IsVerified ? Proofs().FirstOrDefault()
        : OughtToTell ? new BusStep.Identify(this)
        : new BusStep.Structures(this);

    /// <summary>
    /// What shows that it is there, after <paramref name="inVain"/> was left unanswered; null when there is nothing left to ask.
    /// </summary>
    public BusStep? Proof(IReadOnlyCollection<BusStep> inVain)
    {
        if (Parameters.Count > 0)
        {
            return Proofs().FirstOrDefault(proof => !inVain.Any(step => step.Kind == proof.Kind));
        }

        if (Repertoire.MayAsk(RequestKind.Settings) && !inVain.Any(step => step is BusStep.Identify))
        {
            return new BusStep.Identify(this);
        }

        Parameters.AskOtherwise();
        return inVain.Count(step => step is BusStep.Structures) < 2 ? new BusStep.Structures(this) : null;
    }

    /// <summary>What may be asked when there is nothing more important to do; null when nothing may.</summary>
    public BusStep? NextInSpareTime() =>
        IsResting ? null
        : !_identity.HasTold && !_identity.WasAskedInThisToken && Repertoire.MayAsk(RequestKind.Settings) ? new BusStep.Identify(this)
        : IsReady && Repertoire.IsSilent(RequestKind.EndOfStructures) && Repertoire.MayAsk(RequestKind.EndOfStructures)
            ? new BusStep.Structures(this)
        : null;

    /// <summary>The device said who it is.</summary>
    public Identification Identify(Frame answer, bool inDoubt)
    {
        if (answer.Command != Command.GetSettingsAnswer || !Settings.TryParse(answer.Data.Span, out _))
        {
            LeftUnanswered(RequestKind.Settings);
            return Identification.Known;
        }

        Repertoire.Answered(RequestKind.Settings);
        var isFirst = !HasTold;
        var identification = _identity.Take(answer, inDoubt);
        if (identification == Identification.Another)
        {
            Reset();
        }
        else if (identification == Identification.Known && !isFirst)
        {
            IsVerified |= Parameters.Count > 0;
        }

        return identification;
    }

    /// <summary>The device told its first structures again.</summary>
    public Identification Compare(Frame answer)
    {
        Repertoire.Answered(RequestKind.Structures);
        if (Parameters.Confirms(answer) == true)
        {
            Accept();
            return Identification.Known;
        }

        if (!_identity.IsSaidAgain(answer))
        {
            return Identification.Unsure;
        }

        _identity.Forget();
        Reset();
        return Identification.Another;
    }

    /// <summary>It has shown that it is the one whose structures are known.</summary>
    public void Accept()
    {
        IsVerified = true;
        _identity.Confirmed();
        _absence.Answered();
        if (!Repertoire.MayAsk(RequestKind.Settings))
        {
            _identity.NotTold();
        }
    }

    /// <summary>Values were answered that nothing else has shown to be its own.</summary>
    /// <param name="isReadable">They come out exactly with its structures.</param>
    public void Prove(bool isReadable, bool inDoubt)
    {
        if (isReadable)
        {
            Accept();
        }
        else if (!inDoubt)
        {
            Reset();
        }
    }

    /// <summary>Learning its structures again has not helped, or not long ago: it tells some values otherwise than they allow.</summary>
    public bool IsUnreadable => _resetAt is { } at && _time.Since(at) < Repertoire.AskedAgainAfter;

    /// <summary>It told values otherwise than its structures allow, and no noise is to blame.</summary>
    public void NoteUnreadable()
    {
        if (++_unreadable >= EnoughUnreadable)
        {
            _resetAt = _time.Now();
            Reset();
        }
    }

    /// <summary>Who it is was asked in vain on a noisy line: the values don't wait for it.</summary>
    public void IdentityLost() => _identity.NotTold();

    public StructureOutcome Learn(Frame answer, bool inDoubt)
    {
        if (Parameters.IsComplete)
        {
            LearnEnd(answer);
            return StructureOutcome.Taken;
        }

        var outcome = Parameters.Accept(answer, inDoubt);
        switch (outcome)
        {
            case StructureOutcome.Taken:
                Repertoire.Answered(RequestKind.Structures);
                Repertoire.Answered(RequestKind.EndOfStructures);
                _absence.ToldStructures();
                Accept();
                Finish();
                break;
            case StructureOutcome.Refused when !inDoubt || (Parameters.Count == 0 && answer.Command == Command.Error):
                LeftUnanswered(Parameters.Count == 0 ? RequestKind.Structures : RequestKind.EndOfStructures);
                break;
        }

        return outcome;
    }

    /// <summary>It is there, and left a kind of request unanswered.</summary>
    /// <returns>True when it is to be kept in mind.</returns>
    public bool LeftUnanswered(RequestKind kind)
    {
        _absence.Answered();
        switch (kind)
        {
            case RequestKind.Settings:
                _identity.NotTold();
                break;
            case RequestKind.Structures when Parameters.Count == 0:
                Parameters.AskOtherwise();
                _absence.FormInVain();
                return false;
        }

        var isSilent = Repertoire.LeftUnanswered(kind);
        if (isSilent && kind == RequestKind.Values)
        {
            Unanswered.Clear();
        }

        if (isSilent && kind == RequestKind.EndOfStructures && !Parameters.IsComplete)
        {
            Parameters.LeftUnanswered();
            if (!Parameters.IsComplete)
            {
                // What is asked from now on is another question.
                Repertoire.AskAnew(kind);
                return false;
            }

            Finish();
        }

        return isSilent;
    }

    /// <summary>It answers nothing: others go on without it.</summary>
    /// <param name="rest">How long it is left alone for the first time.</param>
    public void FellSilent(TimeSpan rest)
    {
        IsVerified = false;
        Plan.Forget();
        _absence.FellSilent(rest);
    }

    /// <summary>All structures are to be learned again.</summary>
    public void Reset()
    {
        Parameters.Reset();
        Repertoire.Forget();
        Unanswered.Clear();
        IsVerified = false;
        _unreadable = 0;
    }

    public void Refresh(int index)
    {
        if (IsReady && Parameters.Holds(index))
        {
            Plan.Refresh(Parameters.WireIndex(index));
            HasUrgent = true;
        }
    }

    public void RefreshLimitedBy(int wireIndex)
    {
        foreach (var limited in Parameters.LimitedBy(wireIndex))
        {
            Plan.Refresh(limited);
            HasUrgent = true;
        }
    }

    /// <inheritdoc cref="AlarmSigns.HaveChanged"/>
    public bool ShowsAlarmChange(int first, ReadOnlySpan<FlaggedValue> values) => _alarmSigns.HaveChanged(first, values);

    private IEnumerable<BusStep> Proofs()
    {
        if (Repertoire.MayAsk(RequestKind.Structures))
        {
            yield return new BusStep.Sample(this);
        }

        if (HasTold && Repertoire.MayAsk(RequestKind.Settings))
        {
            yield return new BusStep.Identify(this);
        }

        // What comes out exactly was read with the right structures.
        if (Parameters.IsComplete)
        {
            yield return new BusStep.Values(this, Plan.Fit(Parameters.Sample(byte.MaxValue)));
        }
    }

    /// <summary>What is behind the structures that were taken for all, because it had left the request for more unanswered.</summary>
    private void LearnEnd(Frame answer)
    {
        if (answer.Command == Command.NoData)
        {
            Repertoire.Answered(RequestKind.EndOfStructures);
        }
        else if (answer.Command == Parameters.StructureCommand.Answer())
        {
            Reset();
        }
    }

    private void Finish()
    {
        if (Parameters.IsComplete)
        {
            _absence.End();
            Begin();
        }
    }

    private void Begin()
    {
        Plan.Reset();
        Flags.Reset(Parameters.Flags);
        _alarmSigns.Reset(Parameters.Structures);
    }
}

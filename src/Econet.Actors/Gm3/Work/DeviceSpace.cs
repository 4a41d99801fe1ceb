using System.Text;
using Econet.Actors.Parameters;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// One device on the bus as we know it: its structures, whether they are those of the device that is there, what it leaves unanswered, and when
/// its values are due. It is known by its first structures, and by what it says of itself where it says so.
/// </summary>
internal sealed partial class DeviceSpace
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
        Questions = new SpaceQuestions(this, _identity);
    }

    public string Name { get; }

    public ParameterSpace Parameters { get; }

    public Repertoire Repertoire { get; }

    public UnansweredValues Unanswered { get; }

    public PollPlan Plan { get; }

    public AnswerSize AnswerSize { get; }

    public FlagsCheck Flags { get; } = new();

    public SpaceQuestions Questions { get; }

    /// <summary>The structures that are known are those of the device that is there.</summary>
    public bool IsVerified { get; private set; }

    /// <summary>The structures are known, all of them, and the device's that is there.</summary>
    public bool IsReady => IsVerified && Parameters.IsComplete && !_identity.OughtToTell;

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

    private void Begin()
    {
        Plan.Reset();
        Flags.Reset(Parameters.Flags);
        _alarmSigns.Reset(Parameters.Structures);
    }
}

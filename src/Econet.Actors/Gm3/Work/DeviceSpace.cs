using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>What a device's answer to who it is comes to.</summary>
internal enum Identification
{
    /// <summary>The one that was there before, or the first.</summary>
    Known,

    /// <summary>Another one than before.</summary>
    Another,

    /// <summary>Perhaps another one: it is to be asked again.</summary>
    Unsure,
}

/// <summary>
/// One device on the bus as we know it: whose structures they are (its identity), the structures, and when its values are due. Stored
/// structures are used once the device has shown the identity that they belong to.
/// </summary>
internal sealed class DeviceSpace
{
    private const int MostIdentifyFailures = 3;

    private readonly string _name;
    private readonly Dictionary<int, Value> _alarmValues = [];
    private HashSet<int> _alarmSigns = [];
    private byte[]? _identity;
    private byte[]? _claimedIdentity;

    /// <summary>How often in a row it was not told who it is.</summary>
    private int _unidentified;

    /// <summary>It answered with something else, or for its structures when it had left GET_SETTINGS unanswered.</summary>
    private bool _answersOtherwise;

    /// <summary>It is known not to tell who it is: its first structures are its identity.</summary>
    private bool _keepsSilent;

    private DeviceSpace(string name, ParameterSpace parameters, Gm3Options options, TimeProvider time)
    {
        _name = name;
        Parameters = parameters;
        AnswerSize = new AnswerSize(parameters.AnswerLimit);
        Plan = new PollPlan(parameters, AnswerSize, options, time);
    }

    public ParameterSpace Parameters { get; }

    public PollPlan Plan { get; }

    public AnswerSize AnswerSize { get; }

    public FlagsCheck Flags { get; } = new();

    /// <summary>The device that is there now has told who it is, or does not tell.</summary>
    public bool IsIdentified { get; private set; }

    /// <summary>The structures are known, and the device's that is there.</summary>
    public bool IsReady => IsIdentified && Parameters.IsComplete;

    /// <summary>Something is to be read without waiting for its turn.</summary>
    public bool HasUrgent { get; set; }

    public string IdentityDocument => $"identity/{_name}";

    public string StructureDocument => $"structure/{_name}";

    public byte[] Identity => _identity ?? [];

    public static DeviceSpace Controller(Gm3Options options, TimeProvider time) => new(
        "controller",
        new ParameterSpace(options.ControllerAddress, withRange: true, offset: 0, order: 0, 850, TimeSpan.FromMilliseconds(8)),
        options, time);

    public static DeviceSpace Panel(Gm3Options options, TimeProvider time) => new(
        "panel",
        new ParameterSpace(
            options.PanelAddress, withRange: false, ParameterSpace.PanelOffset, order: 1, 165, TimeSpan.FromMilliseconds(15)),
        options, time);

    /// <summary>Takes what was stored; it counts once the device has shown the same identity.</summary>
    public void Restore(byte[]? identity, byte[]? structure)
    {
        if (identity is { Length: > 0 } && structure is not null && Parameters.TryRestore(structure))
        {
            _identity = identity;
            Begin();
        }
    }

    /// <summary>Another device may be there now.</summary>
    public void Doubt()
    {
        IsIdentified = false;
        _claimedIdentity = null;
        Plan.Forget();
    }

    /// <summary>
    /// GET_SETTINGS shows whose parameters they are. Of a device that does not answer that, but answers for its structures, the first of
    /// those do.
    /// </summary>
    public bool AsksForSettings => !_keepsSilent && (_answersOtherwise || _unidentified < MostIdentifyFailures);

    /// <summary>
    /// The device said who it is; one that does not tell, or is another one, is learned anew. Nothing known is forgotten for what one answer
    /// says: another identity counts once it was said twice, and so does a first one while the line is in doubt.
    /// </summary>
    public Identification Identify(Frame answer, bool inDoubt)
    {
        _unidentified = 0;
        if (answer.Command != Command.GetSettingsAnswer && !_keepsSilent)
        {
            // It is there, and perhaps was only not ready before: it is asked once more.
            (_keepsSilent, _answersOtherwise) = (_answersOtherwise, true);
            return Identification.Unsure;
        }

        _answersOtherwise = false;
        var identity = answer.Data.ToArray();
        var isKnown = identity.Length > 0 && _identity is not null && _identity.AsSpan().SequenceEqual(identity);
        var isFirst = _identity is null;
        if (!isKnown && (inDoubt || !isFirst) && !(_claimedIdentity is { } claimed && claimed.AsSpan().SequenceEqual(identity)))
        {
            _claimedIdentity = identity;
            return Identification.Unsure;
        }

        if (!isKnown)
        {
            Parameters.Reset();
        }

        _identity = identity;
        _claimedIdentity = null;
        IsIdentified = true;
        return isKnown || isFirst ? Identification.Known : Identification.Another;
    }

    /// <summary>It did not answer who it is.</summary>
    public void IdentifyFailed()
    {
        _keepsSilent |= _answersOtherwise;
        _answersOtherwise = false;

        // A device that answers nothing is asked for its settings again first of all.
        _unidentified = _unidentified > MostIdentifyFailures ? 0 : _unidentified + 1;
    }

    public StructureOutcome Learn(Frame answer, bool inDoubt)
    {
        var outcome = Parameters.Accept(answer, inDoubt);
        if (outcome == StructureOutcome.Taken && Parameters.IsComplete)
        {
            Begin();
        }

        return outcome;
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

    /// <summary>True when one of the parameters that show alarms has changed.</summary>
    public bool ShowsAlarmChange(int first, ReadOnlySpan<FlaggedValue> values)
    {
        var changed = false;
        foreach (var sign in _alarmSigns)
        {
            if (sign >= first && sign < first + values.Length)
            {
                var value = values[sign - first].Value;
                changed |= _alarmValues.TryGetValue(sign, out var before) && before != value;
                _alarmValues[sign] = value;
            }
        }

        return changed;
    }

    private void Begin()
    {
        Plan.Reset();
        Flags.Reset(Parameters.Flags);
        _alarmValues.Clear();
        _alarmSigns = [.. Parameters.Structures
            .Where(s => s.Name.Contains("alarm", StringComparison.OrdinalIgnoreCase) && s.Type.IsInteger())
            .Select(s => (int)s.WireIndex)];
    }
}

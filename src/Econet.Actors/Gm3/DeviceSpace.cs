using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3;

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
    private int _unidentified;

    private DeviceSpace(string name, ParameterSpace parameters, Gm3Options options, TimeProvider time)
    {
        _name = name;
        Parameters = parameters;
        Plan = new PollPlan(parameters, options, time);
    }

    public ParameterSpace Parameters { get; }

    public PollPlan Plan { get; }

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
        Plan.Forget();
    }

    /// <summary>The device said who it is; one that does not tell, or is another one, is learned anew.</summary>
    /// <returns>False when it is another one than it was before.</returns>
    public bool Identify(Frame answer)
    {
        var identity = answer.Command == Command.GetSettingsAnswer && Settings.TryParse(answer.Data.Span, out _)
            ? answer.Data.ToArray()
            : [];
        var isKnown = identity.Length > 0 && _identity is not null && _identity.AsSpan().SequenceEqual(identity);
        var isFirst = _identity is null;
        if (!isKnown)
        {
            Parameters.Reset();
        }

        _unidentified = 0;
        _identity = identity;
        IsIdentified = true;
        return isKnown || isFirst;
    }

    /// <summary>It did not answer who it is; one that keeps silent about it is learned anew.</summary>
    /// <returns>True when it is to be learned anew from now on.</returns>
    public bool IdentifyFailed()
    {
        if (++_unidentified < MostIdentifyFailures)
        {
            return false;
        }

        _unidentified = 0;
        Parameters.Reset();
        (_identity, IsIdentified) = ([], true);
        return true;
    }

    /// <returns>False when the answer brought nothing.</returns>
    public bool Learn(Frame answer)
    {
        var accepted = Parameters.Accept(answer);
        if (accepted && Parameters.IsComplete)
        {
            Begin();
        }

        return accepted;
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
        _alarmValues.Clear();
        _alarmSigns = [.. Parameters.Structures
            .Where(s => s.Name.Contains("alarm", StringComparison.OrdinalIgnoreCase) && s.Type.IsInteger())
            .Select(s => (int)s.WireIndex)];
    }
}

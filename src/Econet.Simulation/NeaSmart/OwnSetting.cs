using Econet.Modbus.NeaSmart;

namespace Econet.Simulation.NeaSmart;

/// <summary>
/// A setting that the base owns and the gateway may change: what the base reads and did not expect is a user's wish, a 0 is a question.
/// </summary>
internal sealed class OwnSetting(Register register, ushort word, NeaSmartSimulationOptions options)
{
    private bool _isChanged = true;
    private bool _isAsked;
    private ushort _told;
    private int _roundsToWrite = options.RefreshCycles;

    public Register Register => register;

    /// <summary>What it is in the system itself.</summary>
    public ushort Word { get; private set; } = word;

    /// <summary>What the base writes: a setpoint does not apply in standby.</summary>
    public ushort Told => Applies() ? Word : RegisterMap.DoesNotApply;

    public Func<bool> Applies { get; init; } = () => true;

    public double Value => register.Decode(Word)!.Value;

    /// <summary>Changed at the system itself, and not written yet.</summary>
    public bool IsChanged => _isChanged || _told != Told;

    /// <summary>To be written after a reading: it was asked for, or its time has come.</summary>
    public bool IsDue => _isAsked || _roundsToWrite <= 0;

    /// <summary>Somebody changed it at the system itself.</summary>
    public void Change(ushort word)
    {
        Word = word;
        _isChanged = true;
    }

    /// <param name="isSure">Somebody has answered; what is said to all may have been heard by nobody.</param>
    public void Written(bool succeeded, bool isSure)
    {
        if (succeeded || !options.RepeatsChanges)
            _told = Told;

        if (succeeded)
        {
            _isAsked = false;
            _roundsToWrite = options.RefreshCycles;
        }

        if ((succeeded && isSure) || !options.RepeatsChanges)
            _isChanged = false;
    }

    /// <summary>A round has begun.</summary>
    public void Pass() => _roundsToWrite--;

    /// <summary>The gateway's register holds this. True when it is a wish that was taken.</summary>
    public bool Hear(ushort heard)
    {
        if (heard == Told || heard == Word)
        {
            _isChanged = false;
            return false;
        }

        // Changed meanwhile at the system itself: the gateway has not heard of it, and is told again.
        if (IsChanged)
            return false;

        if (heard == 0 || !IsSane(heard))
        {
            _isAsked = true;
            return false;
        }

        Word = heard;
        _told = Told;
        _isAsked = false;
        _roundsToWrite = options.EchoAfterCycles;
        return true;
    }

    private bool IsSane(ushort heard) =>
        register.Decode(heard) is { } value && value >= register.Min && value <= register.Max;
}

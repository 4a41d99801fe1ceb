using Econet.Modbus.NeaSmart;

namespace Econet.Simulation.NeaSmart;

/// <summary>
/// A setting that the base owns and the gateway may change: what the base reads and did not expect is a user's wish, a 0 is a question.
/// </summary>
internal sealed class OwnSetting(Register register, byte unit, ushort word, NeaSmartSimulationOptions options)
{
    private bool _isChanged = true;
    private bool _isAsked;
    private int _cyclesToWrite = options.RefreshCycles;

    public Register Register => register;

    public byte Unit => unit;

    public ushort Word { get; private set; } = word;

    public double Value => register.Decode(Word)!.Value;

    /// <summary>Changed at the system itself, and not written yet.</summary>
    public bool IsChanged => _isChanged;

    /// <summary>To be written after a reading: it was asked for, or its time has come.</summary>
    public bool IsDue => _isAsked || _cyclesToWrite <= 0;

    /// <summary>Somebody changed it at the system itself.</summary>
    public void Change(ushort word)
    {
        Word = word;
        _isChanged = true;
    }

    public void Written(bool succeeded)
    {
        if (succeeded)
        {
            _isChanged = false;
            _isAsked = false;
            _cyclesToWrite = options.RefreshCycles;
        }
        else if (!options.RepeatsChanges)
            _isChanged = false;
    }

    /// <summary>The gateway's register holds this. True when it is a wish that was taken.</summary>
    public bool Hear(ushort heard)
    {
        _cyclesToWrite--;
        if (heard == Word)
            return false;

        if (heard == 0 || !IsSane(heard))
        {
            _isAsked = true;
            return false;
        }

        Word = heard;
        _isAsked = false;
        _cyclesToWrite = options.EchoAfterCycles;
        return true;
    }

    private bool IsSane(ushort heard) =>
        register.Decode(heard) is { } value && value >= register.Min && value <= register.Max;
}

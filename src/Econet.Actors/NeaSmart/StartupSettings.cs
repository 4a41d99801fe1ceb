using Econet.Modbus.NeaSmart;

namespace Econet.Actors.NeaSmart;

/// <summary>
/// Mode and state that the owner wants at every start, for a base that never says its own. They are written once, as a user's would be;
/// a write that waits from before the start takes precedence.
/// </summary>
internal sealed class StartupSettings(NeaSmartOptions options)
{
    private readonly Queue<(Register Register, int Number)> _waiting = new(
        new (Register Register, int? Number)[]
        {
            (RegisterMap.OperationMode, options.StartupMode), (RegisterMap.OperationState, options.StartupState),
        }
        .Where(setting => setting.Number is > 0).Select(setting => (setting.Register, setting.Number!.Value)));

    /// <summary>What is to be written, once for all times that it is asked for.</summary>
    public IEnumerable<(Register Register, int Number)> Take()
    {
        while (_waiting.TryDequeue(out var setting))
        {
            yield return setting;
        }
    }
}

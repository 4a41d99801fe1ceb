using Econet.Gm3;

namespace Econet.Simulation.Gm3;

/// <summary>The panel's list of peripherals.</summary>
internal sealed class PeripheralList(PanelManners manners, IEnumerable<ushort> remembered)
{
    /// <summary>How often in a row each has not answered.</summary>
    private readonly SortedDictionary<ushort, int> _missed = [];

    private readonly SortedSet<ushort> _remembered = [.. remembered];
    private ushort _nextFree = BusAddress.FirstPeripheral;
    private int _cycle;

    public IReadOnlyCollection<ushort> Registered => _missed.Keys;

    /// <summary>Whom to ask in this cycle who they are: those on the list when it is their turn, and those who were on it once.</summary>
    public ushort[] ToIdentify =>
        [.. _remembered.Union(_missed.Keys).Order().Where(address => !_missed.ContainsKey(address) || IsTurn(address, manners.IdentifyEvery))];

    /// <summary>Whom to grant a token in this cycle.</summary>
    public ushort[] ToGrant => [.. _missed
        .Where(peripheral => manners.GrantsUntilDropped || peripheral.Value == 0)
        .Select(peripheral => peripheral.Key)
        .Where(address => IsTurn(address, manners.GrantEvery))];

    public void BeginCycle() => _cycle++;

    /// <summary>A peripheral has answered an IDENTIFY, or not.</summary>
    public void Note(ushort address, bool answered)
    {
        if (answered)
        {
            _missed[address] = 0;
            _remembered.Add(address);
        }
        else if (_missed.TryGetValue(address, out var missed))
        {
            _missed[address] = missed + 1;
            if (missed + 1 >= manners.MissesUntilDropped)
                _missed.Remove(address);
        }
    }

    /// <summary>The next address that is free to be offered; null when none is.</summary>
    public ushort? NextFree()
    {
        for (var tried = 0; tried <= BusAddress.LastPeripheral - BusAddress.FirstPeripheral; tried++)
        {
            var address = _nextFree++;
            if (address == BusAddress.LastPeripheral)
                _nextFree = BusAddress.FirstPeripheral;
            if (!_remembered.Contains(address))
                return address;
        }

        return null;
    }

    /// <summary>Knows no peripheral any more, and offers their addresses again.</summary>
    public void Forget()
    {
        _missed.Clear();
        _remembered.Clear();
    }

    /// <summary>With turns of several cycles, not all have theirs in the same one.</summary>
    private bool IsTurn(ushort address, int every) => (_cycle + address) % every == 0;
}

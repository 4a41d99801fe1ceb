using Econet.Gm3;

namespace Econet.Actors.Gm3.Session;

/// <summary>The peripheral addresses that a gateway may claim: nobody was heard there, and its own claim has not failed.</summary>
internal sealed class FreeAddresses
{
    private readonly HashSet<ushort> _taken = [];
    private readonly HashSet<ushort> _failed = [];

    public bool Has(ushort address) => BusAddress.IsPeripheral(address) && !_taken.Contains(address) && !_failed.Contains(address);

    /// <summary>Somebody is at <paramref name="address"/>.</summary>
    public void Take(ushort address) => _taken.Add(address);

    /// <summary>A claim of <paramref name="address"/> failed: the others come first. When all were tried, each may be tried again.</summary>
    public void PassOver(ushort address)
    {
        _failed.Add(address);
        if (!Enumerable.Range(BusAddress.FirstPeripheral, BusAddress.LastPeripheral - BusAddress.FirstPeripheral + 1).Any(a => Has((ushort)a)))
        {
            _failed.Clear();
        }
    }
}

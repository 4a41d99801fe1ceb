using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3;

/// <summary>
/// How a gateway comes to its address on the bus. With one that is stored or set: answer the panel's IDENTIFY to it. Without: learn
/// from the device table who is there, answer an IDENTIFY to a free peripheral address, and own that address once a token is granted
/// to it; give it up when none comes in time.
/// </summary>
internal sealed class AddressClaim(ushort? known, TimeProvider time)
{
    /// <summary>An answered address that got no token for so long is not ours.</summary>
    public static readonly TimeSpan GrantTimeout = TimeSpan.FromSeconds(20);

    private readonly HashSet<ushort> _taken = [];
    private bool _tableHeard;
    private ushort? _candidate;
    private Moment _answeredAt;

    /// <summary>Our address, when it is stored, set or confirmed by a token.</summary>
    public ushort? Address { get; private set; } = known;

    /// <summary>True once the panel has granted a token to <see cref="Address"/>.</summary>
    public bool Confirmed { get; private set; }

    /// <summary>The address that <paramref name="frame"/>, an IDENTIFY, is to be answered from; null when it is not ours to answer.</summary>
    public ushort? Identify(Frame frame)
    {
        if (Address is { } own)
        {
            return frame.Destination == own ? own : null;
        }

        if (_candidate is { } candidate)
        {
            if (time.Since(_answeredAt) < GrantTimeout)
            {
                return frame.Destination == candidate ? candidate : null;
            }

            _taken.Add(candidate);
            _candidate = null;
        }

        if (!_tableHeard || !BusAddress.IsPeripheral(frame.Destination) || _taken.Contains(frame.Destination))
        {
            return null;
        }

        _candidate = frame.Destination;
        _answeredAt = time.Now();
        return _candidate;
    }

    /// <summary>True when a token granted to <paramref name="address"/> is ours.</summary>
    public bool Granted(ushort address)
    {
        if (address != (Address ?? _candidate))
        {
            return false;
        }

        Address = address;
        Confirmed = true;
        _candidate = null;
        return true;
    }

    /// <summary>Learns from any frame who else is on the bus.</summary>
    public void Hear(Frame frame)
    {
        if (BusAddress.IsPeripheral(frame.Source))
        {
            _taken.Add(frame.Source);
        }

        if (DeviceTable.TryParse(frame, out var devices))
        {
            _tableHeard = true;
            _taken.UnionWith(devices.Select(device => device.Address));
        }
    }
}

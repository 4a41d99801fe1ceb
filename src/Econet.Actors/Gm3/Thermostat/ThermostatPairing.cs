using Econet.Actors.Devices;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Thermostat;

/// <summary>
/// The virtual thermostat's way to its address. Asked for, it answers the panel's beacons from a temporary address for a minute, until the
/// panel assigns a final one.
/// </summary>
internal sealed class ThermostatPairing(TimeProvider time)
{
    /// <summary>How long the owner has to put the panel into pairing mode.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>About ten beacons come a second; the panel needs a while to take an answer in.</summary>
    private static readonly TimeSpan BetweenAnswers = TimeSpan.FromSeconds(1);

    private Moment _requested;
    private Moment? _answered;
    private ushort? _former;

    public PairingState State { get; private set; }

    /// <summary>The final address; null while there is none.</summary>
    public ushort? Address { get; private set; }

    public void Request()
    {
        (_former, Address) = (Address ?? _former, null);
        (State, _requested, _answered) = (PairingState.PairingRequested, time.Now(), null);
    }

    /// <summary>A minute over without an address: the one from before holds again, where there was one.</summary>
    public void CheckPatience()
    {
        if (State is PairingState.PairingRequested or PairingState.BeaconResponded && time.Since(_requested) > Patience)
        {
            Restore(_former);
        }
    }

    public void Restore(ushort? address) =>
        (Address, State) = (address, address is null ? PairingState.Unpaired : PairingState.Paired);

    /// <summary>Whether this frame wants an answer now, and from which address.</summary>
    public ushort? AnswerFrom(Frame frame)
    {
        CheckPatience();
        return State switch
        {
            PairingState.PairingRequested or PairingState.BeaconResponded
                when Service.TryFunction(frame, out var function) && function == ServiceFunction.PairingBeacon => Beacon(),
            PairingState.BeaconResponded
                when AddressAssignment.TryParse(frame, out var assigned) && frame.Destination == BusAddress.PairingThermostat
                    && BusAddress.IsThermostat(assigned) => Assigned(assigned),
            _ => null,
        };
    }

    private ushort? Beacon()
    {
        if (_answered is { } answered && time.Since(answered) < BetweenAnswers)
        {
            return null;
        }

        (State, _answered) = (PairingState.BeaconResponded, time.Now());
        return BusAddress.PairingThermostat;
    }

    private ushort Assigned(ushort address)
    {
        (State, Address, _former) = (PairingState.Paired, address, null);
        return address;
    }
}

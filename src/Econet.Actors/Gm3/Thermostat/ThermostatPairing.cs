using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Thermostat;

/// <summary>
/// The virtual thermostat's way to its address. Asked for, it answers the panel's beacons from a temporary address, for a minute, until the
/// panel assigns a final one. That one is its own once the panel asks it something there: only this shows that the panel has heard the
/// acknowledgement. Until then the address it had stays its own. A panel in pairing mode that asks at that address knows the thermostat already:
/// it keeps the address, and the pairing is over.
/// </summary>
internal sealed class ThermostatPairing(TimeProvider time)
{
    /// <summary>How long the owner has to put the panel into pairing mode, and then the panel to ask for the first time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>About ten beacons come a second; the panel needs a while to take an answer in.</summary>
    private static readonly TimeSpan BetweenAnswers = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A panel asks those it knows in every cycle of up to 10 s. One that has not asked for longer did not hear the acknowledgement; one
    /// whose beacon was answered sooner would assign a second address.
    /// </summary>
    private static readonly TimeSpan LongestCycle = TimeSpan.FromSeconds(12);

    private Moment? _since;
    private Moment? _answered;
    private ushort? _assigned;
    private Moment? _askedAt;

    public PairingState State => _since is null
        ? Address is null ? PairingState.Unpaired : PairingState.Paired
        : _answered is null ? PairingState.PairingRequested : PairingState.BeaconResponded;

    /// <summary>The final address; null while there is none.</summary>
    public ushort? Address { get; private set; }

    public void Request()
    {
        // What was assigned a moment ago counts still: the panel may have heard so.
        CheckPatience();
        _since = time.Now();
        if (_assigned is null)
        {
            _answered = null;
        }
    }

    /// <summary>A minute over without a new address: pairing ends, and the address from before holds, where there was one.</summary>
    public void CheckPatience()
    {
        if (_since is { } since && time.Since(since) > Patience)
        {
            End();
        }
    }

    public void Restore(ushort address) => Address = address;

    /// <summary>Whether a frame of pairing wants an answer now, and from which address.</summary>
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

    /// <summary>Whether a request to this address is for us.</summary>
    public bool IsOwn(ushort address) => address == Address || address == _assigned;

    /// <summary>The panel asks at an address of ours.</summary>
    /// <returns>Whether that ends the pairing: the address is a new one.</returns>
    public bool Asked(ushort address)
    {
        var isNew = address == _assigned && address != Address;
        if (address == _assigned)
        {
            Address = address;
            End();
        }

        if (address == Address)
        {
            _askedAt = time.Now();
        }

        return isNew;
    }

    private void End() => (_since, _answered, _assigned) = (null, null, null);

    private ushort? Beacon()
    {
        if (Address is not null && _assigned is null && _askedAt is { } asked && time.Since(asked) < LongestCycle)
        {
            End();
            return null;
        }

        if (_answered is { } answered && time.Since(answered) < (_assigned is null ? BetweenAnswers : LongestCycle))
        {
            return null;
        }

        _answered = time.Now();
        return BusAddress.PairingThermostat;
    }

    private ushort Assigned(ushort address)
    {
        _since = _answered = time.Now();
        _assigned = address;
        return address;
    }
}

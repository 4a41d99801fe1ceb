using Econet.Actors.Devices;
using Econet.Actors.Gm3.Protocol;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Session;

/// <summary>
/// Why a bus that is heard gives no token: the panel is not on it, offers no address, does not hear us, or knows us and grants nothing. Notified of
/// what is heard and of what we do.
/// </summary>
internal sealed class BusDiagnosis(Gm3Options options, TimeProvider time)
{
    /// <summary>A panel asks for somebody at a peripheral's address in each of its cycles of 3 s to 10 s.</summary>
    public static readonly TimeSpan MayOfferNothing = TimeSpan.FromSeconds(25);

    /// <summary>The panel comes to each of the addresses within this time, one or two in a cycle.</summary>
    public static readonly TimeSpan MayOfferOthers = TimeSpan.FromMinutes(5);

    /// <summary>A token comes in the cycle of our answer; with other gateways on the bus they take long.</summary>
    public static readonly TimeSpan MayGrantNothing = TimeSpan.FromSeconds(20);

    private const int CyclesWithoutGrant = 3;

    /// <summary>A panel that hears nobody at a free address turns to the next ones.</summary>
    private const int CyclesAskedAgain = 2;

    /// <summary>A bus on which nothing is said is another problem.</summary>
    private static readonly TimeSpan MayPause = TimeSpan.FromSeconds(10);

    private readonly AnswerChances _chances = new(time);
    private Moment? _since;
    private Moment? _heardAt;
    private Moment? _panelAt;
    private Moment? _offeredAt;
    private Moment? _namedAt;

    /// <summary>The first answer to an IDENTIFY that no token followed.</summary>
    private Moment? _answeredAt;

    private int _cycles;

    /// <summary>How many cycles up to now, one after the other, the panel has asked for us in.</summary>
    private int _cyclesAsked;
    private bool _wasAsked;

    /// <summary>
    /// The panel has heard us. One that gives out addresses shows it by asking for ours again, cycle after cycle, or by its device table. One that
    /// knows an address from before asks for it whoever answers: there the table alone tells.
    /// </summary>
    private bool _isKnown;

    /// <summary>A line was opened, or is gone: what was heard before says nothing.</summary>
    public void Restart()
    {
        (_since, _heardAt, _panelAt, _offeredAt, _namedAt) = (null, null, null, null, null);
        _chances.Restart();
        Forget();
    }

    public void Heard(ProtocolMessages.Heard heard, AddressClaim claim)
    {
        var (frame, at) = (heard.Frame, heard.At);
        var ours = claim.Awaited;
        _since ??= at;
        _heardAt = at;
        if (frame.Source != options.PanelAddress)
        {
            return;
        }

        _panelAt = at;
        if (frame.Command == Command.Identify && (BusAddress.IsPeripheral(frame.Destination) || frame.Destination == ours))
        {
            _offeredAt = at;
            if (ours is null || frame.Destination == ours)
            {
                _chances.Asked(at, heard.TooLate);
            }

            if (frame.Destination == ours)
            {
                _namedAt = at;
                _wasAsked = true;
            }
        }
        else if (Service.IsTokenGrant(frame) && frame.Destination == ours)
        {
            Forget();
            _namedAt = at;
        }
        else if (_answeredAt is not null && DeviceTable.TryParse(frame, out var devices))
        {
            _cycles++;
            _cyclesAsked = _wasAsked ? _cyclesAsked + 1 : 0;
            _wasAsked = false;
            _isKnown = devices.Any(device => device.Address == ours)
                || (claim.Address is null && (_isKnown || _cyclesAsked >= CyclesAskedAgain));
        }
    }

    /// <summary>We have sent a frame.</summary>
    public void Said(Frame frame) => _answeredAt = frame.Command == Command.IdentifyAnswer ? _answeredAt ?? time.Now() : _answeredAt;

    public Finding? Find(AddressClaim claim)
    {
        if (!options.TokenRequired || _since is not { } since || IsOver(_heardAt!.Value, MayPause))
        {
            return null;
        }

        return IsOver(_panelAt ?? since, MayOfferNothing) ? NoPanel
            : _chances.AreLost ? TooSlow
            : _answeredAt is null ? NotOffered(claim, since)
            : NotGranted(_answeredAt.Value);
    }

    private Finding NoPanel => new(
        ProblemCode.NoAddressOffered,
        $"Frames are received, but none from the panel (address {options.PanelAddress}), which grants the right to send: connect the adapter to the panel's "
        + "bus; on a bus without a panel, turn the token off (GM3_TOKEN_REQUIRED=false)");

    private static Finding TooSlow => new(
        ProblemCode.AdapterSlow,
        "The adapter is too slow: the panel's questions arrive when it no longer waits for the answer, so it accepts this device late or never: set the "
        + "adapter's gap time (packing time, interval) to 0 to 5 ms and its buffer to 1024 bytes");

    private Finding? NotOffered(AddressClaim claim, Moment since)
    {
        if (!claim.Confirmed && IsOver(_offeredAt ?? since, MayOfferNothing))
        {
            return new(
                ProblemCode.NoAddressOffered,
                "The panel offers no address to new modules: restart the panel so that it looks for modules again; if that does not help, set an address "
                + "from 105 to 130 that it asks for (GM3_SOURCE_ADDRESS)");
        }

        return claim.Address is { } own && IsOver(_namedAt ?? since, MayOfferOthers)
            ? new(
                ProblemCode.NoAddressOffered,
                $"The panel asks for other addresses, but not for the configured address {own}: set another one, or none to claim a free one")
            : null;
    }

    private Finding? NotGranted(Moment answered)
    {
        if (_cycles < CyclesWithoutGrant || !IsOver(answered, MayGrantNothing))
        {
            return null;
        }

        return _isKnown
            ? new(
                ProblemCode.NoToken,
                "The panel knows this device's address but grants it no token, so nothing can be read: restart the panel, and check that no other module "
                + "is set to the same address")
            : new(
                ProblemCode.NotHeard,
                "The bus is heard, but the panel does not hear the gateway's answers: the adapter receives but does not send, or holds bytes back for too "
                + "long. Check its automatic direction control, wiring and ground; on a network adapter, check that the serial side is not set to receive "
                + "only and that the gap time (packing time, interval) is 0 to 5 ms");
    }

    private void Forget() => (_answeredAt, _cycles, _cyclesAsked, _wasAsked, _isKnown) = (null, 0, 0, false, false);

    private bool IsOver(Moment since, TimeSpan limit) => time.Since(since) >= limit;
}

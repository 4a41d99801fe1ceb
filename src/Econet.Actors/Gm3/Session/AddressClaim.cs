using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Session;

/// <summary>Whose token it is that was granted.</summary>
internal enum GrantFor
{
    /// <summary>Somebody else's.</summary>
    Others,

    /// <summary>Ours, to work with.</summary>
    Us,

    /// <summary>For an address that we once answered from and did not keep: nobody but we can give it back.</summary>
    Former,
}

/// <summary>
/// How a gateway comes to its address on the bus, and when it leaves it. With one that is stored or set: answer the panel's IDENTIFY to
/// it. Without: learn from the device table who is there, answer an IDENTIFY to a free peripheral address, and own that address once a
/// token is granted to it; give it up when none comes in time. An address that is not set is given up as well when somebody else speaks
/// from it, and when the panel has forgotten it.
/// </summary>
internal sealed class AddressClaim
{
    /// <summary>An answered address that got no token for that long is not ours.</summary>
    public static readonly TimeSpan GrantTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The pause after the second claim that failed; it doubles with each further one, up to <see cref="LongestPause"/>.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>
    /// An address that was ours before is answered for so often without a grant before it is left to chance: noise that destroys one
    /// answer in five, and grants as well, seldom does so this often in a row.
    /// </summary>
    private const int SureAnswers = 8;

    /// <summary>After an address was left to another, one of so many that are offered is taken.</summary>
    private const int OffersForOne = 4;

    private readonly bool _isFixed;
    private readonly bool _tokenRequired;
    private readonly TimeProvider _time;
    private readonly Random _chance;
    private readonly FreeAddresses _free = new();
    private readonly PanelRounds _rounds = new();

    /// <summary>Addresses that we answered from or were granted a token at, and nobody else was heard from since: their tokens are ours.</summary>
    private readonly HashSet<ushort> _answeredFrom = [];

    /// <summary>Addresses that were left because somebody else uses them: where all who used them have left, their tokens are nobody's.</summary>
    private readonly HashSet<ushort> _left = [];

    /// <summary>We had to leave an address to somebody who may do as we do: another one is taken by chance, so that the two part.</summary>
    private bool _parts;

    private bool _tableHeard;
    private ushort? _candidate;
    private Moment _answeredAt;
    private Moment _failedAt;
    private int _failures;
    private int _answers;

    public AddressClaim(Gm3Options options, TimeProvider time)
    {
        (_isFixed, _tokenRequired, _time) = (options.SourceAddress is not null, options.TokenRequired, time);
        Address = options.SourceAddress;

        // Two gateways that do the same at the same time must part some day; no two begin in the same tick of the clock.
        _chance = new Random(unchecked((int)time.GetTimestamp()));
    }

    /// <summary>Our address, when it is stored, set or confirmed by a token.</summary>
    public ushort? Address { get; private set; }

    /// <summary>Where a token for us may have gone: our address, or the one that we claim.</summary>
    public ushort? Awaited => Address ?? _candidate;

    /// <summary>A grant may be on its way to us, or may be made although we have stopped answering.</summary>
    public bool MayBeGranted => Awaited is not null && !_rounds.HasLetGo;

    /// <summary>True once the panel has granted a token to <see cref="Address"/>.</summary>
    public bool Confirmed { get; private set; }

    /// <summary>The panel has forgotten <see cref="Address"/>, or never grants it a token.</summary>
    public bool IsForgotten => !_isFixed && _tokenRequired && Address is not null && _rounds.HasForgotten;

    /// <summary>What is stored about the address; empty when there is none to keep.</summary>
    public byte[] Document => Address is { } address ? [(byte)address, (byte)(address >> 8)] : [];

    /// <summary>Takes what was stored, null when that was nothing, unless an address is known already.</summary>
    public void Restore(byte[]? document)
    {
        var stored = document is [var low, var high] ? (ushort)(low | (high << 8)) : (ushort)0;
        Address ??= BusAddress.IsPeripheral(stored) ? stored : _tokenRequired ? null : BusAddress.EconetModule;
    }

    /// <summary>The address that <paramref name="frame"/>, an IDENTIFY, is to be answered from; null when it is not ours to answer.</summary>
    public ushort? Identify(Frame frame)
    {
        if (Address is { } own)
        {
            if (frame.Destination != own)
            {
                return null;
            }

            return Answer(own, SureAnswers);
        }

        if (_candidate is { } candidate)
        {
            if (_time.Since(_answeredAt) < GrantTimeout)
            {
                return frame.Destination == candidate ? Answer(candidate, 1) : null;
            }

            Fail(candidate);
        }

        if (!_tableHeard || !_free.Has(frame.Destination) || (_failures > 0 && _time.Since(_failedAt) < Pause))
        {
            return null;
        }

        if (_parts && _chance.Next(OffersForOne) != 0)
        {
            _free.PassOver(frame.Destination);
            return null;
        }

        _answers = 0;
        _candidate = Answer(frame.Destination, _failures == 0 ? 1 : 0);
        _answeredAt = _time.Now();
        return _candidate;
    }

    /// <summary><paramref name="frame"/>, an IDENTIFY, is left unanswered, because we leave.</summary>
    public void Ignore(Frame frame)
    {
        if (frame.Destination == Awaited)
        {
            _rounds.Missed();
        }
    }

    /// <summary>A token was granted to <paramref name="address"/>.</summary>
    public GrantFor Granted(ushort address)
    {
        if (_left.Contains(address))
        {
            return GrantFor.Former;
        }

        if (address != Awaited && !_answeredFrom.Contains(address))
        {
            return GrantFor.Others;
        }

        if (Address is not null && Address != address)
        {
            return GrantFor.Former;
        }

        _answeredFrom.Add(address);
        (Address, Confirmed, _candidate) = (address, true, null);
        (_answers, _failures) = (0, 0);
        _rounds.Granted();
        return GrantFor.Us;
    }

    /// <summary>Learns from any frame of others who is on the bus.</summary>
    public void Hear(Frame frame)
    {
        if (BusAddress.IsPeripheral(frame.Source))
        {
            _free.Take(frame.Source);
            if (frame.Source != Address)
            {
                _answeredFrom.Remove(frame.Source);
            }

            if (frame.Source == _candidate)
            {
                _candidate = null;
            }
        }

        if (BusAddress.IsPeripheral(frame.Destination) && frame.Destination != Awaited && frame.Command != Command.Identify)
        {
            // Who speaks through the same adapter is not heard, but what it is granted and answered.
            _free.Take(frame.Destination);
        }

        if (DeviceTable.TryParse(frame, out var devices))
        {
            _tableHeard = true;
            foreach (var device in devices)
            {
                _free.Take(device.Address);
            }

            _rounds.Told(isListed: devices.Any(device => device.Address == Awaited));
        }
    }

    /// <summary>Leaves the address, unless it is set; from now on another one is claimed.</summary>
    /// <param name="toAnother">Somebody else uses it.</param>
    /// <returns>False when it is set.</returns>
    public bool GiveUp(bool toAnother = false)
    {
        if (_isFixed || !_tokenRequired || Address is not { } address)
        {
            return false;
        }

        if (toAnother)
        {
            _parts = true;
            _left.Add(address);
            _free.Take(address);
        }

        (Address, Confirmed) = (null, false);
        _rounds.Restart();
        return true;
    }

    /// <summary>The line was away: what was not heard meanwhile says nothing.</summary>
    public void Reconnected() => _rounds.Restart();

    private TimeSpan Pause
    {
        get
        {
            var pause = _failures < 2 ? TimeSpan.Zero : FirstPause * Math.Pow(2, Math.Min(_failures - 2, 10));
            return pause < LongestPause ? pause : LongestPause;
        }
    }

    /// <summary>
    /// Where two answer for one address the panel hears neither: after the first answers that brought no token, each further one is left to
    /// chance, so that one of the two is heard some time, by the panel and by the other.
    /// </summary>
    private ushort? Answer(ushort address, int sure)
    {
        if (_answers >= sure && _chance.Next(2) == 0)
        {
            _rounds.Missed();
            return null;
        }

        _answers++;
        _answeredFrom.Add(address);
        _rounds.Answered();
        return address;
    }

    private void Fail(ushort candidate)
    {
        _candidate = null;
        _failures++;
        _failedAt = _time.Now();
        _free.PassOver(candidate);
    }
}

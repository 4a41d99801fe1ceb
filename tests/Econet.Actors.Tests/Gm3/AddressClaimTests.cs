using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Session;
using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Tests.Gm3;

public sealed class AddressClaimTests : IDisposable
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Claim_should_wait_for_a_device_table_before_it_answers()
    {
        var claim = New();

        Assert.Null(claim.Identify(Identify(105)));
        claim.Hear(Table());
        Assert.Equal((ushort?)105, claim.Identify(Identify(105)));
    }

    [Theory]
    [InlineData(104)]
    [InlineData(131)]
    [InlineData(1)]
    [InlineData(110)]
    public void Claim_should_leave_addresses_that_are_not_free_peripherals(ushort address)
    {
        var claim = Listening();
        claim.Hear(DeviceTable.Write([new(110, float.NaN)]));

        Assert.Null(claim.Identify(Identify(address)));
    }

    [Fact]
    public void Claim_should_leave_an_address_from_which_somebody_speaks()
    {
        var claim = Listening();
        claim.Hear(Foreign(106));

        Assert.Null(claim.Identify(Identify(106)));
    }

    [Fact]
    public void Claim_should_own_the_address_once_a_token_is_granted_to_it()
    {
        var claim = Listening();
        claim.Identify(Identify(107));

        Assert.Equal((ushort?)107, claim.Awaited);
        Assert.Null(claim.Identify(Identify(108)));
        Assert.Equal(GrantFor.Others, claim.Granted(108));
        Assert.False(claim.Confirmed);
        Assert.Equal(GrantFor.Us, claim.Granted(107));
        Assert.Equal((ushort?)107, claim.Address);
        Assert.True(claim.Confirmed);
    }

    [Fact]
    public void Claim_should_give_an_address_up_when_no_token_comes_in_time()
    {
        var claim = Listening();
        claim.Identify(Identify(107));

        _time.Advance(AddressClaim.GrantTimeout);

        Assert.Null(claim.Identify(Identify(107)));
        Assert.Equal((ushort?)108, Insist(claim, 108));
    }

    [Fact]
    public void Claim_should_try_ever_more_seldom_and_never_stop_when_no_token_comes_at_all()
    {
        var claim = Listening();
        var claims = new List<TimeSpan>();
        ushort? candidate = null;
        for (var second = 0; second < 24 * 3600; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var offered = (ushort)(BusAddress.FirstPeripheral + (second % 26));
            claim.Identify(Identify(offered));
            if (claim.Awaited is { } awaited && awaited != candidate)
            {
                claims.Add(TimeSpan.FromTicks(_time.GetTimestamp()));
            }

            candidate = claim.Awaited;
        }

        Assert.InRange(claims.Count(at => at < TimeSpan.FromHours(1)), 8, 20);
        Assert.InRange(claims.Count(at => at > TimeSpan.FromHours(23)), 8, 12);
    }

    [Fact]
    public void Claim_should_take_a_token_that_is_granted_late()
    {
        var claim = Listening();
        claim.Identify(Identify(107));
        _time.Advance(AddressClaim.GrantTimeout);
        Insist(claim, 108);

        Assert.Equal(GrantFor.Us, claim.Granted(107));
        Assert.Equal((ushort?)107, claim.Address);
        Assert.Equal(GrantFor.Former, claim.Granted(108));
        Assert.Equal((ushort?)107, claim.Address);
    }

    [Fact]
    public void Claim_should_leave_the_token_of_a_former_address_to_the_one_who_has_it_now()
    {
        var claim = Listening();
        claim.Identify(Identify(107));
        claim.Hear(Foreign(107));

        Assert.Null(claim.Awaited);
        Assert.Equal(GrantFor.Others, claim.Granted(107));
        Assert.Equal((ushort?)108, claim.Identify(Identify(108)));
    }

    [Fact]
    public void Claim_should_answer_only_to_its_known_address()
    {
        var claim = New(stored: 120);

        Assert.Null(claim.Identify(Identify(105)));
        Assert.Equal((ushort?)120, claim.Identify(Identify(120)));
        Assert.Equal(GrantFor.Others, claim.Granted(105));
        Assert.Equal(GrantFor.Us, claim.Granted(120));
    }

    [Fact]
    public void Claim_should_leave_an_address_that_somebody_else_uses()
    {
        var claim = New(stored: 120);
        Assert.True(claim.GiveUp(toAnother: true));
        claim.Hear(Table());

        Assert.Empty(claim.Document);
        Assert.Null(Insist(claim, 120));
        Assert.Equal(GrantFor.Former, claim.Granted(120));
        Assert.Null(claim.Address);
        Assert.Contains(Enumerable.Range(105, 15), other => claim.Identify(Identify((ushort)other)) == other);
    }

    [Fact]
    public void Claim_should_keep_an_address_that_is_set_whoever_speaks_from_it()
    {
        var claim = New(new Gm3Options { SourceAddress = 120 });

        Assert.False(claim.GiveUp(toAnother: true));

        Assert.Equal((ushort?)120, claim.Address);
    }

    [Theory]
    [InlineData(false, PanelRounds.UntilForgotten)]
    [InlineData(true, PanelRounds.WithoutGrant)]
    public void Claim_should_call_itself_forgotten_when_the_panel_gives_no_token(bool asks, int cycles)
    {
        var claim = New(stored: 120);
        claim.Granted(120);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            Assert.False(claim.IsForgotten);
            claim.Identify(Identify(asks ? (ushort)120 : (ushort)105));
            claim.Hear(Table());
        }

        Assert.True(claim.IsForgotten);
        claim.GiveUp();
        Assert.False(claim.IsForgotten);
        Assert.Equal(GrantFor.Us, claim.Granted(120));
        Assert.False(claim.IsForgotten);
    }

    [Fact]
    public void Claim_should_not_call_itself_forgotten_for_what_it_could_not_hear()
    {
        var claim = New(stored: 120);
        for (var cycle = 0; cycle < 100; cycle++)
        {
            claim.Hear(Table());
            claim.Reconnected();
            Assert.False(claim.IsForgotten);
        }
    }

    /// <summary>Where both answer, the panel hears neither, and they do not hear each other.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(120)]
    public void Two_that_answer_at_the_same_time_should_part(int? stored)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            var (one, other) = (New(stored: (ushort?)stored), New(stored: (ushort?)stored, later: true));
            one.Hear(Table());
            other.Hear(Table());
            var parted = false;
            for (var cycle = 0; cycle < 200 && !parted; cycle++)
            {
                foreach (var address in new[] { stored ?? 105 + (cycle % 26), 105 + (cycle % 26) }.Select(a => (ushort)a))
                {
                    var (a, b) = (one.Identify(Identify(address)), other.Identify(Identify(address)));
                    parted = a is null != b is null;
                    if (parted)
                    {
                        var (heard, loser) = a is null ? (b!.Value, one) : (a.Value, other);
                        loser.Hear(Foreign(heard));
                        Assert.Equal(stored is not null, loser.Address == heard);
                        break;
                    }
                }

                _time.Advance(TimeSpan.FromSeconds(3));
            }

            Assert.True(parted);
        }
    }

    public void Dispose() => _time.Dispose();

    private static Frame Identify(ushort address) => new(address, BusAddress.Panel, Command.Identify);

    private static Frame Foreign(ushort address) => new(BusAddress.Panel, address, Command.IdentifyAnswer);

    private static Frame Table() => DeviceTable.Write([new(1, 20), new(100, 20)]);

    /// <summary>The panel offers the address until it is taken: after a failure that is left to chance.</summary>
    private static ushort? Insist(AddressClaim claim, ushort address) =>
        Enumerable.Range(0, 50).Select(_ => claim.Identify(Identify(address))).FirstOrDefault(answer => answer is not null);

    private AddressClaim New(Gm3Options? options = null, ushort? stored = null, bool later = false)
    {
        if (later)
        {
            _time.Advance(TimeSpan.FromTicks(1));
        }

        var claim = new AddressClaim(options ?? new Gm3Options(), _time);
        claim.Restore(stored is { } address ? [(byte)address, (byte)(address >> 8)] : null);
        return claim;
    }

    private AddressClaim Listening()
    {
        var claim = New();
        claim.Hear(Table());
        return claim;
    }
}

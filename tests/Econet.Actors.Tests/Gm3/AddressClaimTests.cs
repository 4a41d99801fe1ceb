using Econet.Actors.Gm3;
using Econet.Actors.Tests.Harness;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Tests.Gm3;

public sealed class AddressClaimTests : IDisposable
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Claim_should_wait_for_a_device_table_before_it_answers()
    {
        var claim = new AddressClaim(null, _time);

        Assert.Null(claim.Identify(Identify(105)));
        claim.Hear(DeviceTable.Write([new(1, 20), new(100, 20)]));
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
        claim.Hear(new Frame(100, 106, Command.IdentifyAnswer));

        Assert.Null(claim.Identify(Identify(106)));
    }

    [Fact]
    public void Claim_should_own_the_address_once_a_token_is_granted_to_it()
    {
        var claim = Listening();
        claim.Identify(Identify(107));

        Assert.Equal((ushort?)107, claim.Identify(Identify(107)));
        Assert.Null(claim.Identify(Identify(108)));
        Assert.False(claim.Granted(108));
        Assert.False(claim.Confirmed);
        Assert.True(claim.Granted(107));
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
        Assert.Equal((ushort?)108, claim.Identify(Identify(108)));
    }

    [Fact]
    public void Claim_should_answer_only_to_its_known_address()
    {
        var claim = new AddressClaim(120, _time);

        Assert.Null(claim.Identify(Identify(105)));
        Assert.Equal((ushort?)120, claim.Identify(Identify(120)));
        Assert.False(claim.Granted(105));
        Assert.True(claim.Granted(120));
    }

    public void Dispose() => _time.Dispose();

    private static Frame Identify(ushort address) => new(address, BusAddress.Panel, Command.Identify);

    private AddressClaim Listening()
    {
        var claim = new AddressClaim(null, _time);
        claim.Hear(DeviceTable.Write([new(1, 20)]));
        return claim;
    }
}

using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Tests.Gm3;

public sealed class ThermostatPairingTests : IDisposable
{
    private const ushort Former = 170;
    private const ushort Assigned = 171;

    private readonly VirtualTime _time = new();
    private readonly ThermostatPairing _pairing;

    public ThermostatPairingTests()
    {
        _pairing = new ThermostatPairing(_time);
        _pairing.Restore(Former);
        _pairing.Request();
        Assert.Equal(BusAddress.PairingThermostat, _pairing.AnswerFrom(Service.PairingBeacon()));
        Assert.Equal(Assigned, _pairing.AnswerFrom(Assignment));
    }

    private static Frame Assignment => AddressAssignment.Write(BusAddress.PairingThermostat, Assigned);

    [Fact]
    public void Pairing_should_end_with_the_first_request_to_the_new_address()
    {
        Assert.Equal((PairingState.BeaconResponded, Former), (_pairing.State, _pairing.Address));
        Assert.True(_pairing.IsOwn(Former) && _pairing.IsOwn(Assigned));
        Assert.False(_pairing.Asked(Former));

        Assert.True(_pairing.Asked(Assigned));

        Assert.Equal((PairingState.Paired, Assigned), (_pairing.State, _pairing.Address));
        Assert.False(_pairing.IsOwn(Former));
        Assert.False(_pairing.Asked(Assigned));
    }

    [Fact]
    public void Pairing_should_acknowledge_again_when_the_address_is_assigned_again() =>
        Assert.Equal(Assigned, _pairing.AnswerFrom(Assignment));

    [Fact]
    public void Pairing_should_answer_beacons_again_when_the_panel_does_not_ask_for_more_than_a_cycle()
    {
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(_pairing.AnswerFrom(Service.PairingBeacon()));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(BusAddress.PairingThermostat, _pairing.AnswerFrom(Service.PairingBeacon()));
    }

    [Fact]
    public void Pairing_should_keep_the_former_address_when_the_panel_does_not_ask_within_a_minute()
    {
        _time.Advance(TimeSpan.FromSeconds(61));
        _pairing.CheckPatience();

        Assert.Equal((PairingState.Paired, Former), (_pairing.State, _pairing.Address));
        Assert.False(_pairing.IsOwn(Assigned));
    }

    [Fact]
    public void Pairing_should_end_with_a_request_to_the_assigned_address_when_it_was_asked_for_again()
    {
        _pairing.Request();

        Assert.True(_pairing.Asked(Assigned));
        Assert.Equal(PairingState.Paired, _pairing.State);
    }

    [Fact]
    public void Pairing_should_not_answer_beacons_sooner_after_an_assignment_when_it_was_asked_for_again()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        _pairing.Request();
        Assert.Null(_pairing.AnswerFrom(Service.PairingBeacon()));
        Assert.Equal(PairingState.BeaconResponded, _pairing.State);

        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(BusAddress.PairingThermostat, _pairing.AnswerFrom(Service.PairingBeacon()));
    }

    [Fact]
    public void Pairing_should_take_the_address_again_that_it_had_when_the_panel_assigns_that()
    {
        Assert.Equal(Former, _pairing.AnswerFrom(AddressAssignment.Write(BusAddress.PairingThermostat, Former)));

        Assert.False(_pairing.Asked(Former));
        Assert.Equal((PairingState.Paired, Former), (_pairing.State, _pairing.Address));
    }

    [Fact]
    public void Pairing_should_be_over_when_the_panel_in_pairing_mode_asks_at_the_address_that_it_had()
    {
        Assert.True(_pairing.Asked(Assigned));
        _pairing.Request();
        Assert.Equal(PairingState.PairingRequested, _pairing.State);

        Assert.Null(_pairing.AnswerFrom(Service.PairingBeacon()));
        Assert.Equal((PairingState.Paired, Assigned), (_pairing.State, _pairing.Address));
    }

    [Fact]
    public void Pairing_should_answer_beacons_when_the_panel_has_not_asked_at_the_address_that_it_had_for_more_than_a_cycle()
    {
        Assert.True(_pairing.Asked(Assigned));
        _time.Advance(TimeSpan.FromSeconds(13));
        _pairing.Request();

        Assert.Equal(BusAddress.PairingThermostat, _pairing.AnswerFrom(Service.PairingBeacon()));
    }

    public void Dispose() => _time.Dispose();
}

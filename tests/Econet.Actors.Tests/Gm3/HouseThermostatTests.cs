using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Gm3.Thermostat;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public sealed class HouseThermostatTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Gm3Options Options = new() { Thermostat = new ThermostatOptions { Fallback = 17.5f } };

    [Fact]
    public async Task Thermostat_should_be_paired_and_give_the_bus_what_it_is_told()
    {
        await using var house = await House.RunningAsync(options: Options);
        Assert.Equal(PairingState.Unpaired, (await house.Device.Thermostat.StatusAsync()).Pairing);

        await house.Device.Thermostat.SubmitAsync(21.25);
        var address = await PairAsync(house);

        Assert.Equal(address, (await house.Device.Thermostat.StatusAsync()).Address);
        Assert.Equal(21.25f, await TemperatureOnTheBus(house));
        await house.Device.Thermostat.SubmitAsync(20.5);
        Assert.Equal(20.5f, await TemperatureOnTheBus(house));
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
        Assert.Equal(0, house.Bus.Etiquette.Collisions);
    }

    [Fact]
    public async Task Bus_should_get_the_fallback_when_the_reading_is_too_old()
    {
        await using var house = await House.RunningAsync(options: Options);
        await PairAsync(house);
        Assert.Equal(17.5f, await TemperatureOnTheBus(house));

        await house.Device.Thermostat.SubmitAsync(23);
        house.Time.Advance(TimeSpan.FromMinutes(4.5));
        Assert.Equal(23, await TemperatureOnTheBus(house));
        house.Time.Advance(Minute);

        Assert.Equal(17.5f, await TemperatureOnTheBus(house));
        var status = await house.Device.Thermostat.StatusAsync();
        Assert.True(status.IsStale);
        Assert.Equal((23f, 17.5f), (status.Temperature!.Value, status.EffectiveTemperature));
    }

    [Fact]
    public async Task Pairing_should_end_after_a_minute_and_be_possible_again()
    {
        await using var house = await House.RunningAsync(options: Options);
        await house.Device.Thermostat.PairAsync();
        house.Time.Advance(Minute + TimeSpan.FromSeconds(2));
        house.Bus.PairThermostats(Minute);
        house.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(house.Bus.Thermostats);
        Assert.Equal(PairingState.Unpaired, (await house.Device.Thermostat.StatusAsync()).Pairing);

        var address = await PairAsync(house);

        await house.Device.Thermostat.PairAsync();
        house.Time.Advance(Minute + TimeSpan.FromSeconds(2));
        Assert.Equal((PairingState.Paired, address), await StateAsync(house));
    }

    [Fact]
    public async Task Thermostat_should_keep_its_address_however_often_it_is_paired_again()
    {
        await using var house = await House.RunningAsync(options: Options);
        var address = await PairAsync(house);

        house.Bus.PairThermostats(TimeSpan.FromMinutes(10));
        for (var time = 0; time < 40; time++)
        {
            await house.Device.Thermostat.PairAsync();
            house.Time.Advance(TimeSpan.FromSeconds(4));
        }

        house.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((PairingState.Paired, address), await StateAsync(house));
        Assert.Equal([address], house.Bus.Thermostats.Keys);
    }

    [Fact]
    public async Task Thermostat_should_be_paired_again_when_the_panel_has_forgotten_it()
    {
        await using var house = await House.RunningAsync(options: Options);
        await PairAsync(house);

        house.Bus.ForgetThermostats();
        house.Time.Advance(TimeSpan.FromSeconds(15));
        await house.Device.Thermostat.SubmitAsync(21.25);
        var address = await PairAsync(house);

        Assert.Equal([address], house.Bus.Thermostats.Keys);
        Assert.Equal(21.25f, await TemperatureOnTheBus(house));
    }

    [Fact]
    public async Task Pairing_should_be_repeated_when_the_panel_has_not_heard_that_it_was_acknowledged()
    {
        await using var house = await House.RunningAsync(options: Options);
        await house.Device.Thermostat.PairAsync();
        var lost = house.Bus.Inject(new FaultPlan().LoseAnswers().Where(IsAcknowledgement).Times(1));
        house.Bus.PairThermostats(Minute);
        await house.UntilAsync(TimeSpan.FromSeconds(10), () => Task.FromResult(lost.Struck == 1));
        house.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(PairingState.BeaconResponded, (await house.Device.Thermostat.StatusAsync()).Pairing);
        Assert.Empty(house.Bus.Thermostats);

        await house.UntilAsync(
            TimeSpan.FromSeconds(20), async () => (await house.Device.Thermostat.StatusAsync()).Pairing == PairingState.Paired);

        house.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((PairingState.Paired, house.Bus.Thermostats.Keys.Single()), await StateAsync(house));

        static bool IsAcknowledgement(Frame frame) =>
            frame.Source != BusAddress.PairingThermostat && BusAddress.IsThermostat(frame.Source) && frame.Command == Command.ServiceAnswer;
    }

    [Fact]
    public async Task Thermostat_should_be_known_to_the_panel_when_it_says_it_is_paired_on_a_noisy_bus()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { TokenSilence = TimeSpan.FromSeconds(3) }, Options);
        using var noise = house.Bus.Inject(new FaultPlan(seed: 3).BitErrors(5e-4).LoseAnswers(0.05));
        for (var time = 0; time < 8; time++)
        {
            house.Bus.ForgetThermostats();
            house.Time.Advance(TimeSpan.FromSeconds(15));
            await house.Device.Thermostat.PairAsync();
            house.Bus.PairThermostats(TimeSpan.FromSeconds(50));
            house.Time.Advance(Minute);
            house.Bus.PairThermostats(TimeSpan.Zero);

            // What was acknowledged in the last moment has its minute too.
            house.Time.Advance(Minute);
            var (state, address) = await StateAsync(house);
            Assert.Equal(PairingState.Paired, state);
            Assert.Contains(address, house.Bus.Thermostats.Keys);
        }
    }

    [Fact]
    public async Task Thermostat_should_answer_at_its_address_while_it_is_paired_anew()
    {
        await using var house = await House.RunningAsync(options: Options);
        var address = await PairAsync(house);
        await house.Device.Thermostat.PairAsync();

        await house.Device.Thermostat.SubmitAsync(21.5);

        Assert.Equal(21.5f, await TemperatureOnTheBus(house));
        Assert.Equal((PairingState.PairingRequested, address), await StateAsync(house));
    }

    [Fact]
    public async Task Restart_should_keep_the_address_the_reading_at_its_age_and_what_the_panel_wrote()
    {
        using var directory = new StateDirectory();
        var options = Options with { StateDirectory = directory.Path };
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        ushort address;
        await using (var house = await House.StartAsync(time, bus, options))
        {
            await house.UntilLearned();
            address = await PairAsync(house);
            await house.Device.Thermostat.SubmitAsync(22);
            bus.WriteThermostat(address, EcoSter.DayPreset, Value.Of(20.5f));
            time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(Value.Of(20.5f), bus.Thermostats[address].Values[EcoSter.DayPreset]);
        }

        await using var again = await House.StartAsync(time, bus, options);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(22f, bus.Thermostats[address].Temperature);
        Assert.Equal(Value.Of(20.5f), bus.Thermostats[address].Values[EcoSter.DayPreset]);
        Assert.InRange((await again.Device.Thermostat.StatusAsync()).Age!.Value.TotalSeconds, 19, 30);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(17.5f, bus.Thermostats[address].Temperature);
    }

    [Fact]
    public async Task Restart_should_keep_a_reading_that_came_soon_after_the_one_saved()
    {
        using var directory = new StateDirectory();
        var options = Options with { StateDirectory = directory.Path };
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        await using (var house = await House.StartAsync(time, bus, options))
        {
            await house.UntilLearned();
            await house.Device.Thermostat.SubmitAsync(20);
            time.Advance(TimeSpan.FromSeconds(100));
            await house.Device.Thermostat.SubmitAsync(25);
            await house.StopAsync();
        }

        await using var again = await House.StartAsync(time, bus, options);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(25, (await again.Device.Thermostat.StatusAsync()).Temperature);
    }

    [Fact]
    public async Task Bus_should_get_nothing_but_what_was_told_when_it_is_noisy()
    {
        await using var house = await House.RunningAsync(
            new Gm3SimulationOptions { TokenSilence = TimeSpan.FromSeconds(3) }, Options);
        var address = await PairAsync(house);
        using var noise = house.Bus.Inject(new FaultPlan(seed: 4).BitErrors(5e-4).LoseAnswers(0.05));

        var arrived = 0;
        for (var step = 0; step < 20; step++)
        {
            var told = 20 + (step % 2);
            await house.Device.Thermostat.SubmitAsync(told);
            house.Time.Advance(TimeSpan.FromSeconds(15));
            var seen = house.Bus.Thermostats[address].Temperature;
            Assert.Contains(seen, new float?[] { 20, 21, 17.5f });
            arrived += seen == told ? 1 : 0;
        }

        Assert.InRange(arrived, 15, 20);
        Assert.Equal((PairingState.Paired, address), await StateAsync(house));
    }

    [Fact]
    public async Task Structure_should_come_as_a_real_ones_does()
    {
        await using var house = await House.RunningAsync(options: Options);
        using var listener = await BusListener.AttachAsync(house);

        var address = await PairAsync(house);
        house.Time.Advance(TimeSpan.FromSeconds(5));

        var answers = listener.Frames.Where(f => f.Source == address && f.Command == Command.GetParamsStructWithRangeAnswer);
        Assert.Equal([14, 16, 5], answers.Select(f => (int)f.Data.Span[0]).Take(3));
        Assert.Contains(listener.Frames, f => f.Source == address && f.Command == Command.NoData);
        Assert.All(answers, f => Assert.InRange(f.Data.Length, 1, EcoSter.AnswerLimit));
    }

    [Fact]
    public async Task Answer_should_begin_within_50_ms_while_the_gateway_works_its_own_token()
    {
        await using var house = await House.RunningAsync(options: Options);
        using var listener = await BusListener.AttachAsync(house);
        var address = await PairAsync(house);
        var own = await house.Address();
        var question = new Frame(address, BusAddress.Panel, Command.GetParams, new ParameterSelection(byte.MaxValue, 0).ToArray());
        var answered = 0;
        for (var time = 0; time < 60; time++)
        {
            await house.UntilTokenHeld();
            house.Time.Advance(TimeSpan.FromMilliseconds(time % 30) + TimeSpan.FromMicroseconds(7 * time));

            // A panel does not speak while another one owes an answer; what is spoken into an answer on its way the bus garbles.
            var isAnswerDue = listener.Frames[^1].Source == own;
            var (collisions, before, asked) = (house.Bus.Etiquette.Collisions, listener.Arrivals.Count, house.Time.GetTimestamp());
            listener.Send(question);
            house.Time.Advance(TimeSpan.FromMilliseconds(150));
            house.UntilTokenReturned();
            if (isAnswerDue || house.Bus.Etiquette.Collisions > collisions)
            {
                continue;
            }

            var answer = listener.Arrivals.Skip(before).First(arrival => arrival.Frame.Source == address);
            var wire = TimeSpan.FromSeconds((answer.Frame.Size + question.Size) * 10 / 115_200.0);
            Assert.InRange(TimeSpan.FromTicks(answer.At - asked) - wire, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
            answered++;
        }

        Assert.InRange(answered, 10, 60);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(50.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Temperature_should_be_refused_when_no_room_has_it(double temperature)
    {
        await using var house = await House.StartAsync(options: Options);

        var error = await Assert.ThrowsAsync<EconetException>(() => house.Device.Thermostat.SubmitAsync(temperature));

        Assert.Equal(EconetError.OutOfRange, error.Error);
    }

    [Fact]
    public async Task Device_without_a_thermostat_should_say_so()
    {
        await using var house = await House.StartAsync();

        var error = await Assert.ThrowsAsync<EconetException>(() => house.Within(Minute, house.Device.Thermostat.StatusAsync()));

        Assert.Equal((EconetError.Unavailable, "The virtual thermostat is not enabled"), (error.Error, error.Message));
    }

    private static async Task<(PairingState, ushort)> StateAsync(House house)
    {
        var status = await house.Device.Thermostat.StatusAsync();
        return (status.Pairing, status.Address!.Value);
    }

    private static async Task<ushort> PairAsync(House house)
    {
        var before = house.Bus.Thermostats.Keys.ToHashSet();
        Assert.Equal(PairingState.PairingRequested, (await house.Device.Thermostat.PairAsync()).Pairing);
        house.Bus.PairThermostats(TimeSpan.FromSeconds(20));
        await house.UntilAsync(TimeSpan.FromSeconds(20), () => Task.FromResult(house.Bus.Thermostats.Keys.Any(a => !before.Contains(a))));
        house.Bus.PairThermostats(TimeSpan.Zero);
        house.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(PairingState.Paired, (await house.Device.Thermostat.StatusAsync()).Pairing);
        return house.Bus.Thermostats.Keys.Single(a => !before.Contains(a));
    }

    /// <summary>What the panel reads in its next cycle.</summary>
    private static async Task<float?> TemperatureOnTheBus(House house)
    {
        var address = (await house.Device.Thermostat.StatusAsync()).Address!.Value;
        house.Time.Advance(TimeSpan.FromSeconds(7));
        return house.Bus.Thermostats[address].Temperature;
    }
}

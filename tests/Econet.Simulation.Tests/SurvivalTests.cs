using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Gm3.Thermostat;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Simulation.Tests;

/// <summary>Whatever the simulated heat pump is asked or answered, it goes on.</summary>
public class SurvivalTests
{
    private static readonly Gm3SimulationOptions Quick = new() { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task Panel_should_go_on_when_more_thermostats_come_than_it_has_addresses_for()
    {
        await using var run = new SimulatorRun(Quick);
        var serial = 0;
        run.OnFrame = frame =>
        {
            if (Service.TryFunction(frame, out var function) && function == ServiceFunction.PairingBeacon)
                Answer(run, frame, BusAddress.PairingThermostat, Command.ServiceAnswer, EcoSter.Identity($"{serial++:D10}"));
            else if (AddressAssignment.TryParse(frame, out var address))
                Answer(run, frame, address, Command.ServiceAnswer, EcoSter.Identity("ours"));
        };
        run.Simulator.PairThermostats(TimeSpan.FromHours(1));
        run.Simulator.Start();

        run.Run(TimeSpan.FromSeconds(60));

        AssertGoesOn(run);
        Assert.Equal(Enumerable.Range(166, 34), run.Simulator.Thermostats.Keys.Select(address => (int)address).Order());
        Assert.True(serial > 40);
    }

    [Fact]
    public async Task Panel_should_offer_the_same_address_to_a_thermostat_that_it_knows()
    {
        await using var run = new SimulatorRun(Quick);
        var offered = new List<ushort>();
        run.OnFrame = frame =>
        {
            if (Service.TryFunction(frame, out var function) && function == ServiceFunction.PairingBeacon)
                Answer(run, frame, BusAddress.PairingThermostat, Command.ServiceAnswer, EcoSter.Identity("1"));
            else if (AddressAssignment.TryParse(frame, out var address))
            {
                offered.Add(address);
                Answer(run, frame, address, Command.ServiceAnswer, EcoSter.Identity("1"));
            }
        };
        run.Simulator.PairThermostats(TimeSpan.FromHours(1));
        run.Simulator.Start();

        run.Run(TimeSpan.FromSeconds(10));

        Assert.True(offered.Count > 5);
        Assert.Single(offered.Distinct());
    }

    [Theory]
    [InlineData(Command.GetParamsStructWithRangeAnswer, "")]
    [InlineData(Command.GetParamsStructWithRangeAnswer, "000000")]
    [InlineData(Command.GetParamsStructWithRangeAnswer, "FF0000")]
    [InlineData(Command.GetParamsAnswer, "")]
    [InlineData(Command.GetParamsAnswer, "FFFFFF")]
    [InlineData(Command.ServiceAnswer, "")]
    [InlineData(Command.Error, "")]
    public async Task Panel_should_go_on_whatever_a_thermostat_answers(Command command, string data)
    {
        await using var run = new SimulatorRun(Quick);
        run.OnFrame = frame =>
        {
            if (Service.TryFunction(frame, out var function) && function == ServiceFunction.PairingBeacon)
                Answer(run, frame, BusAddress.PairingThermostat, Command.ServiceAnswer, []);
            else if (AddressAssignment.TryParse(frame, out var address))
                Answer(run, frame, address, Command.ServiceAnswer, []);
            else if (run.Simulator.Thermostats.ContainsKey(frame.Destination))
                Answer(run, frame, frame.Destination, command, Convert.FromHexString(data));
        };
        run.Simulator.PairThermostats(TimeSpan.FromSeconds(5));
        run.Simulator.Start();

        run.Run(TimeSpan.FromSeconds(10));

        Assert.NotEmpty(run.Simulator.Thermostats);
        AssertGoesOn(run);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Simulator_should_go_on_whatever_it_is_asked(int seed)
    {
        await using var run = new SimulatorRun(Quick with { Seed = seed, MaxTokenHold = TimeSpan.FromSeconds(1) });
        var random = new Random(seed);
        run.Simulator.PairThermostats(TimeSpan.FromHours(1));
        run.Simulator.Start();

        ushort[] addresses =
        [
            BusAddress.Controller, BusAddress.Panel, BusAddress.FirstPeripheral, BusAddress.EconetModule, BusAddress.PairingThermostat,
            SimulatedDevices.ThermostatAddress, 166, 0, BusAddress.Broadcast,
        ];
        foreach (var command in Enum.GetValues<Command>())
        {
            foreach (var destination in addresses)
            {
                for (var time = 0; time < 12; time++)
                {
                    run.Send(new Frame(destination, addresses[random.Next(addresses.Length)], command, Data(random)));
                    run.Time.Advance(TimeSpan.FromMilliseconds(random.Next(20)));
                }
            }
        }

        AssertGoesOn(run);
    }

    [Fact]
    public async Task Simulator_should_go_on_when_a_part_of_it_fails_and_tell_so()
    {
        await using var run = new SimulatorRun(Quick);
        run.Simulator.Start();
        run.Run(TimeSpan.FromSeconds(1));

        using (run.Simulator.Inject(new FaultPlan().LoseAnswers().Where(_ => throw new InvalidOperationException("Broken"))))
            run.Run(TimeSpan.FromSeconds(2));

        Assert.All(run.Simulator.Failures, failure => Assert.Equal("Broken", failure.Message));
        Assert.NotEmpty(run.Simulator.Failures);
        run.Run(TimeSpan.FromSeconds(2));
        Assert.True(HasCycle(run));
    }

    private static void AssertGoesOn(SimulatorRun run)
    {
        run.OnFrame = null;
        Assert.Empty(run.Simulator.Failures);
        Assert.True(HasCycle(run));
        Assert.Empty(run.Simulator.Failures);
    }

    /// <summary>The panel comes to the end of a cycle: everything before it was said.</summary>
    private static bool HasCycle(SimulatorRun run)
    {
        run.Frames.Clear();
        run.Run(TimeSpan.FromSeconds(20));
        return run.Frames.Count(frame => DeviceTable.TryParse(frame, out _)) >= 2;
    }

    private static void Answer(SimulatorRun run, Frame request, ushort source, Command command, byte[] data) =>
        run.SendAfter(TimeSpan.FromMilliseconds(3), new Frame(request.Source, source, command, data));

    /// <summary>Nothing, anything, or what begins like a request.</summary>
    private static byte[] Data(Random random)
    {
        var data = new byte[random.Next(4) switch { 0 => 0, 1 => 3, 2 => random.Next(20), _ => random.Next(300) }];
        random.NextBytes(data);
        byte[] begin = random.Next(6) switch
        {
            0 => AlarmLog.WriteRequest((byte)random.Next(256)),
            1 => Modify.Write((ushort)random.Next(2000), Value.Of((float)random.NextDouble())),
            2 => [.. Service.TokenGrant(0).Data.Span],
            3 => [.. AddressAssignment.Write(0, (ushort)random.Next(65536)).Data.Span],
            4 => new ParameterSelection((byte)random.Next(256), (ushort)random.Next(2000)).ToArray(),
            _ => [],
        };
        return random.Next(2) == 0 ? begin : [.. begin, .. data];
    }
}

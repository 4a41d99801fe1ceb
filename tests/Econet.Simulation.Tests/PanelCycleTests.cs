using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Tests;

public class PanelCycleTests
{
    [Fact]
    public async Task Bus_should_be_the_same_byte_for_byte_when_the_seed_is()
    {
        async Task<byte[]> Record(int seed)
        {
            await using var run = new SimulatorRun(new() { Seed = seed });
            run.Simulator.Start();
            run.Run(TimeSpan.FromSeconds(7));
            return [.. run.Bytes];
        }

        var first = await Record(1);
        Assert.Equal(first, await Record(1));
        Assert.NotEqual(first, await Record(2));
    }

    [Fact]
    public async Task Panel_should_go_through_its_cycle_in_order()
    {
        await using var run = new SimulatorRun();
        run.Simulator.Start();
        run.Run(TimeSpan.FromSeconds(3));

        int At(Func<Frame, bool> match) => run.Frames.FindIndex(frame => match(frame));
        int[] order =
        [
            At(f => f is { Command: Command.Identify, Destination: BusAddress.EconetModule }),
            At(f => f is { Command: Command.Identify, Destination: BusAddress.FirstPeripheral }),
            At(f => f is { Command: Command.GetParams, Source: BusAddress.Broadcast }),
            At(f => f is { Command: Command.GetParams, Destination: 165 }),
            At(f => f is { Command: Command.ModifyParam, Source: BusAddress.Panel }),
            At(f => Clock.TryParse(f, out _)),
            At(f => DeviceTable.TryParse(f, out _)),
        ];
        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
        Assert.Equal(0, run.BytesSkipped);
    }

    [Fact]
    public async Task Panel_should_probe_each_free_address_twice_in_a_row()
    {
        await using var run = new SimulatorRun();
        run.Simulator.Start();
        run.Run(TimeSpan.FromSeconds(5.9));

        var probed = run.Frames.Where(f => f.Command == Command.Identify && BusAddress.IsPeripheral(f.Destination))
            .Select(f => (int)f.Destination);
        Assert.Equal([105, 105, 106, 106, 107, 107, 108, 108], probed);
    }

    [Fact]
    public async Task Polling_module_should_read_all_controller_values_in_fifteen_broadcast_answers()
    {
        await using var run = new SimulatorRun();
        run.Simulator.Start();
        run.Run(TimeSpan.FromSeconds(2.9));

        var answers = run.Frames.Where(f => f is { Command: Command.GetParamsAnswer, Source: BusAddress.Controller }).ToList();
        var types = Enumerable.Range(0, 1447).Select(i => run.Simulator.Definition(i).Type).ToArray();
        var next = 0;
        foreach (var answer in answers)
        {
            Assert.Equal(BusAddress.Broadcast, answer.Destination);
            Assert.Equal(ValueAnswerFault.None, ValueAnswer.Parse(answer.Data.Span, types, out var first, out var values));
            Assert.Equal(next, first);
            next += values.Length;
        }

        Assert.Equal(15, answers.Count);
        Assert.Equal(1447, next);
        Assert.InRange(answers.Sum(a => a.Size), 5000, 6500);
        Assert.Equal(15, run.Simulator.RequestsFrom(BusAddress.Broadcast));
    }

    [Fact]
    public async Task Thermostat_should_be_polled_as_on_a_real_bus()
    {
        await using var run = new SimulatorRun();
        run.Simulator.Start();
        run.Run(TimeSpan.FromSeconds(2.9));

        var exchange = run.Frames.Where(f => f.Source == 165 || f.Destination == 165).ToList();
        Assert.Equal(
            [Command.GetParams, Command.GetParamsAnswer, Command.GetParams, Command.NoData], exchange.Select(f => f.Command));
        Assert.Equal(191, exchange[1].Size);
        Assert.Equal([0xFF, 35, 0], exchange[2].Data.ToArray());
    }

    [Fact]
    public async Task Long_frames_should_come_in_pieces_when_paced_and_whole_when_not()
    {
        await using var paced = new SimulatorRun(new() { Paced = true });
        paced.Simulator.Start();
        paced.Run(TimeSpan.FromSeconds(2.9));
        await using var unpaced = new SimulatorRun(new() { Paced = false });
        unpaced.Simulator.Start();
        unpaced.Run(TimeSpan.FromSeconds(2.9));

        Assert.True(paced.Chunks > paced.Frames.Count + 40);
        Assert.Equal(unpaced.Frames.Count, unpaced.Chunks);
        Assert.Equal(
            paced.Frames.Select(f => (f.Command, f.Destination, f.Source)), unpaced.Frames.Select(f => (f.Command, f.Destination, f.Source)));
    }

    [Fact]
    public async Task A_frame_should_take_its_bytes_time_on_the_wire()
    {
        await using var run = new SimulatorRun(new() { PollingModule = false });
        var sent = run.Time.GetTimestamp();
        TimeSpan? heard = null;
        run.Send(new Frame(1, BusAddress.FirstPeripheral, Command.GetParams, new ParameterSelection(100, 0).ToArray()));
        run.OnFrame = _ => heard ??= run.Time.GetElapsedTime(sent);
        run.RunUntil(() => heard is not null, TimeSpan.FromSeconds(1));

        // 14 bytes of request, 8 ms until the controller begins, and the answer, seen in steps of a millisecond.
        var expected = ((14 + run.Frames[0].Size) * 0.0868) + 8;
        Assert.InRange(heard!.Value.TotalMilliseconds, expected, expected + 3);
    }

    [Fact]
    public async Task Panel_should_go_on_with_its_cycles_when_the_controller_is_mute()
    {
        await using var run = new SimulatorRun(new() { Faults = new FaultPlan().MuteController() });
        run.Simulator.Start();
        run.Run(TimeSpan.FromSeconds(7));

        Assert.DoesNotContain(run.Frames, f => f.Source == BusAddress.Controller);
        Assert.True(run.Frames.Count(f => Clock.TryParse(f, out _)) >= 2);
    }
}

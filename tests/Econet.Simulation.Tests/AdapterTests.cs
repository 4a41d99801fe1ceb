using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Simulation.Tests;

/// <summary>What an adapter does to what it carries.</summary>
public class AdapterTests
{
    private const ushort Me = BusAddress.FirstPeripheral;

    [Fact]
    public async Task Adapter_should_hand_bytes_on_after_a_pause_or_when_its_buffer_is_full()
    {
        await using var direct = new SimulatorRun();
        await using var behind = new SimulatorRun(Behind(new AdapterOptions { Gap = TimeSpan.FromMilliseconds(50), BufferSize = 300 }));
        foreach (var run in new[] { direct, behind })
        {
            run.Simulator.Start();
            run.Run(TimeSpan.FromSeconds(2.9));
        }

        Assert.Equal(direct.Bytes, behind.Bytes);
        Assert.InRange(behind.Chunks, behind.Bytes.Count / 300, direct.Chunks / 3);
        Assert.Equal(0, behind.BytesSkipped);
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(0, 30)]
    [InlineData(20, 10)]
    public async Task Adapter_should_take_its_time_both_ways(int inwards, int outwards)
    {
        await using var run = new SimulatorRun(
            Behind(new AdapterOptions { DelayIn = TimeSpan.FromMilliseconds(inwards), DelayOut = TimeSpan.FromMilliseconds(outwards) }));
        run.StartAndTakeToken();
        var asked = run.Time.GetTimestamp();

        run.Ask(new Frame(BusAddress.Controller, Me, Command.GetParams, new ParameterSelection(1, 0).ToArray()));

        // The request's way, what the controller thinks, the frames' own time, and 20 ms more that a run lets pass behind each answer.
        Assert.InRange(run.Time.GetElapsedTime(asked).TotalMilliseconds, 30 + 8 + 2 + 20, 30 + 8 + 5 + 20);
    }

    [Fact]
    public async Task Lines_behind_an_adapter_should_hear_the_bus_and_not_each_other()
    {
        await using var run = new SimulatorRun(Behind(new AdapterOptions()));
        var other = new Ear();
        await using var line = await run.Simulator.Port.OpenAsync(other, default);
        run.StartAndTakeToken();
        var before = other.Heard.Count;

        // From our address, and nobody's fault: the bus hears one adapter.
        line.Send(new Frame(BusAddress.Controller, Me, Command.GetParams, new ParameterSelection(1, 7).ToArray()).ToArray());
        run.Frames.Clear();
        run.Run(TimeSpan.FromMilliseconds(100));

        var answer = Assert.Single(run.Frames);
        Assert.Equal((Me, Command.GetParamsAnswer), (answer.Destination, answer.Command));
        Assert.Equal(answer.ToArray(), other.Heard.Skip(before));
        Assert.Equal((0, 0), (run.Simulator.Etiquette.WithoutToken, run.Simulator.Etiquette.Collisions));
    }

    [Fact]
    public async Task Adapter_should_give_the_next_one_what_it_has_kept()
    {
        var time = new FakeTimeProvider();
        using var bus = new Gm3Simulator(Behind(new AdapterOptions { Backlog = 100 }), time);
        bus.Start();
        var (first, second) = (new Ear(), new Ear());
        await (await bus.Port.OpenAsync(first, default)).DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(first.Heard);

        await using var line = await bus.Port.OpenAsync(second, default);

        Assert.Equal(100, second.Heard.Count);
    }

    [Fact]
    public async Task Lines_behind_an_adapter_should_all_end_when_the_cable_is_pulled_and_open_again_behind_it()
    {
        var time = new FakeTimeProvider();
        using var bus = new Gm3Simulator(Behind(new AdapterOptions()), time);
        var ears = new[] { new Ear(), new Ear() };
        foreach (var ear in ears)
            await bus.Port.OpenAsync(ear, default);

        bus.Unplug();
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.All(ears, ear => Assert.NotNull(ear.GoneBecause));
        await Assert.ThrowsAsync<BusPortException>(() => bus.Port.OpenAsync(new Ear(), default));

        bus.Replug();
        time.Advance(TimeSpan.FromMilliseconds(1));
        await using var line = await bus.Port.OpenAsync(new Ear(), default);
    }

    [Fact]
    public async Task Etiquette_should_count_an_answer_to_IDENTIFY_that_comes_when_the_panel_has_gone_on()
    {
        await using var run = new SimulatorRun();
        run.OnFrame = frame =>
        {
            if (frame.Destination == Me && frame.Command == Command.Identify)
                run.SendAfter(TimeSpan.FromMilliseconds(120), new Frame(BusAddress.Panel, Me, Command.IdentifyAnswer, SimulatorRun.Identity));
        };
        run.Simulator.Start();
        run.Run(TimeSpan.FromSeconds(3));

        // The panel asks twice: the first answer comes when it has asked again, and nothing tells that it is not the answer to that.
        Assert.Equal(1, run.Simulator.Etiquette.WithoutToken);
    }

    private static Gm3SimulationOptions Behind(AdapterOptions adapter) => new() { Adapter = adapter };

    private sealed class Ear : IBusReceiver
    {
        public List<byte> Heard { get; } = [];

        public string? GoneBecause { get; private set; }

        public void Received(ReadOnlyMemory<byte> bytes) => Heard.AddRange(bytes.Span);

        public void Gone(string reason) => GoneBecause = reason;
    }
}

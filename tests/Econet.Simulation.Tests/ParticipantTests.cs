using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Tests;

public class ParticipantTests
{
    private const ushort Me = BusAddress.FirstPeripheral;

    private static Frame Structures(ushort device, ushort first) => new(
        device, Me, device == BusAddress.Panel ? Command.GetParamsStruct : Command.GetParamsStructWithRange,
        new ParameterSelection(100, first).ToArray());

    [Fact]
    public async Task Participant_should_get_an_address_and_the_token_and_read_structures_within_the_limits()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();

        var controller = run.Ask(Structures(BusAddress.Controller, 0));
        Assert.True(StructureAnswer.TryParse(controller.Data.Span, withRange: true, out var first));
        Assert.InRange(controller.Data.Length, 800, 880);
        Assert.Equal("TempCWU", run.Simulator.Definition(61).Name);
        Assert.Equal(first.Select((_, i) => run.Simulator.Definition(i)), first);

        var next = run.Ask(Structures(BusAddress.Controller, (ushort)first.Length));
        Assert.True(StructureAnswer.TryParse(next.Data.Span, withRange: true, out var second));
        Assert.Equal(first.Length, second[0].WireIndex);

        var panel = run.Ask(Structures(BusAddress.Panel, 0));
        Assert.True(StructureAnswer.TryParse(panel.Data.Span, withRange: false, out var panels));
        Assert.InRange(panel.Data.Length, 120, 170);
        Assert.Equal(panels.Select((_, i) => run.Simulator.Definition(10_000 + i).Name), panels.Select(p => p.Name));

        run.Send(Service.TokenReturn(Me));
        run.Run(TimeSpan.FromSeconds(1));

        var manners = run.Simulator.Etiquette;
        Assert.Equal((1, 1), (manners.TokensGranted, manners.TokensReturned));
        Assert.Equal((0, 0, 0), (manners.WithoutToken, manners.TooEarly, manners.Collisions));
        Assert.InRange(manners.TokenHeld, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        Assert.Equal(3, run.Simulator.RequestsFrom(Me));
        Assert.Equal([Me], run.Simulator.Peripherals);
    }

    [Fact]
    public async Task Discovery_should_take_about_as_many_requests_as_on_a_real_bus()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();

        int Requests(ushort device)
        {
            var (requests, index) = (0, 0);
            while (true)
            {
                var answer = run.Ask(Structures(device, (ushort)index));
                if (answer.Command == Command.NoData)
                    return requests;

                requests++;
                index += answer.Data.Span[0];
            }
        }

        Assert.InRange(Requests(BusAddress.Controller), 34, 44);
        Assert.InRange(Requests(BusAddress.Panel), 38, 56);
    }

    [Fact]
    public async Task Panel_should_wait_for_the_token_until_it_is_returned()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();
        run.Frames.Clear();
        run.Run(TimeSpan.FromSeconds(60));
        Assert.Empty(run.Frames);

        run.Send(Service.TokenReturn(Me));
        run.Run(TimeSpan.FromSeconds(4));
        Assert.NotEmpty(run.Frames);
        Assert.InRange(run.Simulator.Etiquette.LongestTokenHold, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
    }

    [Fact]
    public async Task Panel_should_take_the_token_back_when_it_has_a_limit()
    {
        await using var run = new SimulatorRun(new() { MaxTokenHold = TimeSpan.FromSeconds(10) });
        run.StartAndTakeToken();
        run.Frames.Clear();
        run.Run(TimeSpan.FromSeconds(14));

        Assert.NotEmpty(run.Frames);
        Assert.Equal(0, run.Simulator.Etiquette.TokensReturned);
    }

    [Fact]
    public async Task Panel_should_probe_and_grant_at_once_when_it_remembers_a_peripheral()
    {
        await using var run = new SimulatorRun(new() { RememberedPeripherals = [117] });
        run.StartAndTakeToken(117);

        Assert.True(run.Simulator.LocalTime < new DateTime(2026, 1, 22, 20, 0, 4));
        Assert.Equal([117], run.Simulator.Peripherals.Select(p => (int)p));
    }

    [Fact]
    public async Task Panel_should_drop_a_peripheral_that_is_silent_and_know_it_again()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();
        run.Send(Service.TokenReturn(Me));
        run.Run(TimeSpan.FromSeconds(15));
        Assert.Empty(run.Simulator.Peripherals);
        Assert.Equal(1, run.Simulator.Etiquette.TokensGranted);

        run.OnFrame = frame =>
        {
            if (frame.Destination == Me && frame.Command == Command.Identify)
                run.SendAfter(TimeSpan.FromMilliseconds(20), new Frame(BusAddress.Panel, Me, Command.IdentifyAnswer, SimulatorRun.Identity));
        };
        run.RunUntil(() => run.Simulator.Etiquette.TokensGranted == 2, TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Panel_should_grant_no_token_when_told_so()
    {
        await using var run = new SimulatorRun(new() { Faults = new FaultPlan().GrantNoTokens() });
        run.OnFrame = frame =>
        {
            if (frame.Destination == Me && frame.Command == Command.Identify)
                run.SendAfter(TimeSpan.FromMilliseconds(20), new Frame(BusAddress.Panel, Me, Command.IdentifyAnswer, SimulatorRun.Identity));
        };
        run.Simulator.Start();
        run.Run(TimeSpan.FromSeconds(7));

        Assert.Equal([Me], run.Simulator.Peripherals);
        Assert.Equal(0, run.Simulator.Etiquette.TokensGranted);
    }

    [Fact]
    public async Task Etiquette_should_count_a_frame_without_the_token()
    {
        await using var run = new SimulatorRun();
        run.Send(Structures(BusAddress.Controller, 0));
        run.Run(TimeSpan.FromMilliseconds(200));

        Assert.Equal((1, 1), (run.Simulator.Etiquette.WithoutToken, run.Simulator.Etiquette.FramesSent));
        Assert.Single(run.Frames);
    }

    [Theory]
    [InlineData(100, 0, 0)]
    [InlineData(160, 1, 1)]
    public async Task Etiquette_should_tell_a_late_answer_from_other_frames_without_the_token(int milliseconds, int withoutToken, int tooLate)
    {
        await using var run = new SimulatorRun(new() { CycleInterval = TimeSpan.FromHours(1) });
        await using var panel = await run.Simulator.Port.OpenAsync(new Deaf(), CancellationToken.None);
        panel.Send(new Frame(113, BusAddress.Panel, Command.Identify).ToArray());
        run.Run(TimeSpan.FromMilliseconds(milliseconds));

        run.Send(new Frame(BusAddress.Panel, 113, Command.IdentifyAnswer));
        run.Run(TimeSpan.FromMilliseconds(20));
        var seen = run.Simulator.Etiquette;
        Assert.Equal((withoutToken, tooLate), (seen.WithoutToken - 1, seen.TooLate));

        // It has answered by now.
        run.Send(new Frame(BusAddress.Panel, 113, Command.IdentifyAnswer));
        run.Run(TimeSpan.FromMilliseconds(20));
        Assert.Equal((withoutToken + 1, tooLate), (run.Simulator.Etiquette.WithoutToken - 1, run.Simulator.Etiquette.TooLate));
    }

    [Theory]
    [InlineData(Command.GetParams, 170, 1)]
    [InlineData(Command.GetParams, 171, 0)]
    [InlineData(Command.Service, 170, 1)]
    public async Task Etiquette_should_count_what_a_thermostat_says_unasked(Command asked, ushort address, int breaches)
    {
        await using var run = new SimulatorRun();
        await using var panel = await run.Simulator.Port.OpenAsync(new Deaf(), CancellationToken.None);
        var question = asked == Command.Service
            ? AddressAssignment.Write(BusAddress.PairingThermostat, 171)
            : new Frame(171, BusAddress.Panel, asked, new ParameterSelection(255, 0).ToArray());
        panel.Send(question.ToArray());
        run.Run(TimeSpan.FromMilliseconds(50));
        var before = run.Simulator.Etiquette.WithoutToken;

        run.Send(new Frame(BusAddress.Panel, address, Command.NoData));
        run.Run(TimeSpan.FromMilliseconds(50));
        Assert.Equal(before + breaches, run.Simulator.Etiquette.WithoutToken);

        // And whoever was asked is late by now.
        run.Run(TimeSpan.FromMilliseconds(100));
        run.Send(new Frame(BusAddress.Panel, address, Command.NoData));
        run.Run(TimeSpan.FromMilliseconds(50));
        Assert.Equal(before + breaches + 1, run.Simulator.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Etiquette_should_count_a_frame_that_begins_too_early()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();
        Assert.Equal(0, run.Simulator.Etiquette.TooEarly);

        run.OnFrame = _ => run.Send(Structures(BusAddress.Controller, 0));
        run.Send(Structures(BusAddress.Controller, 0));
        run.Run(TimeSpan.FromMilliseconds(150));

        Assert.True(run.Simulator.Etiquette.TooEarly >= 1);
        Assert.Equal(TimeSpan.Zero, run.Simulator.Etiquette.ShortestGap);
    }

    [Fact]
    public async Task Etiquette_should_measure_the_shortest_gap()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();
        run.Ask(Structures(BusAddress.Controller, 0));
        run.Send(Service.TokenReturn(Me));
        run.Run(TimeSpan.FromMilliseconds(10));

        Assert.InRange(run.Simulator.Etiquette.ShortestGap!.Value, TimeSpan.FromMilliseconds(18), TimeSpan.FromMilliseconds(22));
    }

    [Fact]
    public async Task Colliding_frames_should_both_be_garbled_and_counted()
    {
        await using var run = new SimulatorRun();
        await using var other = await run.Simulator.Port.OpenAsync(new Deaf(), CancellationToken.None);
        run.Send(Structures(BusAddress.Controller, 0));
        other.Send(Structures(BusAddress.Panel, 0).ToArray());
        run.Run(TimeSpan.FromMilliseconds(200));

        Assert.Equal(1, run.Simulator.Etiquette.Collisions);
        var collision = Assert.Single(run.Simulator.Etiquette.Collided);
        Assert.Equal(Structures(BusAddress.Controller, 0).ToArray(), collision.First);
        Assert.Equal(Structures(BusAddress.Panel, 0).ToArray(), collision.Second);
        Assert.Empty(run.Frames);
        Assert.Equal(0, run.Simulator.RequestsFrom(Me));
    }

    [Fact]
    public async Task A_participant_should_hear_another_and_not_itself()
    {
        await using var run = new SimulatorRun();
        await using var other = await run.Simulator.Port.OpenAsync(new Deaf(), CancellationToken.None);
        var request = Structures(77, 0);
        run.Send(request);
        run.Run(TimeSpan.FromMilliseconds(100));
        Assert.Empty(run.Frames);

        other.Send(request.ToArray());
        run.Run(TimeSpan.FromMilliseconds(100));
        Assert.Equal([request], run.Frames);
    }

    [Fact]
    public async Task A_closed_line_should_hear_nothing_and_still_send_what_it_was_given()
    {
        await using var run = new SimulatorRun();
        var ears = new Deaf();
        var other = await run.Simulator.Port.OpenAsync(ears, CancellationToken.None);
        var request = Structures(BusAddress.Controller, 0);
        other.Send(request.ToArray());
        await other.DisposeAsync();
        run.Run(TimeSpan.FromMilliseconds(200));

        Assert.Equal(request, run.Frames[0]);
        Assert.Equal(2, run.Frames.Count);
        Assert.Equal(0, ears.BytesHeard);
    }

    [Fact]
    public async Task Unplugging_should_end_the_lines_and_refuse_new_ones_until_replugged()
    {
        await using var run = new SimulatorRun();
        run.Simulator.Start();
        run.Run(TimeSpan.FromMilliseconds(500));
        run.Simulator.Unplug();
        Assert.NotNull(run.GoneBecause);
        await Assert.ThrowsAsync<BusPortException>(() => run.Simulator.Port.OpenAsync(run, CancellationToken.None));

        var heard = run.Bytes.Count;
        run.Run(TimeSpan.FromSeconds(3));
        Assert.Equal(heard, run.Bytes.Count);

        run.Simulator.Replug();
        await using var line = await run.Simulator.Port.OpenAsync(run, CancellationToken.None);
        run.Run(TimeSpan.FromSeconds(3));
        Assert.True(run.Bytes.Count > heard);
    }

    private sealed class Deaf : IBusReceiver
    {
        public int BytesHeard { get; private set; }

        public void Received(ReadOnlyMemory<byte> bytes) => BytesHeard += bytes.Length;

        public void Gone(string reason)
        {
        }
    }
}

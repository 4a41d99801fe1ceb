using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Tests.Faults;

public class WireFaultTests
{
    private static readonly TimeSpan Second = FaultRun.Second;

    private static bool IsAnswer(Frame frame) => ((byte)frame.Command & 0x80) != 0 || frame.Command is Command.NoData or Command.Error;

    [Fact]
    public async Task Bits_should_turn_over_at_the_rate_of_the_plan()
    {
        await using var run = new SimulatorRun();
        var errors = run.Simulator.Inject(new FaultPlan(seed: 4).BitErrors(5e-4));
        run.Simulator.Start();
        run.Run(30 * Second);

        Assert.InRange(errors.Struck / (8.0 * run.Bytes.Count), 4e-4, 6e-4);
        Assert.True(run.BytesSkipped > 1000);
    }

    [Fact]
    public async Task Everybody_should_hear_the_same_damaged_bytes()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().BitErrors(0.002));
        var ears = new Ears();
        await using var other = await run.Simulator.Port.OpenAsync(ears, CancellationToken.None);
        run.Send(FaultRun.Settings.ToArray());
        run.Simulator.Start();
        run.Run(3 * Second);

        Assert.True(run.BytesSkipped > 0);
        var sent = ears.Bytes.Count - run.Bytes.Count;
        Assert.Equal(FaultRun.Settings.Size, sent);
        Assert.EndsWith(Convert.ToHexString(run.Bytes.ToArray().AsSpan(100)), Convert.ToHexString(ears.Bytes.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_request_should_not_reach_the_device()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().BitErrors(0.2));

        Assert.Empty(run.Hear(FaultRun.Settings));
        Assert.Equal(0, run.Simulator.RequestsFrom(FaultRun.Me));
    }

    [Fact]
    public async Task A_request_behind_a_damaged_one_should_be_answered_when_the_bus_was_silent_between()
    {
        await using var run = new SimulatorRun();
        var bytes = FaultRun.Settings.ToArray();
        bytes[1] += 200;
        run.Send(bytes);
        run.Run(Second);

        Assert.Single(run.Hear(FaultRun.Settings));
    }

    [Fact]
    public async Task Answers_should_be_lost_at_the_rate_of_the_plan()
    {
        await using var run = new SimulatorRun();
        var lost = run.Simulator.Inject(new FaultPlan(seed: 5).LoseAnswers(0.2));
        run.Simulator.Start();
        run.Run(60 * Second);

        var heard = run.Frames.Count(IsAnswer);
        Assert.InRange(lost.Struck / (double)(lost.Struck + heard), 0.16, 0.24);
        Assert.Equal(0, run.BytesSkipped);
    }

    [Fact]
    public async Task A_lost_request_should_not_reach_the_device()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().LoseRequests());

        Assert.Empty(run.Hear(FaultRun.Settings));
        Assert.Equal(0, run.Simulator.RequestsFrom(FaultRun.Me));
    }

    [Fact]
    public async Task A_truncated_answer_should_be_a_beginning_of_the_whole_one()
    {
        await using var whole = new SimulatorRun();
        whole.Hear(FaultRun.Values);
        await using var run = FaultRun.Quiet(new FaultPlan().TruncateAnswers());

        Assert.Empty(run.Hear(FaultRun.Values));
        Assert.InRange(run.Bytes.Count, 1, whole.Bytes.Count - 1);
        Assert.Equal(whole.Bytes.Take(run.Bytes.Count), run.Bytes);
    }

    [Fact]
    public async Task A_doubled_answer_should_come_twice()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().DoubleAnswers());
        var frames = run.Hear(FaultRun.Settings);

        Assert.Equal(2, frames.Count);
        Assert.Equal(frames[0], frames[1]);
    }

    [Fact]
    public async Task A_late_answer_should_come_so_much_later()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().DelayAnswers(by: 2.5 * Second));
        var sent = run.Time.GetTimestamp();
        TimeSpan? heard = null;
        run.OnFrame = _ => heard = run.Time.GetElapsedTime(sent);
        run.Send(FaultRun.Settings);
        run.Run(4 * Second);

        Assert.InRange(heard!.Value.TotalSeconds, 2.5, 2.6);
    }

    [Fact]
    public async Task A_mimicked_answer_should_look_like_the_true_one_but_for_whom_it_is_and_what_it_holds()
    {
        await using var run = FaultRun.Quiet(new FaultPlan(seed: 2).MimicAnswers());
        var orders = new HashSet<bool>();
        for (var time = 0; time < 10; time++)
        {
            var frames = run.Hear(FaultRun.Values);
            Assert.Equal(2, frames.Count);
            var truth = Assert.Single(frames, f => f.Destination == FaultRun.Me);
            var mimic = Assert.Single(frames, f => f.Destination != FaultRun.Me);
            orders.Add(frames[0] == truth);

            Assert.Equal((truth.Source, truth.Command, truth.Data.Length), (mimic.Source, mimic.Command, mimic.Data.Length));
            Assert.Equal(truth.Data[..3].ToArray(), mimic.Data[..3].ToArray());
            var types = Enumerable.Range(0, 200).Select(i => run.Simulator.Definition(i).Type).ToArray();
            Assert.Equal(ValueAnswerFault.None, ValueAnswer.Parse(mimic.Data.Span, types, out _, out var values));
            Assert.DoesNotContain(run.Simulator.Truth(68), values.Select(v => v.Value));
        }

        Assert.Equal(2, orders.Count);
    }

    [Fact]
    public async Task Answers_to_others_than_peripherals_should_not_be_mimicked()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().MimicAnswers());
        run.Simulator.Start();
        run.Run(2.9 * Second);

        Assert.Equal(15, run.Frames.Count(f => f is { Command: Command.GetParamsAnswer, Source: BusAddress.Controller }));
    }

    [Fact]
    public async Task Echo_should_let_the_sender_hear_its_own_bytes()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().Echo());
        var frames = run.Hear(FaultRun.Settings);

        Assert.Equal(2, frames.Count);
        Assert.Equal(FaultRun.Settings, frames[0]);
    }

    [Fact]
    public async Task Noise_should_come_in_bursts_of_the_plans_size_and_pace()
    {
        await using var run = new SimulatorRun();
        var noise = run.Simulator.Inject(new FaultPlan(seed: 6).Noise(Second / 10, maxBytes: 40));
        run.Run(60 * Second);

        Assert.InRange(noise.Struck, 500, 700);
        Assert.InRange(run.Bytes.Count / (double)noise.Struck, 8, 30);
        Assert.Contains(run.Bytes, b => b == 0x68);
        Assert.DoesNotContain(run.Frames, f => f.Command == Command.Service);
    }

    [Fact]
    public async Task Noise_should_garble_what_is_said_meanwhile_and_be_nobodys_collision()
    {
        await using var run = new SimulatorRun(new() { Faults = new FaultPlan().Noise(Second / 100) });
        run.Simulator.Start();
        run.Run(6 * Second);

        Assert.True(run.Frames.Count(f => f.Command == Command.GetParamsAnswer) < 15);
        Assert.Equal(0, run.Simulator.Etiquette.Collisions);
    }

    [Fact]
    public async Task Mangled_answers_should_be_damaged_and_many_of_them_whole_frames()
    {
        await using var run = new SimulatorRun();
        var truth = Assert.Single(run.Hear(FaultRun.Values));
        run.Simulator.Inject(new FaultPlan(seed: 3).MangleFrames());
        var heard = Enumerable.Range(0, 60).Select(_ => run.Hear(FaultRun.Values)).ToList();

        Assert.InRange(heard.Count(frames => frames.Any(f => f.Command == truth.Command && f != truth)), 10, 50);
        Assert.InRange(heard.Count(frames => frames.Count == 0), 10, 50);
        Assert.Equal(61, run.Simulator.RequestsFrom(FaultRun.Me));
    }

    [Fact]
    public async Task Forged_frames_should_be_like_those_said_lately()
    {
        await using var run = new SimulatorRun();
        run.Hear(FaultRun.Settings);
        var forged = run.Simulator.Inject(new FaultPlan(seed: 3).ForgeFrames(Second / 10, maxFrames: 5));
        run.Frames.Clear();
        run.Run(10 * Second);

        Assert.InRange(forged.Struck, 70, 130);
        Assert.InRange(run.Frames.Count, 40, 400);
        Assert.Contains(run.Frames, f => f is { Source: BusAddress.Controller, Command: Command.GetSettingsAnswer });
    }

    [Fact]
    public async Task Own_answers_of_a_participant_should_not_be_late_or_doubled_by_the_plan()
    {
        await using var run = new SimulatorRun();
        var ears = new Ears();
        await using var other = await run.Simulator.Port.OpenAsync(ears, CancellationToken.None);
        run.Simulator.Inject(new FaultPlan().DelayAnswers(Second).DoubleAnswers());
        var answer = new Frame(BusAddress.Panel, FaultRun.Me, Command.IdentifyAnswer, SimulatorRun.Identity);
        run.Send(answer);
        run.Run(Second / 10);

        Assert.Equal(answer.ToArray(), ears.Bytes);
    }
}

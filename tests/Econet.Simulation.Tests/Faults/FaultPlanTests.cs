using Econet.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Tests.Faults;

public class FaultPlanTests
{
    private static readonly TimeSpan Second = FaultRun.Second;

    private static async Task<byte[]> Record(FaultPlan plan)
    {
        await using var run = new SimulatorRun(new() { Faults = plan });
        run.Simulator.Start();
        run.Run(8 * Second);
        return [.. run.Bytes];
    }

    private static FaultPlan Everything(int seed) => new FaultPlan(seed)
        .BitErrors(1e-4).LoseAnswers(0.1).TruncateAnswers(0.1).DoubleAnswers(0.1).DelayAnswers(Second / 3, 0.1)
        .Noise(Second / 5).From(2 * Second).For(2 * Second);

    [Fact]
    public async Task Bus_should_be_the_same_byte_for_byte_when_plan_and_seed_are()
    {
        var first = await Record(Everything(7));

        Assert.Equal(first, await Record(Everything(7)));
        Assert.NotEqual(first, await Record(Everything(8)));
    }

    [Fact]
    public async Task Bus_should_be_as_without_a_plan_when_the_plan_is_empty_or_withdrawn()
    {
        var without = await Record(FaultPlan.None);
        await using var run = new SimulatorRun();
        run.Simulator.Inject(Everything(7)).Dispose();
        run.Simulator.Start();
        run.Run(8 * Second);

        Assert.Equal(without, run.Bytes);
        Assert.Equal(0, run.BytesSkipped);
    }

    [Fact]
    public void Plan_should_stay_as_it_is_when_another_is_made_of_it()
    {
        var lost = new FaultPlan(3).LoseAnswers(0.5);
        var later = lost.From(Second).For(2 * Second).Every(5 * Second).Times(4);

        Assert.Equal(new LostFrames(FrameKind.Answer) { Probability = 0.5 }, Assert.Single(lost.Faults));
        Assert.Equal(
            new LostFrames(FrameKind.Answer) { Probability = 0.5, From = Second, For = 2 * Second, Every = 5 * Second, Times = 4 },
            Assert.Single(later.Faults));
        Assert.Equal(3, later.Seed);
        Assert.Empty(FaultPlan.None.Faults);
    }

    [Fact]
    public void Times_should_belong_to_the_fault_added_last()
    {
        var plan = new FaultPlan().MuteController().Unplug().From(Second).And(new FaultPlan().Echo().For(Second));

        Assert.Equal(
            [new MuteController(), new Unplugged { From = Second }, new Echo { For = Second }], plan.Faults.AsEnumerable<Fault>());
    }

    [Fact]
    public void Plan_should_refuse_what_makes_no_sense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultPlan().LoseAnswers(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultPlan().BitErrors(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultPlan().Echo().From(-Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultPlan().Echo().For(2 * Second).Every(Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultPlan().Noise(TimeSpan.Zero));
        Assert.Throws<InvalidOperationException>(() => new FaultPlan().For(Second));
    }

    [Fact]
    public async Task Fault_should_begin_last_and_come_again_when_its_times_say_so()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().MuteController().From(10 * Second).For(5 * Second).Every(20 * Second).Times(2));
        var answered = new List<bool>();
        for (var second = 0; second < 60; second++)
            answered.Add(run.Hear(FaultRun.Settings).Count > 0);

        bool IsMute(int second) => second is (>= 10 and < 15) or (>= 30 and < 35);
        Assert.Equal(Enumerable.Range(0, 60).Select(second => !IsMute(second)), answered);
    }

    [Fact]
    public async Task Fault_should_strike_so_often_at_most_and_only_frames_like_these()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().LoseAnswers().Where(f => f.Command == Command.GetSettingsAnswer).Times(2));

        Assert.Empty(run.Hear(FaultRun.Settings));
        Assert.Single(run.Hear(FaultRun.Values));
        Assert.Empty(run.Hear(FaultRun.Settings));
        Assert.Single(run.Hear(FaultRun.Settings));
    }

    [Fact]
    public async Task Injected_faults_should_count_and_end_when_disposed()
    {
        await using var run = new SimulatorRun();
        var injected = run.Simulator.Inject(new FaultPlan().LoseAnswers());
        Assert.Empty(run.Hear(FaultRun.Settings));
        Assert.Equal(1, injected.Struck);

        injected.Dispose();
        Assert.Single(run.Hear(FaultRun.Settings));
        Assert.Equal(1, injected.Struck);
    }

    [Fact]
    public async Task Cable_should_stay_out_until_the_last_plan_that_pulled_it_is_withdrawn()
    {
        await using var run = new SimulatorRun();
        var first = run.Simulator.Inject(new FaultPlan().Unplug());
        var second = run.Simulator.Inject(new FaultPlan().Unplug());
        first.Dispose();
        Assert.NotNull(await run.WhyItCannotBeOpened());

        second.Dispose();
        Assert.Null(await run.WhyItCannotBeOpened());
    }
}

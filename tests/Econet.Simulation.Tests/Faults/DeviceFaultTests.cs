using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Simulation.Tests.Faults;

public class DeviceFaultTests
{
    private const ushort Me = FaultRun.Me;
    private const int DhwSetpoint = 103;
    private static readonly TimeSpan Second = FaultRun.Second;

    private static Frame Write(int index, int value) => new(
        BusAddress.Controller, Me, Command.ModifyParam, Modify.Write((ushort)index, Value.Of(ParameterType.UInt8, value)));

    [Fact]
    public async Task Writes_should_be_refused_and_others_taken_when_the_plan_names_an_index()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().RefuseWrites(index => index == DhwSetpoint));

        Assert.False(Modify.IsAccepted(Assert.Single(run.Hear(Write(DhwSetpoint, 46)))));
        Assert.True(Modify.IsAccepted(Assert.Single(run.Hear(Write(119, 1)))));
        Assert.NotEqual(Value.Of(ParameterType.UInt8, 46), run.Simulator.Truth(DhwSetpoint));
    }

    [Fact]
    public async Task Device_should_leave_ignored_requests_unanswered_and_not_do_them_while_others_are_answered()
    {
        await using var run = FaultRun.Quiet(new FaultPlan()
            .Ignores(BusAddress.Controller, Command.GetParams).Where(f => ParameterSelection.TryParse(f.Data.Span, out var s) && s.First == 61)
            .Ignores(BusAddress.Controller, Command.ModifyParam));
        var before = run.Simulator.Truth(DhwSetpoint);

        Assert.Empty(run.Hear(FaultRun.Values));
        Assert.Empty(run.Hear(Write(DhwSetpoint, 46)));
        Assert.Equal(before, run.Simulator.Truth(DhwSetpoint));
        Assert.Single(run.Hear(FaultRun.Values with { Data = new ParameterSelection(10, 62).ToArray() }));
        Assert.Single(run.Hear(FaultRun.Settings));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Panel_should_say_who_it_is_only_when_it_is_told_to(bool answers)
    {
        await using var run = new SimulatorRun(new() { PanelAnswersSettings = answers });

        Assert.Equal(answers ? 1 : 0, run.Hear(FaultRun.Settings with { Destination = BusAddress.Panel }).Count);
        Assert.Single(run.Hear(FaultRun.Settings));
    }

    [Theory]
    [InlineData(true, Command.GetParamsStructAnswer)]
    [InlineData(false, Command.Error)]
    public async Task Controller_should_tell_its_structures_in_the_panels_form_only_when_it_is_told_to(bool both, Command answer)
    {
        await using var run = new SimulatorRun(new() { BothStructureForms = both });

        var heard = run.Hear(new Frame(BusAddress.Controller, Me, Command.GetParamsStruct, new ParameterSelection(10, 0).ToArray()));

        Assert.Equal(answer, Assert.Single(heard).Command);
        Assert.Equal(both, StructureAnswer.TryParse(heard[0].Data.Span, withRange: false, out _));
    }

    [Fact]
    public async Task Panel_should_grant_each_token_twice_and_wait_for_one_return()
    {
        await using var run = new SimulatorRun(new() { Faults = new FaultPlan().GrantTwice() });
        run.TakePart();
        run.Simulator.Start();
        run.RunUntil(() => run.Simulator.Etiquette.TokensReturned == 2, 20 * Second);

        Assert.Equal(2, run.Simulator.Etiquette.TokensGranted);
        Assert.Equal(4, run.Count(Service.TokenGrant(Me)));
    }

    [Fact]
    public async Task Panel_should_wait_for_ever_when_its_grant_or_the_return_is_lost()
    {
        foreach (var plan in new[] { new FaultPlan().LoseGrants(), new FaultPlan().LoseReturns() })
        {
            await using var run = FaultRun.Quiet(plan);
            run.TakePart();
            run.Simulator.Start();
            run.RunUntil(() => run.Simulator.Etiquette.TokensGranted == 1, 20 * Second);
            run.Run(Second);
            run.Frames.Clear();
            run.Run(20 * Second);

            Assert.Empty(run.Frames);
            Assert.Equal(0, run.Simulator.Etiquette.TokensReturned);
        }
    }

    [Fact]
    public async Task Panel_should_take_a_lost_token_back_after_silence_when_it_is_told_to()
    {
        await using var run = new SimulatorRun(new() { Faults = new FaultPlan().LoseReturns().Times(1), TokenSilence = 2 * Second });
        run.TakePart();
        run.Simulator.Start();
        run.RunUntil(() => run.Simulator.Etiquette.TokensGranted == 1, 20 * Second);
        run.Frames.Clear();
        run.Run(1.9 * Second);
        Assert.DoesNotContain(run.Frames, f => f.Command == Command.Identify);

        run.RunUntil(() => run.Simulator.Etiquette.TokensReturned == 1, 5 * Second);
        Assert.Equal(2, run.Simulator.Etiquette.TokensGranted);
    }

    [Fact]
    public async Task Token_should_stay_with_one_who_speaks_though_he_holds_it_for_long()
    {
        await using var run = new SimulatorRun(new() { TokenSilence = 2 * Second });
        run.StartAndTakeToken();
        for (var time = 0; time < 5; time++)
            run.Hear(FaultRun.Settings);

        Assert.Equal(0, run.Simulator.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Panel_should_forget_a_peripheral_and_offer_its_address_again()
    {
        await using var run = new SimulatorRun();
        run.TakePart();
        run.Simulator.Start();
        run.RunUntil(() => run.Simulator.Etiquette.TokensReturned == 1, 20 * Second);
        run.OnFrame = null;
        run.Simulator.Inject(new FaultPlan().ForgetPeripherals());
        Assert.Empty(run.Simulator.Peripherals);

        run.Frames.Clear();
        run.Run(60 * Second);
        Assert.Equal(0, run.Count(Service.TokenGrant(Me)));
        Assert.Contains(run.Frames, f => f.Command == Command.Identify && f.Destination == Me);
    }

    [Fact]
    public async Task Somebody_else_should_answer_at_our_address_and_take_its_tokens_when_it_is_given_away()
    {
        await using var run = new SimulatorRun();
        run.TakePart();
        run.Simulator.Start();
        run.RunUntil(() => run.Simulator.Etiquette.TokensReturned == 1, 20 * Second);
        run.OnFrame = null;
        run.Frames.Clear();
        var given = run.Simulator.Inject(new FaultPlan().GiveAddressAway());
        run.Run(7 * Second);

        Assert.True(run.Frames.Count(f => f.Source == Me && f.Command == Command.IdentifyAnswer) >= 2);
        Assert.True(run.Count(Service.TokenReturn(Me)) >= 2);
        Assert.Equal(run.Simulator.Etiquette.TokensGranted, run.Simulator.Etiquette.TokensReturned);

        given.Dispose();
        run.Frames.Clear();
        run.Run(7 * Second);
        Assert.DoesNotContain(run.Frames, f => f.Source == Me);
    }

    [Fact]
    public async Task Another_at_an_address_should_give_back_the_token_that_is_granted_to_it_still_when_it_has_left()
    {
        await using var run = new SimulatorRun();
        run.Simulator.Start();
        var given = run.Simulator.Inject(new FaultPlan().GiveAddressAway(Me));
        run.RunUntil(() => run.Simulator.Etiquette.TokensReturned == 1, 20 * Second);
        run.Frames.Clear();
        run.RunUntil(() => run.Frames.Exists(f => f.Source == Me && f.Command == Command.IdentifyAnswer), 10 * Second);

        given.Dispose();
        run.Run(7 * Second);

        Assert.Equal((2, 2), (run.Simulator.Etiquette.TokensGranted, run.Simulator.Etiquette.TokensReturned));
        run.Frames.Clear();
        run.Run(7 * Second);
        Assert.NotEmpty(run.Frames);
        Assert.DoesNotContain(run.Frames, f => f.Source == Me);
    }

    [Fact]
    public async Task Changed_controller_should_have_another_uid_and_fewer_parameters_with_other_indices()
    {
        await using var run = new SimulatorRun();
        var (before, count) = (Identity(run), run.Simulator.ParameterCount);
        var names = Enumerable.Range(0, 1447).Select(i => run.Simulator.Definition(i).Name).ToList();
        var setpoint = run.Simulator.Truth(DhwSetpoint);
        var changed = run.Simulator.Inject(new FaultPlan().ChangeController());

        Assert.NotEqual(before.Uid, Identity(run).Uid);
        Assert.InRange(run.Simulator.ParameterCount, count - 60, count - 20);
        Assert.NotEqual("HDWTSetPoint", run.Simulator.Definition(DhwSetpoint).Name);
        var moved = Enumerable.Range(0, 1400).First(i => run.Simulator.Definition(i).Name == "HDWTSetPoint");
        var definition = run.Simulator.Definition(moved);
        Assert.Equal(moved, definition.WireIndex);
        Assert.Equal(setpoint, run.Simulator.Truth(moved));
        Assert.Equal(names[107], run.Simulator.Definition(definition.Min).Name);
        Assert.True(Modify.IsAccepted(Assert.Single(run.Hear(Write(moved, 46)))));
        Assert.Equal(46, run.Simulator.Truth(moved).ToDouble());

        changed.Dispose();
        Assert.Equal(before.Uid, Identity(run).Uid);
        Assert.Equal(46, run.Simulator.Truth(DhwSetpoint).ToDouble());
    }

    [Fact]
    public async Task Changed_controller_should_be_read_by_the_polling_module_and_written_by_the_panel_as_it_is()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().ChangeController());
        run.Simulator.Start();
        run.Run(6 * Second);

        var count = run.Simulator.ParameterCount - 423;
        var types = Enumerable.Range(0, count).Select(i => run.Simulator.Definition(i).Type).ToArray();
        var answers = run.Frames.Where(f => f is { Command: Command.GetParamsAnswer, Source: BusAddress.Controller });
        Assert.All(answers, f => Assert.Equal(ValueAnswerFault.None, ValueAnswer.Parse(f.Data.Span, types, out _, out _)));
        var written = run.Frames.Where(f => f is { Command: Command.ModifyParam, Source: BusAddress.Panel }).ToList();
        Assert.NotEmpty(written);
        Assert.All(
            run.Frames.Where(f => f is { Command: Command.ModifyParamAnswer, Source: BusAddress.Controller }),
            f => Assert.True(Modify.IsAccepted(f)));
    }

    [Fact]
    public async Task Port_should_come_and_go_with_the_cable()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().Unplug().From(Second).For(2 * Second));
        run.Run(Second / 2);
        Assert.Null(run.GoneBecause);
        run.Run(Second);
        Assert.NotNull(run.GoneBecause);
        Assert.Contains("unplugged", await run.WhyItCannotBeOpened(), StringComparison.Ordinal);

        run.Run(2 * Second);
        Assert.Null(await run.WhyItCannotBeOpened());
    }

    [Fact]
    public async Task Line_that_takes_no_byte_should_hear_on_and_be_gone_after_a_second()
    {
        await using var run = FaultRun.Quiet(new FaultPlan().HangWrites());
        run.Simulator.Start();
        run.Run(Second);
        Assert.NotEmpty(run.Frames);
        Assert.Null(run.GoneBecause);

        run.Send(FaultRun.Settings);
        run.Run(0.9 * Second);
        Assert.Null(run.GoneBecause);
        run.Run(0.2 * Second);
        Assert.Contains("stuck", run.GoneBecause, StringComparison.Ordinal);
        Assert.Equal(0, run.Simulator.RequestsFrom(Me));
        Assert.Null(await run.WhyItCannotBeOpened());
    }

    [Fact]
    public async Task Dead_port_should_open_and_carry_nothing()
    {
        await using var run = new SimulatorRun();
        var dead = run.Simulator.Inject(new FaultPlan().DeadPort());
        run.Simulator.Start();
        run.Send(FaultRun.Settings);
        run.Run(3 * Second);
        Assert.Empty(run.Bytes);
        Assert.Null(run.GoneBecause);
        Assert.Equal(0, run.Simulator.RequestsFrom(Me));

        dead.Dispose();
        run.Run(3 * Second);
        Assert.NotEmpty(run.Bytes);
    }

    private static Settings Identity(SimulatorRun run)
    {
        Assert.True(Settings.TryParse(Assert.Single(run.Hear(FaultRun.Settings)).Data.Span, out var settings));
        return settings;
    }
}

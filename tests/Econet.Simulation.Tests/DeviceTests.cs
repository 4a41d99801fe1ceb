using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Gm3.Thermostat;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Simulation.Tests;

public class DeviceTests
{
    private const ushort Me = BusAddress.FirstPeripheral;
    private const int DhwTemperature = 61, DhwSetpoint = 103, DhwLoading = 1361;

    private static Value UInt8(int number) => Value.Of(ParameterType.UInt8, number);

    private static byte Write(SimulatorRun run, ushort device, ushort index, Value value)
    {
        var answer = run.Ask(new Frame(device, Me, Command.ModifyParam, Modify.Write(index, value)));
        Assert.Equal(Command.ModifyParamAnswer, answer.Command);
        return Assert.Single(answer.Data.ToArray());
    }

    [Fact]
    public async Task Table_should_hold_what_a_real_device_does()
    {
        await using var run = new SimulatorRun();
        var simulator = run.Simulator;
        var controller = Enumerable.Range(0, 1447).Select(simulator.Definition).ToList();
        var panel = Enumerable.Range(10_000, 423).Select(simulator.Definition).ToList();

        Assert.Equal(1870, simulator.ParameterCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => simulator.Definition(1447));
        Assert.Equal(2, controller.Count(p => p.Name == "UID"));
        Assert.Equal(198, controller.Concat(panel).Count(p => p.Name == "em"));
        Assert.Equal(96, controller.Count(p => p.Name.Length == 0));
        Assert.Contains(controller.Select(p => p.Name).Intersect(panel.Select(p => p.Name)), name => name == "PS");
        Assert.Equal(Enumerable.Range(0, 1447), controller.Select(p => (int)p.WireIndex));

        var setpoint = simulator.Definition(DhwSetpoint);
        Assert.Equal(("HDWTSetPoint", ParameterType.UInt8, 107, 108), (setpoint.Name, setpoint.Type, setpoint.Min, setpoint.Max));
        Assert.True(setpoint is { MinIsIndex: true, MaxIsIndex: true, Writable: true });
        Assert.Equal(("HDWSaturdayPM", "SilentModeSaPM"), (simulator.Definition(133).Name, simulator.Definition(1400).Name));
        Assert.Equal(
            ("Circuit5MaxSetTempRad", 1000), (simulator.Definition(1001).Name, simulator.Definition(1001).Min));
        Assert.Equal(("AXEN_REGISTER_09", "AXEN_REGISTER_103"), (simulator.Definition(1156).Name, simulator.Definition(1250).Name));
        Assert.True(simulator.Truth(77).SaysNone);
        Assert.True(simulator.Truth(531).SaysNone);
    }

    [Fact]
    public async Task Table_should_agree_with_itself()
    {
        await using var run = new SimulatorRun();
        foreach (var index in Enumerable.Range(0, 1447).Concat(Enumerable.Range(10_000, 423)))
        {
            var definition = run.Simulator.Definition(index);
            Assert.Equal(definition.Type, run.Simulator.Truth(index).Type);
            foreach (var limit in new[] { definition.MinIsIndex ? definition.Min : 0, definition.MaxIsIndex ? definition.Max : 0 })
                Assert.NotEqual(ParameterType.String, limit == 0 ? ParameterType.None : run.Simulator.Definition(limit).Type);
        }
    }

    [Fact]
    public async Task Values_should_move_and_stay_believable()
    {
        await using var run = new SimulatorRun(new() { CycleInterval = TimeSpan.FromDays(1), ModelInterval = TimeSpan.FromSeconds(10) });
        run.Simulator.Start();
        var dhw = new HashSet<double>();
        for (var minute = 0; minute < 12 * 60; minute++)
        {
            run.Time.Advance(TimeSpan.FromMinutes(1));
            double At(int index) => run.Simulator.Truth(index).ToDouble();
            Assert.InRange(At(68), -8, 16);
            Assert.InRange(At(1134), 15, 65);
            Assert.InRange(At(DhwTemperature), 25, 56);
            dhw.Add(At(DhwTemperature));
            Assert.InRange(At(327), 16, 22);
            Assert.InRange(At(1047), 0, 6);
            Assert.True(At(1350) is 0 or 1 or 4);
        }

        Assert.True(dhw.Count > 10);
        Assert.True(run.Simulator.Truth(1287).ToDouble() > 7400);
    }

    [Fact]
    public async Task A_written_setpoint_should_be_kept_and_have_an_effect()
    {
        await using var run = new SimulatorRun(new() { CycleInterval = TimeSpan.FromHours(1) });
        run.StartAndTakeToken();
        run.Simulator.Force(108, UInt8(65));
        Assert.Equal(Modify.Accepted, Write(run, BusAddress.Controller, DhwSetpoint, UInt8(55)));
        Assert.Equal(UInt8(55), run.Simulator.Truth(DhwSetpoint));
        var write = Assert.Single(run.Simulator.Writes);
        Assert.Equal((DhwSetpoint, UInt8(55), Me, true), (write.Index, write.Value, write.Source, write.Accepted));

        run.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, run.Simulator.Truth(DhwLoading).ToDouble());
        run.Time.Advance(TimeSpan.FromHours(1.5));
        Assert.InRange(run.Simulator.Truth(DhwTemperature).ToDouble(), 48, 56);
    }

    [Theory]
    [InlineData(DhwSetpoint, 66)]
    [InlineData(DhwSetpoint, 34)]
    [InlineData(119, 3, true)]
    [InlineData(236, 4)]
    [InlineData(134, 40)]
    [InlineData(5000, 1)]
    public async Task A_write_should_be_refused_when_it_does_not_fit(int index, int number, bool accepted = false)
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();
        var before = index < 1447 ? run.Simulator.Truth(index) : default;
        var result = Write(run, BusAddress.Controller, (ushort)index, UInt8(number));

        Assert.Equal(accepted ? Modify.Accepted : (byte)0x7E, result);
        Assert.Equal(accepted, run.Simulator.Writes.Single().Accepted);
        if (index < 1447)
            Assert.Equal(accepted ? UInt8(number) : before, run.Simulator.Truth(index));
    }

    [Fact]
    public async Task A_write_should_be_refused_when_its_size_is_wrong_or_it_is_no_number()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();

        Assert.Equal(0x7E, Write(run, BusAddress.Controller, DhwSetpoint, Value.Of(ParameterType.UInt16, 45)));
        Assert.Equal(0x7E, Write(run, BusAddress.Controller, 238, Value.Of(float.NaN)));
        Assert.Equal(Modify.Accepted, Write(run, BusAddress.Controller, 238, Value.Of(21.5f)));
    }

    [Fact]
    public async Task Limits_by_reference_should_follow_the_parameter_they_name()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();
        Assert.Equal(Modify.Accepted, Write(run, BusAddress.Controller, 108, UInt8(50)));
        Assert.Equal(0x7E, Write(run, BusAddress.Controller, DhwSetpoint, UInt8(51)));
        Assert.Equal(Modify.Accepted, Write(run, BusAddress.Controller, DhwSetpoint, UInt8(50)));
    }

    [Fact]
    public async Task Writes_should_be_refused_where_the_test_says_so()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();
        run.Simulator.Inject(new FaultPlan().RefuseWrites(index => index is DhwSetpoint or 10_018));

        Assert.Equal(0x7E, Write(run, BusAddress.Controller, DhwSetpoint, UInt8(46)));
        Assert.Equal(0x7E, Write(run, BusAddress.Panel, 18, UInt8(46)));
        Assert.Equal(Modify.Accepted, Write(run, BusAddress.Controller, 119, UInt8(1)));
        Assert.Equal(Modify.Accepted, Write(run, BusAddress.Panel, 20, UInt8(3)));
        Assert.Equal(UInt8(3), run.Simulator.Truth(10_020));
        Assert.Equal([DhwSetpoint, 10_018, 119, 10_020], run.Simulator.Writes.Select(w => w.Index));
    }

    [Fact]
    public async Task A_mute_controller_should_answer_nothing()
    {
        await using var run = new SimulatorRun();
        var mute = run.Simulator.Inject(new FaultPlan().MuteController());
        run.Send(new Frame(BusAddress.Controller, Me, Command.GetSettings));
        run.Run(TimeSpan.FromSeconds(1));
        Assert.Empty(run.Frames);

        mute.Dispose();
        var answer = run.Ask(new Frame(BusAddress.Controller, Me, Command.GetSettings));
        Assert.True(Settings.TryParse(answer.Data.Span, out var settings));
        Assert.Equal("ecoMAX360i", settings.Name);
    }

    [Fact]
    public async Task A_damaged_request_should_not_be_answered()
    {
        await using var run = new SimulatorRun();
        var bytes = new Frame(BusAddress.Controller, Me, Command.GetSettings).ToArray();
        bytes[^2] ^= 1;
        run.Send(bytes);
        run.Run(TimeSpan.FromMilliseconds(300));

        Assert.Empty(run.Frames);
    }

    [Fact]
    public async Task Forced_values_should_stay_until_released()
    {
        await using var run = new SimulatorRun();
        run.Simulator.Start();
        run.Simulator.Force(68, Value.Of(-30f));
        run.Run(TimeSpan.FromSeconds(3));
        Assert.Equal(Value.Of(-30f), run.Simulator.Truth(68));
        Assert.Throws<ArgumentException>(() => run.Simulator.Force(68, UInt8(1)));

        run.Simulator.Release(68);
        run.Run(TimeSpan.FromSeconds(2));
        Assert.NotEqual(Value.Of(-30f), run.Simulator.Truth(68));
    }

    [Fact]
    public async Task Alarm_log_should_be_read_entry_by_entry_to_its_end()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();
        run.Simulator.RaiseAlarm(10);
        run.Simulator.ClearAlarm(148);

        var alarms = new List<AlarmRecord>();
        for (byte index = 0; ; index++)
        {
            var answer = run.Ask(new Frame(BusAddress.Panel, Me, Command.Service, AlarmLog.WriteRequest(index)));
            Assert.Equal(Command.ServiceAnswer, answer.Command);
            if (AlarmLog.ParseAnswer(answer.Data.Span, out var alarm) == AlarmLogEntry.EndOfLog)
                break;

            alarms.Add(alarm!);
        }

        Assert.Equal([10, 148, 20, 8, 8], alarms.Select(a => (int)a.Code));
        Assert.Equal([10], alarms.Where(a => a.To is null).Select(a => (int)a.Code));
        Assert.Equal(1, run.Simulator.Truth(10_071).ToDouble());
    }

    [Fact]
    public async Task Thermostat_preset_should_follow_a_write_to_its_circuit()
    {
        await using var run = new SimulatorRun();
        run.StartAndTakeToken();
        Write(run, BusAddress.Controller, 288, Value.Of(20.5f));
        run.Frames.Clear();
        run.Send(Service.TokenReturn(Me));
        run.Run(TimeSpan.FromSeconds(10));

        Assert.Equal(Value.Of(20.5f), run.Simulator.Truth(288));
        var preset = run.Frames.Last(f => f is { Source: SimulatedDevices.ThermostatAddress, Command: Command.GetParamsAnswer });
        var types = EcoSter.Parameters("SIM0400001").Select(p => p.Structure.Type).ToArray();
        Assert.Equal(ValueAnswerFault.None, ValueAnswer.Parse(preset.Data.Span, types, out _, out var values));
        Assert.Equal(Value.Of(20.5f), values[EcoSter.DayPreset].Value);
    }
}

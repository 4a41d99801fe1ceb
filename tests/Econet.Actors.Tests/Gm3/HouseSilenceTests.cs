using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

/// <summary>Devices that leave a request unanswered: nothing else waits for it.</summary>
public sealed class HouseSilenceTests : IDisposable
{
    private const int First = 700;
    private const int Last = 719;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly StateDirectory _state = new();

    public static TheoryData<string, ushort> Silences
    {
        get
        {
            var all = new TheoryData<string, ushort>();
            foreach (var device in new[] { BusAddress.Controller, BusAddress.Panel })
            {
                foreach (var what in new[]
                    {
                        "nothing", "settings", "structures without ranges", "structures with ranges", "structures, but in the other form",
                        "the end of its structures", "some values", "one value", "all values", "the alarm log", "writes", "acknowledgements",
                    })
                {
                    all.Add(what, device);
                }
            }

            return all;
        }
    }

    public void Dispose() => _state.Dispose();

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task Device_should_serve_all_else_when_something_is_left_unanswered(string what, ushort device)
    {
        await using var house = await House.StartAsync(new Gm3SimulationOptions
        {
            PanelAnswersSettings = true,
            BothStructureForms = what == "structures, but in the other form",
            Faults = Plan(what, device),
        });
        using var listener = await BusListener.AttachAsync(house);

        var learned = await house.Until(20 * Second, s => s.Alive && s.Parameters.Length >= Expected(house, what, device)
            && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent || IsSilent(what, device, p.Index)));
        var holds = Holds(house, 40);
        var status = await house.Device.StatusAsync();

        Assert.Equal("running", status.State);
        Assert.Equal(Problem(what, device), status.Problems.FirstOrDefault()?.Code);
        Assert.Equal("closed", status.Breaker!.State);
        Assert.InRange(holds.Order().ElementAt(holds.Count / 2).TotalMilliseconds, 0, 400);
        Assert.All((await house.Device.SnapshotAsync()).Parameters, p => Assert.True(
            p.Quality is Quality.Good or Quality.Absent || IsSilent(what, device, p.Index), $"{p}"));

        // What is left unanswered is not asked again for an hour; here for as long as others are asked many times.
        var asked = listener.Frames.Count;
        house.Time.Advance(4 * 60 * Second);
        Assert.InRange(listener.Frames.Skip(asked).Count(frame => IsStruck(what, device, frame)), 0, 1);
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
        Assert.True(learned <= 20 * Second);
    }

    [Theory]
    [InlineData("writes", BusAddress.Controller, "HDWTSetPoint", EconetError.TimedOut)]
    [InlineData("acknowledgements", BusAddress.Controller, "HDWTSetPoint", null)]
    public async Task Write_should_end_clearly_when_it_is_never_answered(string what, ushort device, string key, EconetError? outcome)
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { Faults = Plan(what, device) });

        var result = await house.Within(10 * Second, house.Device.WriteAsync(key, 47));

        Assert.Equal(outcome, result.Error);
        Assert.Equal(outcome is null ? 47 : 45, house.Bus.Truth(key).ToDouble());
        Assert.Equal("closed", (await house.Device.StatusAsync()).Breaker!.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task First_start_should_take_no_longer_and_leave_one_request_unanswered_at_most_whether_or_not_the_panel_says_who_it_is(bool answers)
    {
        await using var house = await House.StartAsync(new Gm3SimulationOptions { PanelAnswersSettings = answers });

        await house.Until(15 * Second, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));
        house.UntilTokenReturned();

        var traffic = (await house.Device.StatusAsync()).Traffic!;
        Assert.Equal((answers ? 0L : 1L, 0L), (traffic.Timeouts, traffic.Retries));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_after_a_crash_should_have_all_values_good_with_the_first_token_whether_or_not_the_panel_says_who_it_is(bool answers)
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions { PanelAnswersSettings = answers }, time);
        bus.Start();
        await using var first = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = _state.Path });
        await first.UntilLearned();
        first.UntilTokenReturned();
        time.Advance(20 * Second);
        first.UntilTokenReturned();
        using var crashed = new StateDirectory();
        _state.CopyTo(crashed.Path);
        await first.StopAsync();

        await using var second = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = crashed.Path });
        var before = bus.Etiquette;
        await second.Until(10 * Second, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));
        second.UntilTokenReturned();

        Assert.Equal(1, bus.Etiquette.TokensReturned - before.TokensReturned);
        Assert.InRange((bus.Etiquette.TokenHeld - before.TokenHeld).TotalSeconds, 0, 1.5);
        Assert.Equal(0L, (await second.Device.StatusAsync()).Traffic!.Timeouts);
    }

    [Fact]
    public async Task What_was_left_unanswered_should_be_asked_again_after_an_hour_once_and_be_known_when_it_is_answered()
    {
        // A slow bus: there is little else in two hours.
        await using var house = await House.StartAsync(new Gm3SimulationOptions { PanelAnswersSettings = true, CycleInterval = 9 * Second });
        await house.UntilLearned(60 * Second);
        var silent = house.Bus.Inject(Plan("some values", BusAddress.Controller)
            .Ignores(BusAddress.Panel, Command.Service));
        house.Bus.Unplug(2 * Second);
        house.Time.Advance(60 * Second);
        using var listener = await BusListener.AttachAsync(house);
        house.Time.Advance(TimeSpan.FromMinutes(70));
        Assert.Equal(1, listener.Frames.Count(f => IsStruck("some values", BusAddress.Controller, f)));
        Assert.InRange(listener.Frames.Count(f => IsStruck("the alarm log", BusAddress.Panel, f)), 1, 2);

        silent.Dispose();
        await house.Until(TimeSpan.FromMinutes(61), s => s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));
    }

    [Fact]
    public async Task Structures_from_before_should_be_learned_anew_when_the_device_tells_others()
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        await using var first = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = _state.Path });
        await first.UntilLearned();
        first.UntilTokenReturned();
        await first.StopAsync();
        using (var store = _state.Open())
        {
            // As a file from before there were checksums may be damaged.
            var structures = store.Load().Documents["structures/controller"].ToArray();
            structures[8] ^= 1;
            store.PutDocument("structures/controller", structures);
            Assert.True(store.Commit());
        }

        await using var second = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = _state.Path });
        await second.Until(20 * Second, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));

        Assert.All((await second.Device.SnapshotAsync()).Parameters, p => Assert.Equal(bus.Definition(p.Index).Name, p.Name));
    }

    [Fact]
    public async Task Structures_should_be_learned_anew_when_values_can_not_be_read_with_them()
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        await using var first = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = _state.Path });
        await first.UntilLearned();
        first.UntilTokenReturned();
        await first.StopAsync();
        using (var store = _state.Open())
        {
            // The last structure's type: an update of the device's software that the first structures don't show.
            var structures = store.Load().Documents["structures/panel"].ToArray();
            structures[^1] = (byte)((structures[^1] & 0xF0) | (byte)ParameterType.Double);
            store.PutDocument("structures/panel", structures);
            Assert.True(store.Commit());
        }

        await using var second = await House.StartAsync(time, bus, new Gm3Options { StateDirectory = _state.Path });
        await second.Until(40 * Second, s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));

        Assert.All((await second.Device.SnapshotAsync()).Parameters, p => Assert.Equal(bus.Definition(p.Index).Type, p.Type));
    }

    [Theory]
    [InlineData(0.2, 120)]
    [InlineData(0.4, 480)]
    public async Task Device_should_be_learned_and_kept_where_many_answers_get_lost(double lost, int seconds)
    {
        await using var house = await House.StartAsync(new Gm3SimulationOptions
        {
            Faults = new FaultPlan(seed: 5).LoseAnswers(lost).Where(f => !BusAddress.IsThermostat(f.Source) && f.Command != Command.IdentifyAnswer),
        });

        await house.Until(seconds * Second, s => s.Alive && s.Parameters.Length == house.Bus.ParameterCount && s.Parameters.All(p => p.ReadAt is not null));
        house.Time.Advance(5 * 60 * Second);

        var parameters = (await house.Device.SnapshotAsync()).Parameters;
        Assert.Equal(house.Bus.ParameterCount, parameters.Length);
        Assert.InRange(parameters.Count(p => p.Quality is not (Quality.Good or Quality.Absent)), 0, 40);
    }

    private static FaultPlan Plan(string what, ushort device)
    {
        var plan = new FaultPlan();
        var form = device == BusAddress.Controller ? Command.GetParamsStructWithRange : Command.GetParamsStruct;
        return what switch
        {
            "nothing" => plan,
            "settings" => plan.Ignores(device, Command.GetSettings),
            "structures without ranges" => plan.Ignores(device, Command.GetParamsStruct),
            "structures with ranges" => plan.Ignores(device, Command.GetParamsStructWithRange),
            "structures, but in the other form" => plan.Ignores(device, form),
            "the end of its structures" => plan.Ignores(device, form).Where(f => IsStruck(what, device, f)),
            "some values" or "one value" or "all values" => plan.Ignores(device, Command.GetParams).Where(f => IsStruck(what, device, f)),
            "the alarm log" => plan.Ignores(device, Command.Service),
            "writes" => plan.Ignores(device, Command.ModifyParam),
            "acknowledgements" => plan.LoseAnswers().Where(f => f.Source == device && f.Command == Command.ModifyParamAnswer),
            _ => throw new ArgumentException(what),
        };
    }

    /// <summary>The request is one that the plan leaves unanswered.</summary>
    private static bool IsStruck(string what, ushort device, Frame frame)
    {
        if (frame.Destination != device || frame.Source == BusAddress.Broadcast || frame.Source == BusAddress.Panel)
        {
            return false;
        }

        var (first, last) = Range(what, device);
        var isSelection = ParameterSelection.TryParse(frame.Data.Span, out var asked);
        return what switch
        {
            "settings" => frame.Command == Command.GetSettings,
            "structures without ranges" => frame.Command == Command.GetParamsStruct,
            "structures with ranges" => frame.Command == Command.GetParamsStructWithRange,
            "the end of its structures" => isSelection && asked.First >= Count(device)
                && frame.Command is Command.GetParamsStruct or Command.GetParamsStructWithRange,
            "some values" or "one value" or "all values" =>
                frame.Command == Command.GetParams && isSelection && asked.First <= last && asked.First + asked.Count > first,
            "the alarm log" => frame.Command == Command.Service && AlarmLog.TryParseRequest(frame.Data.Span, out _),
            _ => false,
        };
    }

    private static (int First, int Last) Range(string what, ushort device) => what switch
    {
        "all values" => (0, ushort.MaxValue),
        "one value" => (First / 2, First / 2),
        _ => device == BusAddress.Controller ? (First, Last) : (First - 500, Last - 500),
    };

    private static int Count(ushort device) => device == BusAddress.Controller ? 1447 : 423;

    private static bool IsSilent(string what, ushort device, int index)
    {
        var (first, last) = Range(what, device);
        var wireIndex = device == BusAddress.Controller ? index : index - 10_000;
        return what is "some values" or "one value" or "all values" && wireIndex >= first && wireIndex <= last && wireIndex < Count(device);
    }

    /// <summary>What the owner is told of it.</summary>
    private static string? Problem(string what, ushort device) => (what, device) switch
    {
        ("structures with ranges", BusAddress.Controller) or ("structures without ranges", BusAddress.Panel) => ProblemCode.StructuresUnanswered,
        ("some values" or "one value" or "all values", _) => ProblemCode.ValuesUnanswered,
        ("the alarm log", BusAddress.Panel) => ProblemCode.AlarmsUnreadable,
        _ => null,
    };

    /// <summary>How many parameters can be known at all.</summary>
    private static int Expected(House house, string what, ushort device) =>
        (what, device) is ("structures with ranges", BusAddress.Controller) or ("structures without ranges", BusAddress.Panel)
            ? house.Bus.ParameterCount - Count(device)
            : house.Bus.ParameterCount;

    /// <summary>How long each of the next tokens is held.</summary>
    private static List<TimeSpan> Holds(House house, int count)
    {
        var holds = new List<TimeSpan>();
        var before = house.Bus.Etiquette;
        while (holds.Count < count)
        {
            house.Time.Advance(TimeSpan.FromMilliseconds(50));
            var now = house.Bus.Etiquette;
            if (now.TokensReturned > before.TokensReturned)
            {
                holds.Add((now.TokenHeld - before.TokenHeld) / (now.TokensReturned - before.TokensReturned));
                before = now;
            }
        }

        return holds;
    }
}

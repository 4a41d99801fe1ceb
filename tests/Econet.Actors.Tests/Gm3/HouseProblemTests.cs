using Akka.Event;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Gm3;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

/// <summary>What a first set-up, or a house, goes wrong with: found within half a minute, told once, and taken back when it is over.</summary>
public sealed class HouseProblemTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>By name: what goes wrong, the code of the problem, and words that its message must have.</summary>
    private static readonly Dictionary<string, (FaultPlan Plan, string Code, string[] Words)> Cases = new()
    {
        ["unplugged"] = (new FaultPlan().Unplug(), ProblemCode.PortMissing, ["unplugged"]),
        ["dead port"] = (new FaultPlan().DeadPort(), ProblemCode.LineSilent, ["No data arrives", "wires A and B"]),
        ["slower bus"] = (new FaultPlan().WrongBaud(3 * 115_200), ProblemCode.NoFrames, ["No GM3 frames in", "slower", "SERIAL_BAUD to 38400; if"]),
        ["faster bus"] = (new FaultPlan().WrongBaud(38_400), ProblemCode.NoFrames, ["No GM3 frames in", "faster", "SERIAL_BAUD to 115200; if"]),
        ["swapped wires"] = (new FaultPlan().SwapWires(), ProblemCode.NoFrames, ["No GM3 frames in", "inverted: swap wires A and B; if"]),
        ["swapped at 38400"] = (
            new FaultPlan().SwapWires().WrongBaud(38_400), ProblemCode.NoFrames, ["No GM3 frames in", "swap wires A and B", "SERIAL_BAUD"]),
        ["EM"] = (new FaultPlan().SpeakEm(), ProblemCode.WrongProtocol, ["EM protocol", "not supported"]),
        ["text"] = (new FaultPlan().RefuseConnections("Port already in use\r\n"), ProblemCode.AdapterSays, ["\"Port already in use\""]),
        ["no offers"] = (new FaultPlan().OfferNoAddresses(), ProblemCode.NoAddressOffered, ["offers no address", "GM3_SOURCE_ADDRESS"]),
        ["no panel"] = (
            new FaultPlan().LoseGrants().LoseRequests().Where(OfPanel).LoseAnswers().Where(OfPanel),
            ProblemCode.NoAddressOffered, ["none from the panel (address 100)", "GM3_TOKEN_REQUIRED"]),
        ["no grants"] = (new FaultPlan().GrantNoTokens(), ProblemCode.NoToken, ["grants it no token"]),
        ["unheard"] = (new FaultPlan().DeafBus(), ProblemCode.NotHeard, ["does not hear the gateway's answers"]),
    };

    private static bool OfPanel(Frame frame) => frame.Source == BusAddress.Panel;

    public static TheoryData<string> Names => [.. Cases.Keys];

    /// <summary>Those that concern a device that has its address.</summary>
    public static TheoryData<string> LaterNames => [.. Cases.Keys.Where(name => name != "no offers")];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Problem_should_be_found_within_30_s_told_once_and_taken_back_when_it_is_over(string name)
    {
        var (plan, code, words) = Cases[name];
        await using var house = await House.StartAsync(options: new Gm3Options { Baud = name is "faster bus" ? 38_400 : 115_200 });
        var log = new LogLines(house.System);
        var fault = house.Bus.Inject(plan);

        await house.Until(Soon, snapshot => snapshot.Problems.Any(p => p.Code == code));

        var problem = Assert.Single((await house.Device.StatusAsync()).Problems);
        Assert.Equal(code, problem.Code);
        Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
        house.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(problem, Assert.Single((await house.Device.SnapshotAsync()).Problems));
        Assert.Equal([$"house: {problem.Message} ({code})"], log.Warnings);

        fault.Dispose();
        await house.Until(TimeSpan.FromMinutes(6), snapshot => snapshot.Problems.IsEmpty);
        await house.UntilLearned(TimeSpan.FromMinutes(2));
        Assert.Single(log.Warnings, warning => warning.Contains(code, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(LaterNames))]
    public async Task Problem_should_be_found_within_a_minute_when_the_device_was_well(string name)
    {
        var (plan, code, _) = Cases[name];
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { MostParameters = 300 });
        house.UntilTokenReturned();
        using var fault = house.Bus.Inject(plan);

        await house.Until(TimeSpan.FromSeconds(60), snapshot => snapshot.Problems.Any(p => p.Code == code));
    }

    [Fact]
    public async Task Alarms_should_be_a_problem_while_the_panel_refuses_to_tell_them()
    {
        await using var house = await House.StartAsync(new Gm3SimulationOptions { MostParameters = 300 });
        var refusal = house.Bus.Inject(new FaultPlan().RefuseAlarmLog());

        await house.Until(Soon, snapshot => snapshot.Problems.Any(p => p.Code == ProblemCode.AlarmsUnreadable));

        var problem = Assert.Single((await house.Device.StatusAsync()).Problems);
        Assert.Contains("refuses", problem.Message, StringComparison.Ordinal);
        Assert.True(await house.Device.AlarmsAsync() is { Entries: [], ReadAt: null });
        refusal.Dispose();
        await house.Until(TimeSpan.FromMinutes(6), snapshot => snapshot.Problems.IsEmpty);
        Assert.True(await house.Device.AlarmsAsync() is { Entries: not [], ReadAt: not null });
    }

    [Fact]
    public async Task Store_should_be_a_problem_while_its_directory_can_t_be_used()
    {
        using var state = new StateDirectory();
        await File.WriteAllTextAsync(state.Path, "a file where the directory should be");
        await using var house = await House.StartAsync(options: new Gm3Options { StateDirectory = state.Path });

        await house.Until(Soon, snapshot => snapshot.Problems.Any(p => p.Code == ProblemCode.StoreInMemory));

        Assert.Contains("can't be created", Assert.Single((await house.Device.StatusAsync()).Problems).Message, StringComparison.Ordinal);
        File.Delete(state.Path);
        await house.Until(TimeSpan.FromMinutes(2), snapshot => snapshot.Problems.IsEmpty);
    }

    [Fact]
    public async Task Breaker_should_be_a_problem_until_the_device_answers_again()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { MostParameters = 300 });
        var mute = house.Bus.Inject(new FaultPlan().MuteController());

        await house.Until(TimeSpan.FromMinutes(3), snapshot => snapshot.Problems.Any(p => p.Code == ProblemCode.BreakerOpen));
        var problem = Assert.Single((await house.Device.StatusAsync()).Problems);
        house.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(problem, Assert.Single((await house.Device.StatusAsync()).Problems));

        mute.Dispose();
        await house.Until(TimeSpan.FromMinutes(3), snapshot => snapshot.Problems.IsEmpty);
    }

    [Fact]
    public async Task Device_should_have_no_problem_when_it_is_well()
    {
        await using var house = await House.StartAsync(new Gm3SimulationOptions { MostParameters = 300 });
        var log = new LogLines(house.System);

        for (var i = 0; i < 300; i++)
        {
            house.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Empty((await house.Device.SnapshotAsync()).Problems);
        }

        Assert.Empty(log.Warnings);
    }

    /// <summary>The warnings of a system.</summary>
    private sealed class LogLines
    {
        private readonly List<Warning> _events = [];

        public LogLines(Akka.Actor.ActorSystem system)
        {
            var listener = system.ActorOf(Akka.Actor.Props.Create(() => new Listener(_events)));
            system.EventStream.Subscribe(listener, typeof(Warning));
        }

        /// <summary>Those that the device itself has logged.</summary>
        public IReadOnlyList<string> Warnings =>
            [.. _events.Select(e => e.Message.ToString()!).Where(m => m.StartsWith("house:", StringComparison.Ordinal))];

        private sealed class Listener(List<Warning> events) : Akka.Actor.UntypedActor
        {
            protected override void OnReceive(object message) => events.Add((Warning)message);
        }
    }
}

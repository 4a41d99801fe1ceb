using Akka.Actor;
using Akka.Hosting;
using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;
using Xunit.Abstractions;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A stop leaves the bus so that nobody waits for the one who has left.</summary>
public sealed class HouseStopTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Cycle = new Gm3SimulationOptions().CycleInterval;

    private readonly StateDirectory _state = new();

    public static TheoryData<string, int> Panels => new()
    {
        { nameof(PanelManners), 30 },
        { "answers at once", 15 },
        { "misses 2", 15 },
        { "misses 3", 15 },
        { "grants first", 15 },
        { "asks seldom", 15 },
        { "takes turns", 15 },
        { "lists nobody", 15 },
    };

    [Theory]
    [MemberData(nameof(Panels))]
    public async Task Stop_at_any_moment_should_leave_no_token_behind(string panel, int stops)
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions { Panel = Panel(panel), MostParameters = 300 }, time);
        bus.Start();
        var random = new Random(stops);
        var houses = new[] { await StartAsync(0), await StartAsync(1) };
        var (took, held) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var stop = 0; stop < stops; stop++)
        {
            time.Advance(TimeSpan.FromMilliseconds(random.Next(6000)));
            var stopped = random.Next(2);
            var (began, before) = (time.GetTimestamp(), bus.Tokens.Count);
            await houses[stopped].StopAsync();
            took.Add(time.GetElapsedTime(began));
            await houses[stopped].DisposeAsync();

            // What the panel grants from now on to the one who has left it will never get back.
            time.Advance(3 * Cycle);
            AssertFlowing(time, bus);
            held.AddRange(bus.Tokens.Skip(before).Where(token => token.Address == Addresses[stopped])
                .Select(token => token.At + token.Held - Later(token.At, TimeSpan.FromTicks(began))));
            houses[stopped] = await StartAsync(stopped);
        }

        took.Sort();
        output.WriteLine(
            $"{panel}: {stops} stops took {took[stops / 2].TotalSeconds:F1} s in the median, {took[^1].TotalSeconds:F1} s at most; "
            + $"{held.Count} tokens in them, held for {held.Max().TotalMilliseconds:F0} ms at most; "
            + $"granted {bus.Etiquette.TokensGranted}, returned {bus.Etiquette.TokensReturned}");
        Assert.InRange(held.Max(), TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        Assert.True(took[^1] <= LeaveTimeout(panel) + TimeSpan.FromMilliseconds(100), $"{took[^1]}");
        Assert.Equal(0, bus.Etiquette.WithoutToken);
        foreach (var house in houses)
        {
            await house.DisposeAsync();
        }

        async Task<House> StartAsync(int which)
        {
            var house = await House.StartAsync(time, bus, new Gm3Options
            {
                SourceAddress = Addresses[which], StateDirectory = Path.Combine(_state.Path, $"{which}"), LeaveTimeout = LeaveTimeout(panel),
            });
            await house.UntilAsync(
                TimeSpan.FromSeconds(40), async () => (await house.Device.StatusAsync()).Bus!.AddressConfirmed, Cycle / 4);
            return house;
        }
    }

    [Fact]
    public async Task Stop_should_be_quick_when_the_panel_knows_nothing_of_the_device()
    {
        await using var house = await House.StartAsync();

        Assert.InRange(await StopAsync(house), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Stop_should_be_quick_when_the_line_is_closed()
    {
        await using var house = await House.RunningAsync();
        house.Bus.Unplug();
        house.Time.Settle();

        Assert.InRange(await StopAsync(house), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Stop_should_be_quick_when_the_panel_has_dropped_the_device()
    {
        await using var house = await House.RunningAsync();
        house.Bus.Inject(new FaultPlan().GrantNoTokens());
        house.Bus.Inject(new FaultPlan().ForgetPeripherals());
        house.Time.Advance(5 * Cycle);

        Assert.InRange(await StopAsync(house), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Stop_should_end_when_its_time_is_over_and_the_next_start_give_back_what_was_granted_meanwhile()
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(
            new Gm3SimulationOptions { Panel = new PanelManners { MissesUntilDropped = int.MaxValue } }, time);
        bus.Start();
        var options = new Gm3Options { StateDirectory = _state.Path };
        await using (var first = await House.StartAsync(time, bus, options))
        {
            await first.UntilLearned();
            first.UntilTokenReturned();

            Assert.InRange(await StopAsync(first), options.LeaveTimeout, options.LeaveTimeout + TimeSpan.FromMilliseconds(100));
        }

        time.Advance(2 * Cycle);
        Assert.False(bus.Etiquette.IsTokenBack, "The panel has granted nothing");
        await using var second = await House.StartAsync(time, bus, options);

        await second.UntilAsync(TimeSpan.FromSeconds(5), () => Task.FromResult(bus.Etiquette.IsTokenBack));
    }

    [Fact]
    public async Task Start_should_give_back_soon_what_was_granted_to_the_one_that_was_killed()
    {
        using var time = new VirtualTime();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions(), time);
        bus.Start();
        var options = new Gm3Options { StateDirectory = _state.Path };
        await using (var first = await House.StartAsync(time, bus, options))
        {
            await first.UntilLearned();
            await first.UntilTokenHeld();
        }

        time.Advance(2 * Cycle);
        Assert.False(bus.Etiquette.IsTokenBack);
        await using var second = await House.StartAsync(time, bus, options);

        await second.UntilAsync(TimeSpan.FromSeconds(4), () => Task.FromResult(bus.Etiquette.IsTokenBack));
    }

    [Fact]
    public async Task Stop_should_wait_for_nobody_when_it_is_told_a_second_time()
    {
        await using var house = await House.RunningAsync();
        house.UntilTokenReturned();
        var released = Release(atOnce: false);
        house.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.False(released.IsCompleted);

        _ = Release(atOnce: true);
        house.Time.Settle();
        Assert.True(released.IsCompleted);
        AssertFlowing(house.Time, house.Bus);

        Task<DeviceMessages.Released> Release(bool atOnce) =>
            ActorRegistry.For(house.System).Get<EconetDevices>().Ask<DeviceMessages.Released>(new DeviceMessages.Release(atOnce));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_should_leave_no_token_behind_when_noise_destroys_grants_and_returns(bool grants)
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { Panel = new PanelManners { MissesUntilDropped = 2 } });
        house.Time.Advance(TimeSpan.FromMinutes(1));
        house.UntilTokenReturned();
        house.Bus.Inject(new FaultPlan().With(new LostFrames(grants ? FrameKind.Grant : FrameKind.Return)).Times(1));

        await StopAsync(house);
        house.Time.Advance(2 * Cycle);
        AssertFlowing(house.Time, house.Bus);
    }

    [Fact]
    public async Task Stop_should_give_a_token_back_that_noise_has_hidden_from_it_although_it_hardly_knows_the_bus()
    {
        await using var house = await House.StartAsync();
        await house.UntilTokenHeld();
        house.UntilTokenReturned();
        house.Bus.Inject(new FaultPlan().LoseGrants().Times(1));

        Assert.InRange(await StopAsync(house), TimeSpan.Zero, 2 * Cycle + TimeSpan.FromSeconds(1));
        Assert.True(house.Bus.Etiquette.IsTokenBack, "The panel waits");
    }

    [Fact]
    public async Task Stop_should_give_a_token_back_once_more_when_noise_destroys_the_return_although_it_hardly_knows_the_bus()
    {
        await using var house = await House.StartAsync();
        await house.UntilTokenHeld();
        house.Bus.Inject(new FaultPlan().LoseReturns().Times(1));

        Assert.InRange(await StopAsync(house), TimeSpan.Zero, 2 * Cycle + TimeSpan.FromSeconds(1));
        Assert.True(house.Bus.Etiquette.IsTokenBack, "The panel waits");
    }

    [Theory]
    [InlineData(39)]
    [InlineData(40)]
    [InlineData(41)]
    [InlineData(60)]
    public async Task Stop_should_not_speak_into_an_answer_that_begins_late(int latency)
    {
        for (var sinceToken = 20; sinceToken <= 2 * latency; sinceToken += 5)
        {
            await using var house = await House.StartAsync(
                new Gm3SimulationOptions { ControllerLatency = TimeSpan.FromMilliseconds(latency) });
            await house.UntilTokenHeld();
            house.Time.Advance(TimeSpan.FromMilliseconds(sinceToken));

            await StopAsync(house);

            Assert.Equal(0, house.Bus.Etiquette.Collisions);
            Assert.True(house.Bus.Etiquette.IsTokenBack, "The panel waits");
        }
    }

    public void Dispose() => _state.Dispose();

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static readonly ushort[] Addresses = [110, 117];

    private static PanelManners Panel(string name) => name switch
    {
        "answers at once" => new PanelManners { GrantsUntilDropped = false, MissesUntilDropped = 3 },
        "misses 2" => new PanelManners { MissesUntilDropped = 2, AsksTwice = true },
        "misses 3" => new PanelManners { MissesUntilDropped = 3, ListsPeripherals = false },
        "grants first" => new PanelManners { GrantsFirst = true },
        "asks seldom" => new PanelManners { IdentifyEvery = 2 },
        "takes turns" => new PanelManners { GrantEvery = 2, MissesUntilDropped = 2 },
        "lists nobody" => new PanelManners { ListsPeripherals = false, AsksTwice = true },
        _ => new PanelManners(),
    };

    /// <summary>A panel that grants until it was not answered three times does so for up to three cycles.</summary>
    private static TimeSpan LeaveTimeout(string panel) => panel == "misses 3" ? 4 * Cycle : new Gm3Options().LeaveTimeout;

    private static async Task<TimeSpan> StopAsync(House house)
    {
        var began = house.Time.GetTimestamp();
        await house.StopAsync();
        return house.Time.GetElapsedTime(began);
    }

    /// <summary>The panel waits for nobody, but for one who works with the token and gives it back soon.</summary>
    private static void AssertFlowing(VirtualTime time, Gm3Simulator bus)
    {
        for (var step = 0; !bus.Etiquette.IsTokenBack; step++)
        {
            Assert.True(step < 200, $"The panel waits: {bus.Etiquette}");
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.All(bus.Tokens, token => Assert.True(token.WasReturned, $"{token}"));
    }
}

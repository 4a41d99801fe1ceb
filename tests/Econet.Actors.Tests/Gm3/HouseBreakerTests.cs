using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Gm3;
using Econet.Simulation.Gm3;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

public class HouseBreakerTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Device_should_be_left_alone_when_it_does_not_answer()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { MostParameters = 300 });
        house.Bus.Inject(new FaultPlan().MuteController());
        await UntilBreaker(house, "open");
        var address = (await house.Address())!.Value;
        var (asked, manners) = (house.Bus.RequestsFrom(address), house.Bus.Etiquette);

        house.Time.Advance(TimeSpan.FromSeconds(50));

        Assert.Equal(asked, house.Bus.RequestsFrom(address));
        var tokens = house.Bus.Etiquette.TokensReturned - manners.TokensReturned;
        Assert.InRange(tokens, 10, 30);
        Assert.True(house.Bus.Etiquette.TokenHeld - manners.TokenHeld < tokens * TimeSpan.FromMilliseconds(50), "A token was kept");
        var status = await house.Device.StatusAsync();
        Assert.Equal(("waiting", false), (status.State, status.Alive));
        Assert.Equal([ProblemCode.BreakerOpen], status.Problems.Select(p => p.Code));
    }

    [Fact]
    public async Task Device_should_serve_what_is_known_and_refuse_writes_at_once_while_it_is_left_alone()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { MostParameters = 300 });
        house.Bus.Inject(new FaultPlan().MuteController());
        await UntilBreaker(house, "open");

        var write = house.Device.WriteAsync("HDWTSetPoint", 50);
        house.Time.Settle();
        var result = await write;

        Assert.Equal(EconetError.Unavailable, result.Error);
        Assert.Matches("5 requests in a row were not answered; the next attempt is at 2026-01-22 [0-9:]{8}Z", result.Message!);
        var snapshot = await house.Device.SnapshotAsync();
        Assert.False(snapshot.Alive);
        Assert.Equal(house.Bus.ParameterCount, snapshot.Parameters.Length);
        Assert.All(snapshot.Parameters, p => Assert.False(p.Value.IsNone && p.Quality == Quality.Good));
        Assert.Contains(snapshot.Parameters, p => p.Quality == Quality.Stale);
    }

    [Fact]
    public async Task Writes_that_wait_should_fail_at_once_when_the_device_is_left_alone()
    {
        await using var house = await House.RunningAsync(options: new Gm3Options { WriteTimeout = 10 * Minute });
        house.UntilTokenReturned();
        house.Bus.Inject(new FaultPlan().MuteController());
        var sent = house.Device.WriteAsync("HDWTSetPoint", 50);
        var waiting = house.Device.WriteAsync("107", 30);

        await UntilBreaker(house, "open");
        house.Time.Settle();

        Assert.Equal(EconetError.Unavailable, (await sent).Error);
        Assert.Contains("the device may hold the value", (await sent).Message, StringComparison.Ordinal);
        Assert.Equal(EconetError.Unavailable, (await waiting).Error);
        Assert.DoesNotContain("may hold", (await waiting).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Device_should_be_good_within_two_cycles_when_it_speaks_again(bool pollingModule)
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { PollingModule = pollingModule, MostParameters = 300 });
        using (house.Bus.Inject(new FaultPlan().MuteController()))
        {
            await UntilBreaker(house, "open");
            house.Time.Advance(TimeSpan.FromSeconds(10));
        }

        // It is heard in the first cycle, asked in the token of that cycle, and what that one did not read the next does.
        await house.Until(TimeSpan.FromSeconds(9), s => s.Alive && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent));
        Assert.Equal("closed", await Breaker(house));
        Assert.True((await house.Within(TimeSpan.FromSeconds(7), house.Device.WriteAsync("HDWTSetPoint", 50))).Success);
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Device_that_answers_only_others_should_be_tried_twice_a_minute()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { MostParameters = 300 });
        var address = (await house.Address())!.Value;
        house.Bus.Inject(new FaultPlan().LoseAnswers()
            .Where(f => f.Source == BusAddress.Controller && f.Destination == address));
        await UntilBreaker(house, "open");
        var asked = house.Bus.RequestsFrom(address);

        house.Time.Advance(10 * Minute);

        // Each trial is one request, sent three times.
        Assert.InRange(house.Bus.RequestsFrom(address) - asked, 3 * 9, 3 * 21);
        Assert.NotEqual("closed", await Breaker(house));
    }

    [Fact]
    public async Task Noise_should_not_pass_for_a_device_that_does_not_answer()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { MostParameters = 300 });
        house.Bus.Inject(new FaultPlan(seed: 3).BitErrors(5e-4).LoseAnswers(0.05));

        for (var i = 0; i < 300; i++)
        {
            house.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("closed", await Breaker(house));
        }
    }

    [Fact]
    public async Task Device_should_be_tried_at_once_when_its_line_comes_back()
    {
        await using var house = await House.RunningAsync(new Gm3SimulationOptions { MostParameters = 300 });
        var mute = house.Bus.Inject(new FaultPlan().MuteController());
        await UntilBreaker(house, "open");
        house.Bus.Unplug();
        house.Time.Advance(TimeSpan.FromSeconds(1));
        mute.Dispose();

        house.Bus.Replug();
        await house.Until(TimeSpan.FromSeconds(10), s => s.Alive);
    }

    private static async Task<string> Breaker(House house) => (await house.Device.StatusAsync()).Breaker!.State;

    private static Task<TimeSpan> UntilBreaker(House house, string state) =>
        house.UntilAsync(2 * Minute, async () => await Breaker(house) == state);
}

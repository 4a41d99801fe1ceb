using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Session;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Actors.Tests.Gm3;

/// <summary>A panel that does not do as it should, and other gateways on the same bus.</summary>
public sealed class HouseBusMannersTests : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("econet-state-");

    [Fact]
    public async Task Device_should_claim_an_address_again_when_the_panel_has_forgotten_it()
    {
        await using var house = await House.RunningAsync();
        house.Bus.Inject(new FaultPlan().ForgetPeripherals());

        house.Time.Settle();
        Assert.Empty(house.Bus.Peripherals);

        await house.UntilAsync(
            TimeSpan.FromMinutes(3), async () => await house.Address() is { } address && house.Bus.Peripherals.Contains(address));
        await UntilGoodSince(house, house.Time.GetUtcNow(), TimeSpan.FromSeconds(10));
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    [Fact]
    public async Task Device_should_leave_its_address_to_another_who_speaks_from_it()
    {
        await using var house = await House.RunningAsync(options: new Gm3Options { StateDirectory = _state.FullName });
        var former = await house.Address();
        house.Bus.Inject(new FaultPlan().GiveAddressAway());

        await house.UntilAsync(TimeSpan.FromSeconds(10), async () => await house.Address() != former);
        await house.UntilAsync(TimeSpan.FromSeconds(40), async () => await house.Address() is not null);
        var begun = house.Time.GetUtcNow();
        await UntilGoodSince(house, begun, TimeSpan.FromSeconds(30));

        Assert.NotEqual(former, await house.Address());
        Assert.InRange(house.Bus.Etiquette.Collisions, 0, 3);
    }

    [Fact]
    public async Task Device_should_return_a_token_once_when_it_is_granted_twice()
    {
        await using var house = await House.StartAsync();
        house.Bus.Inject(new FaultPlan().GrantTwice());

        await house.UntilLearned();
        house.Time.Advance(TimeSpan.FromSeconds(30));
        house.UntilTokenReturned();

        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
        Assert.True((await house.Within(TimeSpan.FromSeconds(10), house.Device.WriteAsync("103", 50))).Success);
    }

    [Fact]
    public async Task Device_should_not_spam_a_panel_that_grants_no_token()
    {
        await using var house = await House.StartAsync();
        var never = house.Bus.Inject(new FaultPlan().GrantNoTokens());

        house.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.InRange(house.Bus.Etiquette.FramesSent, 10, 75);
        never.Dispose();

        await house.Until(AddressClaim.LongestPause + TimeSpan.FromMinutes(2), s => s.Alive);
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
        await UntilGoodSince(house, house.Time.GetUtcNow(), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Device_should_work_behind_an_adapter_that_echoes()
    {
        await using var house = await House.StartAsync();
        house.Bus.Inject(new FaultPlan().Echo());

        await house.UntilLearned();
        var address = await house.Address();
        Assert.True((await house.Within(TimeSpan.FromSeconds(10), house.Device.WriteAsync("103", 50))).Success);
        house.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(address, await house.Address());
        Assert.Equal(0, house.Bus.Etiquette.WithoutToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_gateways_that_begin_at_once_should_both_get_to_work(bool sameStoredAddress)
    {
        var options = new Gm3Options { StateDirectory = _state.FullName };
        if (sameStoredAddress)
        {
            // Two that run from copies of one disk.
            await using var former = await House.RunningAsync(options: options);
            former.UntilTokenReturned();
            await former.StopAsync();
            var copy = Directory.CreateDirectory(Path.Combine(_state.FullName, "copy"));
            foreach (var file in _state.GetFiles())
            {
                file.CopyTo(Path.Combine(copy.FullName, file.Name));
            }
        }

        await using var first = await House.StartAsync(options: options);
        first.Time.Advance(TimeSpan.FromTicks(1));
        await using var second = await House.StartAsync(
            first.Time, first.Bus, options with { StateDirectory = Path.Combine(_state.FullName, "copy") });

        await first.UntilAsync(TimeSpan.FromMinutes(4), async () => await IsGood(first) && await IsGood(second));
        Assert.NotEqual(await first.Address(), await second.Address());
        Assert.Equal(2, first.Bus.Peripherals.Count(p => p is >= 105 and <= 130));
        var (collisions, start) = (first.Bus.Etiquette.Collisions, first.Time.GetUtcNow());
        var writes = Task.WhenAll(first.Device.WriteAsync("103", 50), second.Device.WriteAsync("107", 30));
        Assert.All(await first.Within(TimeSpan.FromSeconds(15), writes), w => Assert.True(w.Success, w.Message));
        first.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await IsGood(first) && await IsGood(second));
        Assert.Equal(collisions, first.Bus.Etiquette.Collisions);
        Assert.Equal(0, first.Bus.Etiquette.WithoutToken);
        Assert.Equal(0, first.Bus.Etiquette.TooEarly);
    }

    [Fact]
    public async Task Device_should_be_known_anew_when_its_controller_is_another_one_after_an_outage()
    {
        await using var house = await House.RunningAsync(options: new Gm3Options { WriteTimeout = TimeSpan.FromMinutes(10) });
        var before = (await house.Device.SnapshotAsync()).Parameters.Length;
        house.UntilTokenReturned();
        var write = house.Device.WriteAsync("103", 50);
        house.Bus.Unplug();
        house.Bus.Inject(new FaultPlan().ChangeController());
        house.Time.Advance(TimeSpan.FromSeconds(5));
        var changed = house.Time.GetUtcNow();
        house.Bus.Replug();

        await house.Until(TimeSpan.FromSeconds(40), s => s.Alive && s.Parameters.All(p => p.ReadAt is not null));

        var after = await house.Device.SnapshotAsync();
        Assert.Equal(house.Bus.ParameterCount, after.Parameters.Length);
        Assert.True(after.Parameters.Length < before);
        Assert.All(after.Parameters, p => Assert.True(p.ReadAt > changed, p.Key));
        Assert.False((await write).Success);
        Assert.Contains("another device than before", (await write).Message, StringComparison.Ordinal);
        Assert.Empty(house.Bus.Writes);
    }

    public void Dispose() => _state.Delete(recursive: true);

    private static async Task<bool> IsGood(House house) =>
        await house.Device.SnapshotAsync() is { Alive: true, Parameters: var all } && all.All(p => p.Quality is Quality.Good or Quality.Absent);

    private static Task<TimeSpan> UntilGoodSince(House house, DateTimeOffset since, TimeSpan most) =>
        house.Until(most, s => s.Alive && s.Parameters.Any(p => p.ReadAt > since)
            && s.Parameters.All(p => p.Quality is Quality.Good or Quality.Absent) && house.Time.GetUtcNow() > since);
}

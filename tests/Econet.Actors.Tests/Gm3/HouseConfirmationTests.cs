using Akka.Actor;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

/// <summary>What the device says again is known as of that time, though no message brought it to the parameter's actor.</summary>
public sealed class HouseConfirmationTests
{
    private const string Parameter = "parameters/0-103";

    private static readonly TimeSpan Cycle = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Value_that_is_said_again_should_be_as_new_as_it_was_said()
    {
        await using var house = await ConfirmedAsync();
        var before = await house.Device.ReadAsync("HDWTSetPoint");

        house.Time.Advance(Cycle);

        var after = await house.Device.ReadAsync("HDWTSetPoint");
        Assert.InRange(after.ReadAt!.Value - before.ReadAt!.Value, TimeSpan.FromSeconds(1), 2 * Cycle);
        Assert.Equal(before with { ReadAt = after.ReadAt }, after);
        Assert.True((await house.Device.SnapshotAsync()).Version > 0);
    }

    [Fact]
    public async Task Actor_should_know_of_what_was_confirmed_before_anything_else()
    {
        await using var house = await ConfirmedAsync();
        var told = await house.Device.ReadAsync("HDWTSetPoint");

        var known = await house.Part(Parameter).Ask<ParameterMessages.Known>(ParameterMessages.TellAll.Instance);

        Assert.Equal(told.ReadAt, known.State.ReadAt?.Time);
        Assert.True(known.Confirmations.IsRead);
    }

    /// <summary>The device says 45, as is known, in the moment in which the parameter comes to another value that is older.</summary>
    [Fact]
    public async Task Confirmation_of_what_the_actor_knows_no_more_should_be_read_at_once()
    {
        await using var house = await ConfirmedAsync();
        var actor = await house.Part(Parameter).ResolveOne(TimeSpan.FromSeconds(5));
        var told = await house.Device.ReadAsync("HDWTSetPoint");
        var known = await house.Part(Parameter).Ask<ParameterMessages.Known>(ParameterMessages.TellAll.Instance);
        house.Time.Advance(Cycle);
        Assert.False(known.Confirmations.IsRead);

        house.Part("parameters").Tell(new ParameterMessages.StateChanged(known.State with { Value = Value.Of(ParameterType.UInt8, 64) }), actor);
        house.Time.Settle();

        Assert.Equal(told.Value, (await house.Device.ReadAsync("HDWTSetPoint")).Value);
        Assert.True(known.Confirmations.IsRead);
    }

    [Fact]
    public async Task Reading_that_differs_should_count_though_the_one_before_it_waits_still()
    {
        await using var house = await ConfirmedAsync();
        house.Bus.Force(103, Value.Of(ParameterType.UInt8, 51));

        house.Time.Advance(2 * Cycle);

        var read = await house.Device.ReadAsync("HDWTSetPoint");
        Assert.Equal((51, Quality.Good), (read.Value.ToInteger(), read.Quality));
        Assert.True(house.Time.GetUtcNow() - read.ChangedAt < 2 * Cycle);
    }

    [Fact]
    public async Task Value_should_become_stale_as_long_after_it_was_said_for_the_last_time_as_ever()
    {
        await using var house = await ConfirmedAsync();
        using var mute = house.Bus.Inject(new Simulation.Gm3.Faults.FaultPlan().MuteController());
        var said = (await house.Device.ReadAsync("TempWthr")).ReadAt!.Value;
        while ((await house.Device.ReadAsync("TempWthr")).Quality == Quality.Good)
        {
            house.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var stale = await house.Device.ReadAsync("TempWthr");
        Assert.InRange(house.Time.GetUtcNow() - stale.ReadAt!.Value, 2 * Cycle, TimeSpan.FromSeconds(31));
        Assert.True(stale.ReadAt >= said);
    }

    /// <summary>A house in which the setpoint of the hot water was said several times.</summary>
    private static async Task<House> ConfirmedAsync()
    {
        var house = await House.RunningAsync(new Gm3SimulationOptions(), new Gm3Options());
        house.Time.Advance(4 * Cycle);
        house.UntilTokenReturned();
        return house;
    }
}

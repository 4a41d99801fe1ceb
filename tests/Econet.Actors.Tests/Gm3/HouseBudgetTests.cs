using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.Storage;
using Econet.Simulation.Gm3;

namespace Econet.Actors.Tests.Gm3;

public class HouseBudgetTests
{
    [Theory]
    [InlineData(-10, false)]
    [InlineData(0, true)]
    public async Task Budget_should_count_no_writes_of_a_clock_that_was_ahead(int daysAgo, bool isSpent)
    {
        using var state = new StateDirectory();
        var options = new Gm3Options { StateDirectory = state.Path, WriteBudget = new WriteBudget(PerHour: 2) };
        using (var before = state.Open())
        {
            before.PutWrite(state.Job(1, WriteStatus.Verified, TimeSpan.FromDays(daysAgo)) with { SentAt = state.Time.GetUtcNow().AddDays(-daysAgo) });
            before.PutWrite(state.Job(2, WriteStatus.Verified, TimeSpan.FromDays(daysAgo)) with { SentAt = state.Time.GetUtcNow().AddDays(-daysAgo) });
            Assert.True(before.Commit());
        }

        await using var house = await House.RunningAsync(new Gm3SimulationOptions(), options);

        var result = await house.Within(TimeSpan.FromSeconds(10), house.Device.WriteAsync("HDWTSetPoint", 48));

        Assert.Equal(isSpent ? EconetError.BudgetSpent : null, result.Error);
        Assert.True(!isSpent || result.RetryAt <= house.Time.GetUtcNow() + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Write_should_say_that_the_limits_contradict_each_other_when_they_do()
    {
        await using var house = await House.RunningAsync();
        house.Bus.Force(107, Econet.Values.Value.Of(Econet.Values.ParameterType.UInt8, 70));
        house.Bus.Force(108, Econet.Values.Value.Of(Econet.Values.ParameterType.UInt8, 60));
        await house.Until(TimeSpan.FromMinutes(2), s => s.Parameters.Single(p => p.Index == 103) is { Min: 70, Max: 60 });

        var result = await house.Device.WriteAsync("HDWTSetPoint", 65);

        Assert.Equal(EconetError.OutOfRange, result.Error);
        Assert.Contains("contradict each other", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("[70-60]", result.Message, StringComparison.Ordinal);
    }
}

using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Simulation.Gm3;
using Econet.Values;

namespace Econet.Actors.Tests.Gm3;

public class FreshnessTests
{
    /// <summary>Measured values that people look at: DHW, outdoor, flow and return temperature, power, work state, compressor.</summary>
    private static readonly int[] Watched = [61, 68, 1048, 1134, 1135, 1350, 1365];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Measured_values_should_follow_the_truth_and_leave_the_bus_to_others(bool pollingModule)
    {
        await using var house = await House.StartAsync(new Gm3SimulationOptions { PollingModule = pollingModule });
        await house.Until(TimeSpan.FromSeconds(25), s => s.Alive && s.Parameters.All(p => p.ReadAt is not null));
        house.Time.Advance(TimeSpan.FromMinutes(2));

        var truths = Watched.ToDictionary(i => i, _ => new List<(long At, Value Value)>());
        var lags = new List<double>();
        var holds = new List<double>();
        var before = house.Bus.Etiquette;
        for (var i = 0; i < 3_000; i++)
        {
            house.Time.Advance(TimeSpan.FromMilliseconds(100));
            var snapshot = await house.Device.SnapshotAsync();
            Assert.All(snapshot.Parameters, p => Assert.True(p.Quality is Quality.Good or Quality.Absent, $"{p.Key} is {p.Quality}"));
            foreach (var index in Watched)
            {
                var truth = house.Bus.Truth(index);
                var history = truths[index];
                if (history.Count == 0 || history[^1].Value != truth)
                {
                    history.Add((house.Time.GetTimestamp(), truth));
                }

                var served = snapshot.Parameters.Single(p => p.Index == index).Value;
                var at = history.FindLastIndex(h => h.Value == served);
                var until = at < 0 ? history[0].At : at + 1 < history.Count ? history[at + 1].At : house.Time.GetTimestamp();
                lags.Add(TimeSpan.FromTicks(house.Time.GetTimestamp() - until).TotalSeconds);
            }

            var now = house.Bus.Etiquette;
            if (now.TokensReturned > before.TokensReturned)
            {
                holds.Add((now.TokenHeld - before.TokenHeld).TotalMilliseconds / (now.TokensReturned - before.TokensReturned));
                before = now;
            }
        }

        lags.Sort();
        holds.Sort();
        Assert.InRange(lags[lags.Count * 99 / 100], 0, 3.5);
        Assert.InRange(lags[^1], 0, 5);
        Assert.InRange(holds[holds.Count / 2], 0, 400);
        Assert.Equal(0, before.WithoutToken + before.TooEarly + before.Collisions);

    }
}

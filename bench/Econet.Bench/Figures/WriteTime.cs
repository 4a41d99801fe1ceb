using Econet.Actors.TestKit;

namespace Econet.Bench.Figures;

/// <summary>How long a write takes from the token to the value that was read back, in the time of the bus.</summary>
internal static class WriteTime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    public static async Task<double> MillisecondsAsync(int round)
    {
        await using var house = await House.RunningAsync();
        house.Time.Advance(TimeSpan.FromSeconds(1 + (0.7 * round)));
        var granted = house.Bus.Etiquette.TokensGranted;
        var write = house.Device.WriteAsync("HDWTSetPoint", 46 + round);
        while (house.Bus.Etiquette.TokensGranted == granted)
        {
            house.Time.Advance(Step);
        }

        var began = house.Time.GetTimestamp();
        while (!write.IsCompleted)
        {
            house.Time.Advance(Step);
        }

        var result = await write;
        return result.Success ? house.Time.GetElapsedTime(began).TotalMilliseconds : throw new InvalidOperationException(result.Message);
    }
}

using Econet.Actors.TestKit;

namespace Econet.Bench;

/// <summary>How long an hour of virtual time takes: a house with its simulated heat pump, polling module and thermostat, as tests have it.</summary>
internal static class VirtualHour
{
    public static async Task<double> SecondsAsync()
    {
        await using var house = await House.RunningAsync();
        var began = TimeProvider.System.GetTimestamp();
        house.Time.Advance(TimeSpan.FromHours(1));
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}
